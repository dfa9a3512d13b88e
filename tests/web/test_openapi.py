"""The OpenAPI document: complete, and true to the responses."""

import html
import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from digits.onnx_session import ModelError
from digits.web import create_app
from digits.web.api.openapi.document import document
from digits.web.api.openapi.examples import requests
from digits.web.api.openapi.operation import PICTURE_ADDRESS, Operation
from digits.web.api.openapi.operations import OPERATIONS, TAGS
from digits.web.api.openapi.recognition import IDENTIFIER
from digits.web.http.negotiation import JSON
from digits.web.http.problems import API_ROOTS, PROBLEM_TYPE
from digits.web.services import recognition

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
each_with_body = pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.body], ids=lambda operation: operation.name
)
PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kept.sqlite'}")


@pytest.fixture
def keeping(database: None, client_with: Callable[..., FlaskClient]) -> FlaskClient:
    """A client of a server that keeps corrections."""
    return client_with(CORRECTIONS=True, WARM_UP=True)


def ask(client: FlaskClient, operation: Operation, **changed: Any) -> TestResponse:
    """The answer to an operation's example, or to what is changed of it."""
    headers = {"Authorization": "Bearer unknown"} if operation.key else {}
    asked = {"path": operation.address, "method": operation.method.upper(), "headers": headers}
    asked |= {} if "data" in changed else {"json": operation.example}
    return client.open(**(asked | changed))


def check(value: Any, schema: dict[str, Any]) -> None:
    Draft202012Validator(schema | {"components": document()["components"]}).validate(value)


def check_answer(operation: Operation, answer: TestResponse) -> None:
    """An answer is as the document says."""
    assert answer.status_code == operation.status, answer.text
    described = document()["paths"][operation.path][operation.method]["responses"][str(operation.status)]
    assert list(described.get("content", {})) == ([answer.mimetype] if answer.data else [])
    if answer.is_json:
        check(answer.json, described["content"][JSON]["schema"])


def test_every_api_route_is_documented(app: Flask, client: FlaskClient) -> None:
    assert client.get("/openapi.json").json == document()
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.split("/")[1] in API_ROOTS - {"openapi.json"}
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in document()["paths"].items() for method in methods}
    assert described == served
    assert len(OPERATIONS) == len({operation.name for operation in OPERATIONS}) == len(served)


def test_every_reference_resolves_and_every_component_is_used() -> None:
    assert document()["openapi"].startswith("3.1")
    text = json.dumps(document())
    for kind in ("schemas", "examples"):
        used = set(re.findall(rf'"#/components/{kind}/(\w+)"', text))
        assert used == set(document()["components"][kind])
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        assert schema["description"]
    assert {tag["name"] for tag in document()["tags"]} == {operation.tag for operation in OPERATIONS} == set(TAGS)


@each_operation
def test_every_operation_is_documented_completely(operation: Operation) -> None:
    told = document()["paths"][operation.path][operation.method]
    assert told["operationId"] == operation.name
    assert told["summary"]
    parameters = {(one["in"], one["name"]): one for one in told.get("parameters", [])}
    in_path = {("path", name) for name in re.findall(r"{(\w+)}", operation.path)}
    assert {key for key, one in parameters.items() if one["in"] == "path"} == in_path
    for parameter in parameters.values():
        assert parameter["description"]
        check(parameter["example"], parameter["schema"])
    assert ("requestBody" in told) == (operation.method == "post")
    for kind, body in told.get("requestBody", {"content": {}})["content"].items():
        assert body.get("example") or body["examples"]
        if kind == JSON:
            for name in body["examples"]:
                check(requests()[name]["value"], body["schema"])
    for status, answer in told["responses"].items():
        assert answer["description"]
        if status == "default" or int(status) >= 400:
            (content,) = answer["content"].items()
            assert content[0] == PROBLEM_TYPE
            check(content[1]["example"], PROBLEM)
            assert status in {str(content[1]["example"]["status"]), "default"}


@each_operation
def test_the_response_to_each_example_matches_its_schema(keeping: FlaskClient, operation: Operation) -> None:
    changed = {}
    if operation.key:
        kept = keeping.post("/api/v1/corrections", json=requests()["correction"]["value"]).json
        changed = {
            "path": operation.address.replace(IDENTIFIER, kept["id"]),
            "headers": {"Authorization": f"Bearer {kept['key']}"},
        }
    answer = ask(keeping, operation, **changed)
    check_answer(operation, answer)
    assert ("ETag" in answer.headers) == operation.conditional
    if operation.conditional:
        assert answer.headers["Cache-Control"] == "no-cache"
        again = ask(keeping, operation, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


@each_with_body
def test_every_example_body_is_valid(keeping: FlaskClient, operation: Operation) -> None:
    assert operation.body
    for name in operation.body.examples:
        check_answer(operation, ask(keeping, operation, json=requests()[name]["value"]))


@pytest.mark.parametrize("query", ["", "?steps=1&model=lenet5"])
def test_picture_files_are_read_as_described(client: FlaskClient, query: str) -> None:
    (predict,) = (operation for operation in OPERATIONS if operation.body and operation.body.files)
    seven = client.get(PICTURE_ADDRESS).data
    for kind in ("image/png", "application/octet-stream"):
        answer = client.post(predict.path + query, data=seven, content_type=kind)
        check_answer(predict, answer)
        assert answer.json["digit"] == 7
    files = [(BytesIO(seven), "seven.png"), (BytesIO(b"no picture"), "broken.png")]
    answer = client.post(predict.path + query, data={"file": files})
    check_answer(predict, answer)
    assert ["error" in reading for reading in answer.json["readings"]] == [False, True]


def test_the_layers_of_every_model_are_as_described(client: FlaskClient) -> None:
    (layers,) = (operation for operation in OPERATIONS if operation.name == "listLayers")
    for model in client.get("/api/v1/models").json["models"]:
        check_answer(layers, client.get(layers.path.format(name=model["name"])))


def error_responses(
    operation: Operation, keeping: FlaskClient, client_with: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestResponse]:
    """The answers to an operation's example changed in every way that can be wrong with it."""
    other = {"name": "none", "index": 99999, "truth": 99, "read": 99, "identifier": "none"}
    other["version"] = "none"
    yield ask(keeping, operation, path=operation.path.format_map(other))
    yield ask(keeping, operation, path=f"{operation.address.partition('?')[0]}?number=-1&unit=-1")
    yield ask(keeping, operation, headers={"Accept": "text/html"})
    yield ask(client_with(), operation)
    if operation.body:
        yield ask(keeping, operation, data=b"{", content_type=JSON)
        yield ask(keeping, operation, data=b"7", content_type="text/plain")
        yield ask(keeping, operation, json={})
        yield ask(client_with(MAX_JSON_BYTES=10, CORRECTIONS=True), operation)
    with monkeypatch.context() as patch:
        patch.setattr(recognition, "ActivationSession", unsupported)
        yield ask(client_with(CORRECTIONS=True), operation)
        patch.setenv("DATABASE_URL", "nothing://")
        broken = {"MODEL": "/nothing-here.onnx", "WARM_UP": False, "CORRECTIONS": True, "TESTING": True}
        yield ask(create_app(broken).test_client(), operation)


def unsupported(name: str) -> None:
    raise ModelError(f"{name} is not understood")


@each_operation
def test_every_documented_error_status_occurs_and_no_other(
    operation: Operation,
    keeping: FlaskClient,
    client_with: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = set()
    for answer in error_responses(operation, keeping, client_with, monkeypatch):
        if answer.status_code >= 400:
            assert answer.content_type == PROBLEM_TYPE
            check(answer.json, PROBLEM)
            found.add(answer.status_code)
    assert found == set(operation.errors)


def test_the_page_shows_every_operation_and_needs_nothing_from_outside(client: FlaskClient) -> None:
    answer = client.get("/docs")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    page = answer.text
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]+)"', page)
    assert all(re.match(r"/\w", address) for address in loaded)
    assert len(re.findall("<script", page)) == len(re.findall('<script type="module" src="/', page))
    marks = re.findall(r'\sid="([^"]+)"', page)
    assert len(marks) == len(set(marks))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(marks)
    for operation in OPERATIONS:
        section = page[page.index(f'<section id="{operation.name}">') :].partition("</section>")[0]
        words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", section)).split())
        assert words.startswith(f"{operation.method.upper()} {operation.path} {operation.summary}.")
        assert all(f" {status} " in words for status in (operation.status, *operation.errors))
    assert set(document()["components"]["schemas"]) == {mark[7:] for mark in marks if mark.startswith("schema-")}
