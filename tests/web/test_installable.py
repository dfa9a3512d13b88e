"""The web app manifest, and what the service worker caches for offline use."""

import json

from flask.testing import FlaskClient


def test_the_application_can_be_installed(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest", headers={"Accept-Language": "fr"})
    assert manifest.content_type == "application/manifest+json"
    assert manifest.json["name"] == "Chiffres"
    for one in manifest.json["icons"]:
        with client.get(one["src"]) as icon:
            assert icon.status_code == 200
    assert {client.get(one["url"]).status_code for one in manifest.json["shortcuts"]} == {200}


def test_everything_the_service_worker_caches_exists(client: FlaskClient) -> None:
    worker = client.get("/service-worker.js")
    assert "javascript" in worker.content_type
    kept = json.loads(worker.text.splitlines()[0].removeprefix("self.kept = ").removesuffix(";"))
    assert "/static/css/page.css" in kept["files"]
    for path in (*kept["pages"], *kept["files"], kept["away"]):
        with client.get(path) as answer:
            assert answer.status_code == 200
