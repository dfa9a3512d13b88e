"""A folder of MNIST digits as PNG files: `digits predict FOLDER`, and a script with Pillow and Keras, as processes."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.pictures import write_folder
from benchmarks.row import Contender, Figure, Measure, Row
from benchmarks.side_by_side import installed

DIGITS = (sys.executable, "-m", "digits", "predict")
KERAS = (sys.executable, str(Path(__file__).parents[1] / "rivals" / "keras_folder.py"))
LOOK_SECONDS = 0.1


def command(words: tuple[str, ...], side: int) -> Callable[[int], Iterator[Measure]]:
    """Return a contender that runs a command on a folder of pictures of so many pixels a side."""

    def opened(count: int) -> Iterator[Measure]:
        with tempfile.TemporaryDirectory() as folder:
            write_folder(Path(folder), count, side)
            yield lambda: _run((*words, folder), count)

    return opened


def _run(words: tuple[str, ...], count: int) -> dict[str, float]:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed, or printed fewer lines than there are pictures.
    """
    start, most = time.perf_counter(), 0.0
    with tempfile.TemporaryFile("w+") as output, subprocess.Popen(words, stdout=output, env=installed()) as process:
        while process.poll() is None:
            if count > 1:
                most = max(most, _megabytes(process.pid))
            time.sleep(LOOK_SECONDS if count > 1 else 0.002)
        seconds = time.perf_counter() - start
        output.seek(0)
        printed = len(output.readlines())
    if process.returncode or printed < count:
        raise RuntimeError(f"{' '.join(words)}: exit status {process.returncode}, {printed} lines")
    return {"time": seconds, "rate": count / seconds} | ({"memory": most} if most else {})


def _megabytes(pid: int) -> float:
    """Return the memory of a process and its children: what each has alone, and the most that one shares (Linux)."""
    found = list(_memory(pid))
    return sum(private for private, _ in found) + max((shared for _, shared in found), default=0.0)


def _memory(pid: int) -> Iterator[tuple[float, float]]:
    """Yield private and shared megabytes of a process and of its children; nothing once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    private = (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1000
    yield private, kilobytes["Rss"] / 1000 - private
    for child in children:
        yield from _memory(int(child))


def row(side: int, usual: int) -> Row:
    """The row of a folder with pictures of so many pixels a side."""
    note = "`predict` in batches; finds and normalizes nothing; the more pictures, the less its start counts"
    return Row(
        figures={"rate": Figure("pictures/s", more_is_better=True), "memory": Figure("MB")},
        contenders=(
            Contender("digits", command(DIGITS, side)),
            Contender("Pillow and Keras", command(KERAS, side), note=note),
        ),
        counts={"quick": 100, "usual": usual, "full": 20_000},
        unit=f"pictures of {side}x{side}",
        rounds=3,
    )


ROW = row(28, 20_000)
