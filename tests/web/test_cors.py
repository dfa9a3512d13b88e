"""Use of the API by pages of other origins, health where model servers have it, and what may be stored."""

import json
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
def test_no_other_origin_may_nor_the_pages_be_used(sharing: FlaskClient, path: str) -> None:
    origin = ORIGIN if path == "/" else "https://other.example"
    answer = sharing.options(path, headers=ASKS | {"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_unless_it_is_set_no_origin_may(client: FlaskClient) -> None:
    answer = client.get("/api/v1/models", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_health_and_metadata_are_where_model_servers_have_them(client: FlaskClient) -> None:
    assert client.get("/v2").json["name"] == "digits-classification"
    assert client.get("/v2/health/live").json == {"live": True}
    assert client.get("/v2/health/ready").json == {"ready": True}
    described = client.get("/v2/models/lenet5").json
    assert described["inputs"] == [{"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}]
    assert client.get("/v2/models/lenet5/ready").json == {"name": "lenet5", "ready": True}
    unknown = client.get("/v2/models/nothing")
    assert unknown.status_code == 404
    assert unknown.content_type == "application/problem+json"


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/api/v1/models", "/static/css/page.css"):
        with client.get(path) as first, client.get(path, headers={"If-None-Match": first.headers["ETag"]}) as again:
            assert (again.status_code, again.data) == (304, b"")


def test_the_application_can_be_installed(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest", headers={"Accept-Language": "fr"})
    assert manifest.content_type == "application/manifest+json"
    assert manifest.json["name"] == "Chiffres"
    for one in manifest.json["icons"]:
        with client.get(one["src"]) as icon:
            assert icon.status_code == 200
    assert {client.get(one["url"]).status_code for one in manifest.json["shortcuts"]} == {200}


def test_what_is_kept_for_when_the_server_is_away_is_there(client: FlaskClient) -> None:
    worker = client.get("/service-worker.js")
    assert "javascript" in worker.content_type
    kept = json.loads(worker.text.splitlines()[0].removeprefix("self.kept = ").removesuffix(";"))
    assert "/static/css/page.css" in kept["files"]
    for path in (*kept["pages"], *kept["files"], kept["away"]):
        with client.get(path) as answer:
            assert answer.status_code == 200
