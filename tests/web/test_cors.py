"""CORS: only the listed origins may use the API."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

ORIGIN = "https://forms.example"
ASKS = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@pytest.fixture
def sharing(client_with: Callable[..., FlaskClient]) -> FlaskClient:
    return client_with(CORS_ORIGINS=[ORIGIN])


def test_a_listed_origin_may_use_the_api(sharing: FlaskClient) -> None:
    asked = sharing.options("/api/v1/predict", headers=ASKS)
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    answer = sharing.post("/api/v1/predict", json={"strokes": [[[0, 0], [0, 9]]]}, headers={"Origin": ORIGIN})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/api/v1/predict", "/"])
def test_no_cors_headers_for_other_origins_and_for_pages(sharing: FlaskClient, path: str) -> None:
    origin = ORIGIN if path == "/" else "https://other.example"
    answer = sharing.options(path, headers=ASKS | {"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_cors_headers_by_default(client: FlaskClient) -> None:
    answer = client.get("/api/v1/models", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in answer.headers
