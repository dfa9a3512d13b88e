"""Measure the contenders of a row side by side: interleaved rounds, medians, and ratios to the project's own median."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.row import Contender, Environment, Figure, Row, Size

ROOT = Path(__file__).parents[1]
RIVALS = ROOT / ".venv" / "rivals"
"""The environments that `make bench` sets up."""
LOGS = ROOT / "build" / "benchmarks"

Result = dict[str, Any]


def installed() -> Mapping[str, str]:
    """Return the variables of a process that starts as an installed program does: its modules are compiled already."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(LOGS / "compiled")}


def python_of(environment: Environment) -> str:
    """Return the Python of an environment, which may not exist."""
    return sys.executable if environment == "own" else str(RIVALS / environment / "bin" / "python")


class _Process:
    """A contender's process; `state` is `measured`, or why it cannot be."""

    def __init__(self, row: str, contender: Contender, count: int) -> None:
        self.contender, self.state = contender, "measured"
        self.rounds: list[Mapping[str, float]] = []
        command = [python_of(contender.environment), "-m", "benchmarks.contender", row, contender.name, str(count)]
        self._process: subprocess.Popen[str] | None = None
        if not Path(command[0]).exists():
            self.state = "not installed: `make bench` sets up .venv/rivals"
            return
        LOGS.mkdir(parents=True, exist_ok=True)
        self._log = LOGS / f"{row}-{re.sub(r'[^a-z0-9]+', '-', contender.name.lower())}.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=_environment(contender.environment),
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self._answer()

    def _answer(self) -> Mapping[str, float] | None:
        """Return what it measured; None, with the reason in `state`, if it cannot."""
        assert self._process
        assert self._process.stdout
        line = self._process.stdout.readline()
        answer: Mapping[str, Any] = json.loads(line) if line else {"failed": self._end()}
        if "error" in answer:
            self.state = f"not installed: {answer['error']}"
        elif "failed" in answer:
            self.state = f"failed: {answer['failed']}"
        return answer if self.state == "measured" else None

    def _end(self) -> str:
        """Say how the process ended that did not answer."""
        assert self._process
        return f"exit status {self._process.wait()}; see {self._log.relative_to(ROOT)}"

    def measure(self) -> None:
        """Let it measure a round."""
        if self.state != "measured" or self._process is None:
            return
        assert self._process.stdin
        self._process.stdin.write("round\n")
        self._process.stdin.flush()
        if (figures := self._answer()) is not None:
            self.rounds.append(figures)

    def close(self) -> None:
        """End it, with the servers that it started."""
        if self._process is not None:
            self._process.communicate(timeout=60)


def side_by_side(name: str, row: Row, size: Size) -> Result:
    """Measure a row.

    Returns:
        Its figures, and of each contender the state, the rounds, the medians, and the ratios by which the project is
        better: above 1 it is.
    """
    start = time.perf_counter()
    with ExitStack() as stack:
        processes = [stack.enter_context(_started(name, one, row.counts[size])) for one in row.contenders]
        for turn in range(1 if size == "quick" else row.rounds):
            for process in processes[:: -1 if turn % 2 else 1]:  # what drifts, drifts for all
                process.measure()
    contenders = [_result(process, row.figures) for process in processes]
    own = contenders[0].get("medians", {})
    for one in contenders:
        if own and "medians" in one:
            one["ratios"] = {
                figure: ratio(row.figures[figure], own[figure], value) for figure, value in one["medians"].items()
            }
    return {
        "count": row.counts[size],
        "unit": row.unit,
        "seconds": round(time.perf_counter() - start, 1),
        "figures": {figure: vars(one) for figure, one in row.figures.items()},
        "contenders": contenders,
    }


def misses(result: Result) -> Iterator[str]:
    """Yield what a measured row misses: contenders that are not measured, limits, bars."""
    own, *rivals = result["contenders"]
    for one in result["contenders"]:
        if one["state"] != "measured":
            yield f"{one['name']}: {one['state'].upper()}"
    for figure, about in result["figures"].items():
        sign = -1 if about["more_is_better"] else 1
        value = own.get("medians", {}).get(figure)
        if value is not None and about["limit"] is not None and sign * value > sign * about["limit"]:
            yield f"{own['name']}: {figure} {value:.4g} {about['unit']}, limit {about['limit']:g}"
        for rival in rivals:
            ratio = rival.get("ratios", {}).get(figure)
            if ratio is not None and about["bar"] is not None and ratio < about["bar"]:
                yield f"{own['name']}: {figure} {ratio:.3g} times as good as {rival['name']}, bar {about['bar']:g}"


@contextmanager
def _started(row: str, contender: Contender, count: int) -> Iterator[_Process]:
    process = _Process(row, contender, count)
    try:
        yield process
    finally:
        process.close()


def _environment(environment: Environment) -> Mapping[str, str]:
    """Return the variables of a contender's process: rivals see no packages but their own."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    kept = {name: value for name, value in os.environ.items() if environment == "own" or name != "PYTHONPATH"}
    return kept | quiet


def _result(process: _Process, figures: Mapping[str, Figure]) -> Result:
    result: Result = {"name": process.contender.name, "state": process.state, "note": process.contender.note}
    if process.state == "measured":
        rounds = {figure: [_short(one[figure]) for one in process.rounds if figure in one] for figure in figures}
        result["rounds"] = {figure: values for figure, values in rounds.items() if values}
        result["medians"] = {figure: _short(median(values)) for figure, values in result["rounds"].items()}
    return result


def ratio(figure: Figure, own: float, other: float) -> float:
    """Return how many times as good the own value is as another."""
    return _short(own / other if figure.more_is_better else other / own)


def _short(value: float) -> float:
    """Round to four digits."""
    return float(f"{value:.4g}")


def lines(name: str, result: Result) -> Sequence[str]:
    """Return a measured row as lines of text, for people who wait."""
    shown = [f"{name} ({result['count']:,} {result['unit']} a round, {result['seconds']:g} s)"]
    for one in result["contenders"]:
        if one["state"] != "measured":
            shown.append(f"  {one['name']}: {one['state'].upper()}")
            continue
        ratios = one.get("ratios", {})  # none if the project itself failed
        values = [
            f"{figure} {value:.4g} {result['figures'][figure]['unit']}"
            + (f" ({ratios[figure]:.3g}x)" if figure in ratios else "")
            for figure, value in one["medians"].items()
        ]
        shown.append(f"  {one['name']}: {', '.join(values)}")
    return shown
