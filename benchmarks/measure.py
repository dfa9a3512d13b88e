"""Timing, the speed of the machine, and the comparison with a limit."""

import hashlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable


def check_target(what: str, value: float, limit: float, unit: str, note: str = "") -> None:
    """Print a value with its limit and end the process: status 0 if it is met, else 1."""
    met = value <= limit
    verdict = "met" if met else "MISSED"
    print(f"{what}: {value:.3g} {unit} (limit {limit:g} {unit}: {verdict}){note and '; ' + note}")
    sys.exit(0 if met else 1)


def median_seconds(work: Callable[[], object], times: int, warm_up: int = 3) -> float:
    """The median time of a call, in seconds."""
    for _ in range(warm_up):
        work()
    return statistics.median(_seconds(work) for _ in range(times))


def process_seconds(command: list[str], times: int = 7) -> float:
    """The median time of a whole process, in seconds."""
    return median_seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), times, 1)


def machine_speed() -> str:
    """The speed of the machine now: the times of hashing 4 MB on one core and of an empty Python process."""
    content = bytes(4_000_000)
    digest = median_seconds(lambda: hashlib.sha256(content), 20)
    python = process_seconds([sys.executable, "-c", "pass"], 5)
    return f"meanwhile a SHA-256 of 4 MB took {1000 * digest:.1f} ms, an empty Python process {1000 * python:.0f} ms"


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
