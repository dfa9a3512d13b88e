"""Errors: every wrong request gets a problem object (RFC 9457) that says what is wrong."""

import base64
import io
import json
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
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
    ("status", "texts"),
    [
        (400, ["", "{", "[" * 100_000, '{"strokes":' + "[" * 5_000 + "]" * 5_000 + "}", b'{"image": "\xff"}']),
        (422, ["null", "[]", "{}", '{"picture": "aGVsbG8="}', '{"image": "aGVsbG8=", "strokes": []}']),
        (422, ['{"image": null}', '{"image": 7}', '{"image": ""}', '{"image": "ab!="}', '{"image": "\u0664AAA"}']),
        (422, ['{"image": "data:image/png,abc"}', '{"image": "https://example.org/7.png"}', '{"image": "aGVsbG8="}']),
        (422, ['{"strokes": [[[1, 2, 3]]]}', '{"strokes": [[1, 2]]}', '{"strokes": [[["1", "2"]]]}']),
        (422, ['{"strokes": [[[NaN, 1]]]}', '{"strokes": [[[1e999, 1]]]}', '{"strokes": [[[1e300, 1]]]}']),
        (422, ['{"strokes": {"length": 5}}', '{"pixels": []}', json.dumps({"pixels": [[0] * 28] * 27})]),
        (422, [json.dumps({"pixels": [[level] * width] * 28}) for level, width in ((0, 29), (256, 28), (0.5, 28))]),
    ],
    ids=["no JSON", "other members", "no image", "no picture", "no strokes", "no numbers", "no lists", "no pixels"],
)
def test_errors_for_wrong_json(client: FlaskClient, status: int, texts: list[str | bytes]) -> None:
    for text in texts:
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


@pytest.mark.parametrize(
    "content",
    [b"\x00", b"%PDF-1.7\n", b"\x00\x00\x00\x18ftypheic" + bytes(100), seven()[:-100], seven("JPEG")[:-1000]],
    ids=["nul", "pdf", "heic", "cut png", "cut jpeg"],
)
def test_422_for_undecodable_images(client: FlaskClient, content: bytes) -> None:
    raw = check(client.post("/api/v1/predict", data=content, content_type="image/png"), 422)
    form = client.post("/api/v1/predict", data={"file": (io.BytesIO(content), "x.png")}).json["readings"][0]
    assert form["error"]["detail"] == raw.detail
    check(client.post("/api/v1/predict", json={"image": base64.b64encode(content).decode()}), 422)


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
