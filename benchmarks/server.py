"""A running server for the benchmarks of the web application."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server

DEADLINE_SECONDS = 30


@contextmanager
def running() -> Iterator[tuple[str, float]]:
    """A server on a free port: its address, and the seconds from the process's start until it said it was ready."""
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    command = [sys.executable, "-m", "digits", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while not _ready(address):
                if process.poll() is not None or time.perf_counter() - start > DEADLINE_SECONDS:
                    sys.exit("the server did not become ready")
                time.sleep(0.01)
            yield address, time.perf_counter() - start
        finally:
            process.terminate()


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address + "/health/ready", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
