"""Several workers behind one port: shared counts, a worker's death, and clients that would lock others out."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from web_pictures import seven

from digits.web.http.rsgi import client_address
from serving import start, wait_for_address

HEAD = b"POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 9999\r\n\r\n"


@contextmanager
def serving(**settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server with two workers and some settings, and its address."""
    process = start("serve", "--port", "0", "--workers", "2", **settings)
    try:
        yield process, wait_for_address(process)
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def two_workers() -> Iterator[tuple[subprocess.Popen[str], str]]:
    with serving(DIGITS_WEB_ADDRESS_REQUESTS="16", DIGITS_WEB_THREADS="2") as server:
        yield server


def ask(address: str, path: str, body: bytes | None = None, source: str = "127.0.0.1") -> tuple[int, bytes]:
    """The status and the body of the answer on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10, source_address=(source, 0))
    connection.request("POST" if body else "GET", path, body, {"Content-Type": "image/png"} if body else {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def reads_a_seven(address: str, source: str = "127.0.0.1") -> bool:
    status, content = ask(address, "/api/v1/predict", seven(), source)
    return status == 200 and json.loads(content)["digit"] == 7


def workers(process: subprocess.Popen[str]) -> set[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return set(map(int, children.read_text().split()))


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def open_connections(stack: ExitStack, address: str, count: int, begin: bytes, source: str = "127.0.0.1") -> None:
    """Connections that send the beginning of a request, and nothing more until the stack is closed."""
    parts = urlsplit(address)
    for _ in range(count):
        connection = socket.create_connection((parts.hostname, parts.port), 10, (source, 0))
        stack.enter_context(connection).sendall(begin)


def test_metrics_count_the_requests_of_all_workers(two_workers: tuple[subprocess.Popen[str], str]) -> None:
    _, address = two_workers
    for _ in range(20):
        assert ask(address, "/health/live")[0] == 200
    texts = {ask(address, "/metrics")[1].decode() for _ in range(8)}
    for text in texts:
        assert re.search(r'digits_http_requests_total\{method="GET",route="/health/live",status="200"\} 20.0', text)
        assert text.count("digits_ready 1.0") == 1
        assert "# HELP digits_http_requests_total Requests answered." in text


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_clients_do_not_notice_that_a_worker_dies(two_workers: tuple[subprocess.Popen[str], str]) -> None:
    process, address = two_workers
    before = workers(process)
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: min(before) not in workers(process))
    for _ in range(30):
        assert reads_a_seven(address)
    wait_until(lambda: len(workers(process) - before) == 1)
    assert ask(address, "/health/ready")[0] == 200


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_no_worker_is_left_when_the_server_is_killed() -> None:
    with serving() as (process, _):
        left = workers(process)
        process.kill()
        wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in left))


@pytest.mark.parametrize("begin", [b"", b"GET / HTTP/1.1\r\nX: "])
def test_silent_connections_lock_nobody_out(two_workers: tuple[subprocess.Popen[str], str], begin: bytes) -> None:
    with ExitStack() as stack:
        open_connections(stack, two_workers[1], 450, begin)
        assert reads_a_seven(two_workers[1])


def test_slow_senders_take_no_thread(two_workers: tuple[subprocess.Popen[str], str]) -> None:
    with ExitStack() as stack:
        open_connections(stack, two_workers[1], 8, HEAD + b"x")
        began = time.monotonic()
        assert reads_a_seven(two_workers[1])
        assert time.monotonic() - began < 5


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address")
def test_one_address_cannot_take_all_requests(two_workers: tuple[subprocess.Popen[str], str]) -> None:
    _, address = two_workers
    with ExitStack() as stack:
        open_connections(stack, address, 100, HEAD + b"x", "127.0.0.2")
        wait_until(lambda: ask(address, "/health/live", None, "127.0.0.2")[0] == 429)
        assert reads_a_seven(address)
    wait_until(lambda: reads_a_seven(address, "127.0.0.2"))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, ["203.0.113.9"], "::1"),
        (1, ["203.0.113.9"], "203.0.113.9"),
        (1, ["forged, 203.0.113.9"], "203.0.113.9"),
        (2, ["forged, 203.0.113.9", "192.0.2.1"], "203.0.113.9"),
        (2, ["192.0.2.1"], "::1"),
        (1, [], "::1"),
    ],
)
def test_the_address_is_the_one_that_the_last_trusted_proxy_saw(
    proxies: int, forwarded: list[str], address: str
) -> None:
    pairs = [("host", "x"), *(("x-forwarded-for", value) for value in forwarded)]
    scope = SimpleNamespace(client="[::1]:60110", headers=SimpleNamespace(items=lambda: pairs))
    assert client_address(scope, proxies) == address
