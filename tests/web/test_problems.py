"""Errors: every wrong request gets a problem object (RFC 9457) that says what is wrong."""

import base64
import io
import json
import struct
import time
import zlib
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin
from web_pictures import seven
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from digits.web import create_app
from digits.web.api.schemas.basics import ProblemDetails
from digits.web.http.printable import printable_filename


def check(answer: TestResponse, status: int, *words: str) -> ProblemDetails:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    problem = ProblemDetails.model_validate_json(answer.data)
    assert problem.status == status
    for word in words:
        assert word in problem.detail
    assert "Traceback" not in answer.text
    return problem


def post_json(client: FlaskClient, text: str | bytes) -> TestResponse:
    return client.post("/api/v1/predict", data=text, content_type="application/json")


@pytest.mark.parametrize("path", ["/api", "/api/v1/nothing", "/health", "/metrics/x", "/api/v1/predict/"])
def test_404(client: FlaskClient, path: str) -> None:
    assert check(client.get(path), 404, path).instance == path


def test_405_names_the_methods(client: FlaskClient) -> None:
    answer = client.get("/api/v1/predict")
    check(answer, 405, "POST")
    assert "POST" in answer.headers["Allow"]
    check(client.post("/health/live"), 405, "GET")


def test_406(client: FlaskClient) -> None:
    check(client.get("/api/v1/models", headers={"Accept": "text/html"}), 406, "application/json")
    for accepted in ("*/*", "application/*", "application/json;q=0.1, text/html"):
        assert client.get("/api/v1/models", headers={"Accept": accepted}).status_code == 200


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "video/mp4", "a" * 500])
def test_415_names_the_types(client: FlaskClient, kind: str) -> None:
    check(client.post("/api/v1/predict", data=seven(), content_type=kind), 415, "multipart/form-data", "curl")


def test_415_for_a_compressed_body(client: FlaskClient) -> None:
    headers = {"Content-Encoding": "gzip"}
    check(client.post("/api/v1/predict", data=b"x", content_type="image/png", headers=headers), 415, "Content-Encoding")


@pytest.mark.parametrize("query", ["steps=yes", "steps=", "step=1", "model=nothing", "model=../../etc/passwd"])
def test_400_for_a_wrong_query(client: FlaskClient, query: str) -> None:
    check(client.post(f"/api/v1/predict?{query}", data=seven(), content_type="image/png"), 400)


def test_400_for_an_empty_body(client: FlaskClient) -> None:
    check(client.post("/api/v1/predict", content_type="image/png"), 400, "no body")
    check(client.post("/api/v1/predict", data={"other": "x"}, content_type="multipart/form-data"), 400, "file")
    check(client.post("/api/v1/predict", data={"file": (io.BytesIO(), "")}), 400, "file")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[" * 100_000, 400),
        ('{"strokes":' + "[" * 5_000 + "]" * 5_000 + "}", 400),
        (b'{"image": "\xff"}', 400),
        ("null", 422),
        ("[]", 422),
        ("{}", 422),
        ('{"image": null}', 422),
        ('{"image": 7}', 422),
        ('{"image": ""}', 422),
        ('{"image": "ab!="}', 422),
        ('{"image": "\u0664AAA"}', 422),
        ('{"image": "data:image/png,abc"}', 422),
        ('{"image": "https://example.org/7.png"}', 422),
        ('{"image": "aGVsbG8="}', 422),
        ('{"image": "aGVsbG8=", "strokes": []}', 422),
        ('{"picture": "aGVsbG8="}', 422),
        ('{"strokes": [[[1, 2, 3]]]}', 422),
        ('{"strokes": [[1, 2]]}', 422),
        ('{"strokes": [[["1", "2"]]]}', 422),
        ('{"strokes": [[[NaN, 1]]]}', 422),
        ('{"strokes": [[[1e999, 1]]]}', 422),
        ('{"strokes": [[[1e300, 1]]]}', 422),
        ('{"strokes": {"length": 5}}', 422),
        ('{"pixels": []}', 422),
        (json.dumps({"pixels": [[0] * 28] * 27}), 422),
        (json.dumps({"pixels": [[0] * 29] * 28}), 422),
        (json.dumps({"pixels": [[256] * 28] * 28}), 422),
        (json.dumps({"pixels": [[0.5] * 28] * 28}), 422),
    ],
    ids=range(30),
)
def test_errors_for_wrong_json(client: FlaskClient, text: str | bytes, status: int) -> None:
    check(post_json(client, text), status)


def test_json_errors_have_pointers(client: FlaskClient) -> None:
    problem = check(post_json(client, '{"strokes": [[[1, 2], [3, "4"]]]}'), 422, "/strokes/0/1/1")
    assert [error.pointer for error in problem.errors or []] == ["/strokes/0/1/1"]


def test_thousands_of_errors_give_a_short_response(client: FlaskClient) -> None:
    answer = post_json(client, json.dumps({"strokes": ["x" * 10] * 30_000}))
    check(answer, 422)
    assert len(answer.data) < 2_000


@pytest.mark.parametrize(
    "text",
    [
        '{"strokes":[' + "0," * 5_000_000 + "0]}",
        '{"strokes":[[' + "[0,0]," * 1_000_000 + "[0,0]]]}",
        "{" + ",".join(f'"{number}":0' for number in range(700_000)) + "}",
        '{"strokes":[' + "0," * 40_000 + "0]}",
        "{" + ",".join(f'"{number}":0' for number in range(40_000)) + "}",
        '{"image":"' + "A" * 12_000_000 + '!"}',
    ],
    ids=["flat", "points", "members", "fewer flat", "fewer members", "base64"],
)
def test_large_json_is_rejected_quickly(client: FlaskClient, text: str) -> None:
    began = time.process_time()
    answer = post_json(client, text)
    check(answer, 422)
    assert time.process_time() - began < 1
    assert len(answer.data) < 2_000


def test_422_for_too_many_strokes_or_points(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with(MAX_STROKES=3, MAX_POINTS=10)
    check(post_json(client, json.dumps({"strokes": [[[0, 0]]] * 4})), 422, "4 strokes", "3")
    check(post_json(client, json.dumps({"strokes": [[[0, 0]] * 11]})), 422, "11 points", "10")
    assert post_json(client, json.dumps({"strokes": [[[0, 0]] * 3] * 3})).status_code == 200


def test_413_for_bodies_over_the_limits(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with(MAX_CONTENT_LENGTH=5_000, MAX_JSON_BYTES=1_000, MAX_FILES=2)
    check(client.post("/api/v1/predict", data=b"x" * 5_001, content_type="image/png"), 413, "4.883 KiB")
    check(post_json(client, json.dumps({"image": "A" * 1_000})), 413)
    check(client.post("/api/v1/predict", data={"file": (io.BytesIO(b"x" * 5_000), "x")}), 413)
    check(client.post("/api/v1/predict", data=MultiDict(("file", (io.BytesIO(b"x"), "x")) for _ in range(3))), 413)
    assert client.post("/read", data=b"x" * 5_001, content_type="multipart/form-data; boundary=x").status_code == 413


def test_413_for_a_form_field_over_the_limit(client: FlaskClient) -> None:
    form = {"other": "x" * 262_145, "file": (io.BytesIO(seven()), "7.png")}
    check(client.post("/api/v1/predict", data=form, content_type="multipart/form-data"), 413, "256 KiB")


def test_413_for_a_thousand_form_parts(client: FlaskClient) -> None:
    check(client.post("/api/v1/predict", data=MultiDict(("file", (io.BytesIO(b"x"), "x")) for _ in range(1000))), 413)


def test_files_after_the_time_limit_get_errors(
    client_with: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1_000, 15))
    monkeypatch.setattr("digits.web.services.file_readings.time.monotonic", lambda: next(clock))
    files = MultiDict(("file", (io.BytesIO(seven()), "7.png")) for _ in range(4))
    readings = client_with().post("/api/v1/predict", data=files).json["readings"]
    assert ["error" in reading for reading in readings] == [False, False, True, True]
    assert readings[-1]["error"]["status"] == 503


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    parts = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png_with_a_text_bomb() -> bytes:
    information = PngImagePlugin.PngInfo()
    information.add_text("bomb", "x" * 60_000_000, zip=True)
    file = io.BytesIO()
    Image.new("L", (9, 9)).save(file, "PNG", pnginfo=information)
    return file.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"\x00",
        lambda: b"hello" * 100,
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        lambda: b"%PDF-1.7\n",
        lambda: b"II*\x00" + bytes(100),
        lambda: b"\x00\x00\x00\x18ftypheic" + bytes(100),
        lambda: png_that_claims(65_535, 65_535),
        lambda: png_that_claims(2**31 - 1, 1),
        lambda: seven()[:-100],
        lambda: seven("JPEG")[:-1000],
        png_with_a_text_bomb,
    ],
    ids=["nul", "text", "svg", "pdf", "tiff", "heic", "bomb", "wide", "cut png", "cut jpeg", "text bomb"],
)
def test_422_for_undecodable_images(client: FlaskClient, make: Callable[[], bytes]) -> None:
    content = make()
    raw = check(client.post("/api/v1/predict", data=content, content_type="image/png"), 422)
    form = client.post("/api/v1/predict", data={"file": (io.BytesIO(content), "x.png")}).json["readings"][0]
    assert form["error"]["detail"] == raw.detail
    check(client.post("/api/v1/predict", json={"image": base64.b64encode(content).decode()}), 422)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_truncation_and_bit_flips_never_fail_the_server(client: FlaskClient, form: str) -> None:
    content = seven(form, side=40)
    for place in range(0, len(content), max(1, len(content) // 60)):
        flipped = bytearray(content)
        flipped[place] ^= 0x55
        for damaged in (content[:place] or b"\x00", bytes(flipped)):
            assert client.post("/api/v1/predict", data=damaged, content_type="image/png").status_code in {200, 422}


def test_pixels_are_limited_by_the_setting(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with(MAX_PIXELS=1_000)
    check(client.post("/api/v1/predict", data=seven(side=32), content_type="image/png"), 422)
    assert client.post("/api/v1/predict", data=seven(side=31), content_type="image/png").status_code == 200


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\pictures\\7.png", "7.png"),
        ("a\x00b\x1b[31m.png", "a\ufffdb\ufffd[31m.png"),
        ("seven\u202egnp.exe", "seven\ufffdgnp.exe"),
        ("<script>alert(1)</script>", "script>"),
        ("siebenähn ٧.png", "siebenähn ٧.png"),
        (None, "unnamed"),
        ("..\\", "unnamed"),
        ("x" * 5_000, "x" * 60 + "…" + "x" * 59),
    ],
)
def test_file_names_are_made_printable(given: str | None, shown: str) -> None:
    assert printable_filename(given) == shown


def test_an_unexpected_error_is_logged_and_not_shown(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    broken = create_app({"RECOGNIZER": app.extensions["digits"].recognizer()})
    broken.extensions["digits"].read = lambda *_, **__: 1 / 0
    check(broken.test_client().post("/api/v1/predict", data=seven(), content_type="image/png"), 500, "log")
    assert "ZeroDivisionError" in caplog.text


def test_400_for_an_unlisted_host(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with(TRUSTED_HOSTS=["digits.example.org"])
    check(client.get("/api/v1/models", headers={"Host": "evil.example"}), 400)
    assert client.get("/api/v1/models", headers={"Host": "digits.example.org"}).status_code == 200


def test_a_missing_model_is_a_503(caplog: pytest.LogCaptureFixture) -> None:
    client = create_app({"MODEL": "no-such-model.onnx", "WARM_UP": False}).test_client()
    check(client.post("/api/v1/predict", data=seven(), content_type="image/png"), 503, "no-such-model.onnx")
    check(client.get("/health/ready"), 503)
    assert client.get("/health/live").json == {"status": "ok"}
