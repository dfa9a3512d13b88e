"""Health, metrics, and the headers of every response."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_pictures import SEVEN_STROKES, seven

from digits.web import create_app
from digits.web.api.schemas.serving import Health
from digits.web.services.metrics import CONTENT_TYPE, Metrics


def test_ready_after_a_warm_up_and_not_before(app: Flask) -> None:
    cold = create_app({"RECOGNIZER": app.extensions["digits"].recognizer(), "WARM_UP": False})
    client = cold.test_client()
    assert client.get("/health/live").status_code == 200
    before = client.get("/health/ready")
    assert (before.status_code, before.content_type) == (503, "application/problem+json")
    assert "digits_ready 0.0\n" in client.get("/metrics").text
    cold.extensions["digits"].warm_up()
    assert Health.model_validate_json(client.get("/health/ready").data).status == "ok"
    assert "digits_ready 1.0\n" in client.get("/metrics").text


def test_metrics_count_by_route_not_by_path(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with()
    client.post("/api/v1/predict", json={"strokes": SEVEN_STROKES})
    client.post("/api/v1/predict", data=b"x", content_type="image/png")
    client.get('/api/"} evil{')
    client.open("/api/v1/models", method="BREW")
    answer = client.get("/metrics")
    assert answer.content_type == CONTENT_TYPE
    for line in (
        'digits_http_requests_total{method="POST",route="/api/v1/predict",status="200"} 1.0',
        'digits_http_requests_total{method="POST",route="/api/v1/predict",status="422"} 1.0',
        'digits_http_requests_total{method="GET",route="none",status="404"} 1.0',
        'digits_http_requests_total{method="other",route="none",status="405"} 1.0',
        'digits_readings_total{verdict="unreadable"} 1.0',
        "digits_reading_duration_seconds_count 2.0",
    ):
        assert line in answer.text.splitlines()
    assert "evil" not in answer.text
    assert "_created" not in answer.text


def test_applications_count_apart() -> None:
    one, other = Metrics(lambda: True), Metrics(lambda: True)
    one.count_reading("digit", 0.004)
    assert 'digits_readings_total{verdict="digit"} 1.0' in one.text()
    assert 'verdict="digit"' not in other.text()


@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1/models", "/nothing", "/api/nothing", "/static/css/vars.css"])
def test_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    assert "Set-Cookie" not in headers


def test_answers_are_not_stored_and_static_files_are_revalidated(client: FlaskClient) -> None:
    assert client.post("/api/v1/predict", data=seven(), content_type="image/png").headers["Cache-Control"] == "no-store"
    with client.get("/static/css/vars.css") as first:
        assert first.headers["Cache-Control"] == "no-cache"
    with client.get("/static/css/vars.css", headers={"If-None-Match": first.headers["ETag"]}) as second:
        assert second.status_code == 304
    assert client.get("/static/../../pyproject.toml").status_code == 404


def test_forged_proxy_headers_are_believed_only_where_the_operator_says_so(
    client_with: Callable[..., FlaskClient],
) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert "evil.example" not in client_with().get("/docs", headers=forged).text
    assert "https://evil.example" in client_with(TRUSTED_PROXIES=1).get("/docs", headers=forged).text


def test_json_is_compact(client: FlaskClient) -> None:
    answer = client.get("/api/v1/models")
    assert json.dumps(answer.json, separators=(",", ":"), ensure_ascii=True) == answer.text.strip()
