"""The server as a process: HTTP on a port, signals and timeouts."""

import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from web_pictures import FORM_TYPE, SEVEN_STROKES, form, seven

from digits.onnx_session import MODELS
from models import random_model, write_model
from serving import start, wait_for_address


def connect(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)


def raw(address: str, request: bytes, wait: float = 10) -> bytes:
    """Send bytes and return all that comes back until the server closes."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=wait) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_every_form_of_a_body_over_one_connection(server: str) -> None:
    connection = connect(server)
    for kind, body in (
        ("image/png", seven()),
        ("application/json", json.dumps({"strokes": SEVEN_STROKES}).encode()),
        (FORM_TYPE, form(seven(), "7.png")),
    ):
        connection.request("POST", "/api/v1/predict", body, {"Content-Type": kind})
        answer = connection.getresponse()
        assert answer.status == 200
        content = json.load(answer)
        assert content.get("readings", [content])[0]["digit"] == 7
    connection.close()


def test_a_chunked_body_without_a_length(server: str) -> None:
    connection = connect(server)
    content = seven()
    pieces = (content[start : start + 500] for start in range(0, len(content), 500))
    connection.request("POST", "/api/v1/predict", pieces, {"Content-Type": "image/png"}, encode_chunked=True)
    assert json.load(connection.getresponse())["digit"] == 7
    connection.close()


def test_expect_100_continue(server: str) -> None:
    content = seven()
    head = (
        "POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nConnection: close\r\n"
        f"Expect: 100-continue\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    answer = raw(server, head.encode() + content)
    assert b"100 Continue" in answer
    assert b'"digit":7' in answer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: ".ljust(32 * 1024, b"x"), 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n" % (5000 * b"9"), 400),
        (b"POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
    ],
)
def test_what_is_not_http_gets_a_status_and_is_closed(server: str, request_bytes: bytes, status: int) -> None:
    assert raw(server, request_bytes).startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (
            b"POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"zz\r\n",
            400,
        ),
    ],
)
def test_a_body_that_is_too_large_or_malformed_is_a_problem(server: str, request_bytes: bytes, status: int) -> None:
    head, body = raw(server, request_bytes).split(b"\r\n\r\n", 1)
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status


def test_errors_on_a_port(server: str) -> None:
    for path, kind in (("api/nothing", "application/problem+json"), ("nothing", "text/html; charset=utf-8")):
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(f"{server}/{path}")
        with raised.value as error:
            assert (error.code, error.headers["Content-Type"]) == (404, kind)


def test_ready_once_the_address_is_printed(server: str) -> None:
    with urllib.request.urlopen(server + "/health/ready") as answer:
        assert json.load(answer) == {"status": "ok"}


def test_a_wrong_setting_is_a_clear_error() -> None:
    process = start("serve", "--port", "0", DIGITS_WEB_MAX_FILES="none")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "MAX_FILES" in errors
    assert "Traceback" not in errors


def test_a_corrupt_model_is_a_clear_error(tmp_path: Path) -> None:
    model = bytearray((MODELS / "default.onnx").read_bytes())
    model[len(model) // 2] ^= 1
    (tmp_path / "corrupt.onnx").write_bytes(model)
    shutil.copy(MODELS / "default.json", tmp_path / "corrupt.json")
    process = start("serve", "--port", "0", "--model", str(tmp_path / "corrupt.onnx"))
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (1, "")
    assert "corrupt.onnx" in errors
    assert "Traceback" not in errors


def test_script_is_the_application_object() -> None:
    program = "import script; print(script.app.test_client().get('/health/ready').json)"
    root = Path(__file__).parents[2]
    output = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert output.stdout == "{'status': 'ok'}\n"


def test_script_starts_the_server_from_any_folder(tmp_path: Path) -> None:
    words = [sys.executable, str(Path(__file__).parents[2] / "script.py"), "--port", "0"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=tmp_path, text=True, **pipes) as process:
        try:
            assert default_model(wait_for_address(process)) == "default"
        finally:
            process.terminate()
        assert (process.wait(timeout=20), list(tmp_path.iterdir())) == (0, [])


def default_model(address: str) -> str:
    with urllib.request.urlopen(f"{address}api/v1/models") as answer:
        return str(json.load(answer)["default"])


@pytest.mark.parametrize(
    ("variable", "options", "name"),
    [
        ("{folder}/mine.onnx", [], "ape"),
        ('"tiny"', [], "tiny"),
        ("nosuch", ["--model", "tiny"], "tiny"),
        ("tiny", ["--model", "{folder}/mine.onnx"], "ape"),
    ],
)
def test_the_model_is_that_of_the_option_or_else_of_the_variable(
    tmp_path: Path, variable: str, options: list[str], name: str
) -> None:
    path = write_model(tmp_path, random_model(), "ape")
    for file in (path, path.with_suffix(".json")):
        file.rename(file.with_stem("mine"))
    variable, *options = (word.format(folder=tmp_path) for word in (variable, *options))
    process = start("serve", "--port", "0", *options, DIGITS_WEB_MODEL=variable)
    try:
        assert default_model(wait_for_address(process)) == name
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_an_unknown_model_in_the_variable_is_a_clear_error() -> None:
    process = start("serve", "--port", "0", DIGITS_WEB_MODEL="nosuch")
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (1, "")
    assert "there is no model 'nosuch'. Shipped models: default" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_signals_stop_the_server(name: signal.Signals) -> None:
    process = start("serve", "--port", "0")
    address = wait_for_address(process)
    connection = connect(address)
    connection.request("GET", "/health/live")
    connection.getresponse().read()
    began = time.monotonic()
    process.send_signal(name)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (0, "", "")
    assert time.monotonic() - began < 5
    connection.close()


SLOW = """
    import time
    from digits.recognizer import Recognizer
    from digits.web.server import run
    from digits.web.settings import defaults

    class Slow(Recognizer):
        def read_normalized(self, normalization):
            time.sleep(1.5)
            return super().read_normalized(normalization)

    settings = {"WORKERS": 1, "REQUEST_SECONDS": 1, "IDLE_SECONDS": 2}
    run(defaults() | {"RECOGNIZER": Slow()} | settings, "127.0.0.1", 0)
"""


@pytest.fixture
def slow_server() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that takes 1.5 s for each reading, and its address."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(SLOW)], text=True, **pipes) as process:
        try:
            yield process, wait_for_address(process)
        finally:
            process.kill()


def test_an_answer_in_progress_when_stopped(slow_server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = slow_server
    connection = connect(address)
    connection.request("POST", "/api/v1/predict", seven(), {"Content-Type": "image/png"})
    time.sleep(0.3)
    process.terminate()
    answer = connection.getresponse()
    assert answer.status == 200
    assert json.load(answer)["digit"] == 7
    connection.close()
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (0, "", "")


@pytest.mark.parametrize("begin", [b"GET / HTTP/1.1\r\nX: ", b"POST /read HTTP/1.1\r\nContent-Length: 99999\r\n\r\n"])
def test_slow_requests_are_closed(slow_server: tuple[subprocess.Popen[str], str], begin: bytes) -> None:
    parts = urlsplit(slow_server[1])
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as slow:
        slow.sendall(begin)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            trickle(slow, seconds=8)


def trickle(slow: socket.socket, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        slow.sendall(b"x")
        time.sleep(0.1)


def test_a_connection_survives_a_hundred_errors(server: str) -> None:
    connection = connect(server)
    for _ in range(100):
        connection.request("POST", "/api/v1/predict", seven()[:-50], {"Content-Type": "image/png"})
        answer = connection.getresponse()
        assert answer.status == 422
        answer.read()
    connection.request("GET", "/metrics")
    metrics = connection.getresponse().read().decode()
    assert re.search(r'digits_readings_total\{verdict="unreadable"\} [1-9][0-9]{2}', metrics)
    connection.close()
