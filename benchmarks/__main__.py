"""``python -m benchmarks [ROW...]``: measure the project beside its rivals; keep the figures in `results/`."""

import datetime
import importlib
import json
import pkgutil
import subprocess
import sys
from typing import Any

import click

from benchmarks import rows
from benchmarks.engines import LITERT_FILE
from benchmarks.machine import commit, machine, versions
from benchmarks.row import Row, Size
from benchmarks.side_by_side import ROOT, lines, misses, side_by_side
from digits.atomic_write import atomic_write

RESULTS = ROOT / "results" / "benchmarks.json"
LIMITS = ("agreement", "augmentation", "base_size", "photograph_reading", "wheel_size")
"""Scripts that measure without rivals and exit with 1 where they miss their limit."""


def row_names() -> list[str]:
    """Return the modules of `benchmarks.rows`."""
    return sorted(one.name for one in pkgutil.iter_modules(rows.__path__) if find_row(one.name))


def find_row(name: str) -> Row | None:
    """Return the row of a module; None if the module only helps others."""
    return getattr(importlib.import_module(f"benchmarks.rows.{name}"), "ROW", None)


@click.command()
@click.argument("names", nargs=-1, metavar="[ROW...]", type=click.Choice(row_names()))
@click.option("--size", type=click.Choice(["quick", "usual", "full"]), default="usual", show_default=True)
@click.option("--limits/--no-limits", default=True, help="Without ROW: also run the scripts with limits.")
def main(names: tuple[str, ...], size: Size, limits: bool) -> None:
    """Measure every ROW, by default all, and update results/benchmarks.json, unless the size is quick.

    What is not installed is said, and is an error like a missed limit.

    \b
    Examples:
      python -m benchmarks
      python -m benchmarks --size quick http browser
    """
    if not LITERT_FILE.exists():
        subprocess.run([sys.executable, "-m", "benchmarks.engines"], check=True)
    missed: list[str] = []
    measured: dict[str, Any] = {}
    for name in names or row_names():
        row = find_row(name)
        assert row
        measured[name] = side_by_side(name, row, size) | _circumstances(size)
        print("\n".join(lines(name, measured[name])), flush=True)
        missed += [f"{name}: {one}" for one in misses(measured[name])]
        if size != "quick":
            _keep(measured)
    if limits and not names:
        commands = {name: [sys.executable, "-m", f"benchmarks.{name}"] for name in LIMITS}
        missed += [name for name, command in commands.items() if subprocess.run(command, check=False).returncode]
    if missed:
        sys.exit("missed:\n" + "\n".join(f"  {one}" for one in missed))


def _circumstances(size: Size) -> dict[str, str]:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return {"size": size, "date": today, "commit": commit()}


def _keep(measured: dict[str, Any]) -> None:
    """Write the rows, and those of earlier runs on the same machine with the same versions."""
    content: dict[str, Any] = {"machine": machine(), "versions": versions(), "rows": {}}
    if RESULTS.exists():
        earlier = json.loads(RESULTS.read_text("utf-8"))
        if all(earlier[one] == content[one] for one in ("machine", "versions")):
            content["rows"] = earlier["rows"]
    content["rows"] = dict(sorted((content["rows"] | measured).items()))
    with atomic_write(RESULTS) as hidden:
        hidden.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
