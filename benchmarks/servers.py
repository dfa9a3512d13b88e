"""The servers that are compared, each as a process of its own on a free port."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import create_server

from benchmarks.row import NotInstalledError
from benchmarks.side_by_side import installed, python_of

DEADLINE_SECONDS = 60
CORES = 2


@contextmanager
def digits_server() -> Iterator[tuple[str, float]]:
    """`digits serve`: its address, and the seconds from the process's start until it was ready."""
    port = _free_port()
    command = [sys.executable, "-m", "digits", "serve", "--port", str(port), "--workers", str(CORES)]
    with _running(command, port, "/health/ready") as found:
        yield found


@contextmanager
def gradio_server() -> Iterator[tuple[str, float]]:
    """`benchmarks/rivals/gradio_app.py`: its address, and the seconds until its page was sent.

    Raises:
        NotInstalledError: Gradio's environment is missing.
    """
    python, port = python_of("gradio"), _free_port()
    if not Path(python).exists():
        raise NotInstalledError("Gradio: `make bench` sets up .venv/rivals")
    app = Path(__file__).parent / "rivals" / "gradio_app.py"
    with _running([python, str(app), str(port)], port, "/") as found:
        yield found


@contextmanager
def _running(command: Sequence[str], port: int, ready: str) -> Iterator[tuple[str, float]]:
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=installed()) as process:
        try:
            while not _answers(address + ready):
                if process.poll() is not None or time.perf_counter() - start > DEADLINE_SECONDS:
                    raise RuntimeError(f"the server did not become ready: {' '.join(command)}")
                time.sleep(0.01)
            yield address, time.perf_counter() - start
        finally:
            process.terminate()


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
