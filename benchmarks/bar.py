"""What the benchmarks share: timing, the machine's own pace, and the verdict."""

import hashlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable


def against(what: str, figure: float, bar: float, unit: str, beside: str = "") -> None:
    """Print a figure beside its bar and end the process: status 0 where it is met."""
    met = figure <= bar
    print(f"{what}: {figure:.3g} {unit} (bar {bar:g} {unit}: {'met' if met else 'MISSED'}){beside and '; ' + beside}")
    sys.exit(0 if met else 1)


def median_seconds(work: Callable[[], object], times: int, warm_up: int = 3) -> float:
    """The median time of some work."""
    for _ in range(warm_up):
        work()
    return statistics.median(_seconds(work) for _ in range(times))


def process_seconds(command: list[str], times: int = 7) -> float:
    """The median time of a whole process."""
    return median_seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), times, 1)


def pace() -> str:
    """What this machine does at this moment: a hash of 4 MB on one core, and a bare Python process."""
    content = bytes(4_000_000)
    digest = median_seconds(lambda: hashlib.sha256(content), 20)
    python = process_seconds([sys.executable, "-c", "pass"], 5)
    return f"beside it a SHA-256 of 4 MB took {1000 * digest:.1f} ms, an empty Python process {1000 * python:.0f} ms"


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
