"""The description of the API: complete, true to the answers, and shown by this server alone."""

import html
import json
import math
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from absence import absent
from digits.onnx_session import ModelError
from digits.web import create_app
from digits.web.openapi.__main__ import answers as asked_now
from digits.web.openapi.document import document
from digits.web.openapi.examples import IDENTIFIER, KEY, answers, requests, shown
from digits.web.openapi.operations import OPERATIONS, TAGS
from digits.web.openapi.parts import JSON, PICTURE_ADDRESS, Operation
from digits.web.openapi.snippets import LANGUAGES
from digits.web.problems import PROBLEM_TYPE, PROGRAM_PATHS

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
each_with_body = pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.body], ids=lambda operation: operation.name
)
VOLATILE = {"milliseconds", "id", "key", "metrics", "race"}
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
    headers = {"Authorization": f"Bearer {KEY}"} if operation.key else {}
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


def test_the_document_describes_every_address_for_programs(app: Flask, client: FlaskClient) -> None:
    assert client.get("/openapi.json").json == document()
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.split("/")[1] in PROGRAM_PATHS - {"openapi.json"}
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in document()["paths"].items() for method in methods}
    assert described == served
    assert len(OPERATIONS) == len({operation.name for operation in OPERATIONS}) == len(served)


def test_the_documents_parts_are_all_there_and_all_used() -> None:
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
def test_every_operation_is_told_whole(operation: Operation) -> None:
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
        elif status not in {"204", "304"}:
            (content,) = answer["content"].values()
            assert content["examples"]
            for example in content["examples"].values():
                assert "externalValue" in example or check(example["value"], content["schema"]) is None


@each_operation
def test_the_example_is_answered_as_described(keeping: FlaskClient, operation: Operation) -> None:
    changed = {}
    if operation.key:
        kept = keeping.post("/api/v1/corrections", json=requests()["correction"]["value"]).json
        changed = {
            "path": operation.address.replace(IDENTIFIER, kept["id"]),
            "headers": {"Authorization": f"Bearer {kept['key']}"},
        }
    answer = ask(keeping, operation, **changed)
    check_answer(operation, answer)
    assert ("ETag" in answer.headers) == operation.lasting
    if operation.lasting:
        again = ask(keeping, operation, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


@each_with_body
def test_every_example_of_a_body_is_taken(keeping: FlaskClient, operation: Operation) -> None:
    assert operation.body
    for name in operation.body.examples:
        check_answer(operation, ask(keeping, operation, json=requests()[name]["value"]))


def same(found: Any, recorded: Any) -> bool:
    """Whether two answers are alike but for rounding, and for what is another each time."""
    if isinstance(found, dict) and isinstance(recorded, dict):
        pairs = ((name, found.get(name), value) for name, value in recorded.items())
        return found.keys() == recorded.keys() and all(
            type(one) is type(other) if name in VOLATILE else same(one, other) for name, one, other in pairs
        )
    if isinstance(found, list) and isinstance(recorded, list):
        return len(found) == len(recorded) and all(map(same, found, recorded))
    if isinstance(found, float) and isinstance(recorded, int | float):
        return math.isclose(found, recorded, rel_tol=1e-3, abs_tol=1e-4)
    return bool(found == recorded)


def without_numbers(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without its float32 numbers, whose last bits are another processor's own."""
    return json.loads(re.sub(r'"data": "[^"]+"', '"data": ""', json.dumps(answer)))


def test_the_recorded_answers_are_todays(keeping: FlaskClient) -> None:
    found = asked_now(keeping)
    assert found.keys() == answers().keys()
    for name, answer in found.items():
        again = "record them anew: python -m digits.web.openapi"
        assert name in VOLATILE or same(without_numbers(answer), without_numbers(answers()[name])), (name, again)


@pytest.mark.parametrize("query", ["", "?steps=1&model=lenet5"])
def test_picture_files_are_read_as_described(client: FlaskClient, query: str) -> None:
    (predict,) = (operation for operation in OPERATIONS if operation.body and operation.body.pictures)
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
    (layers,) = (operation for operation in OPERATIONS if operation.name == "layers")
    for model in client.get("/api/v1/models").json["models"]:
        check_answer(layers, client.get(layers.path.format(name=model["name"])))


def refusals(
    operation: Operation, keeping: FlaskClient, client_with: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestResponse]:
    """The answers to an operation's example changed in every way that can be wrong with it."""
    other = {"name": "none", "place": 99999, "index": 99999, "truth": 99, "read": 99, "identifier": "none"}
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
        patch.setattr(sys.modules["digits.web.inside"], "Inside", refuse)
        yield ask(client_with(CORRECTIONS=True), operation)
        patch.setenv("DATABASE_URL", "nothing://")
        broken = {"MODEL": "/nothing-here.onnx", "WARM_UP": False, "CORRECTIONS": True, "TESTING": True}
        yield ask(create_app(broken).test_client(), operation)


def refuse(name: str) -> None:
    raise ModelError(f"{name} is not understood")


@each_operation
def test_it_refuses_with_the_statuses_that_are_named(
    operation: Operation,
    keeping: FlaskClient,
    client_with: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = set()
    for answer in refusals(operation, keeping, client_with, monkeypatch):
        if answer.status_code >= 400:
            assert answer.content_type == PROBLEM_TYPE
            check(answer.json, PROBLEM)
            found.add(answer.status_code)
    assert found == set(operation.errors)


def test_json_for_people_is_the_same_json() -> None:
    for answer in answers().values():
        assert json.loads(shown(answer)) == answer


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
        assert all(f'data-snippet="{language}"' in section for language in LANGUAGES)
    assert set(document()["components"]["schemas"]) == {mark[7:] for mark in marks if mark.startswith("schema-")}


@pytest.fixture
def serving(database: None, app: Flask) -> Iterator[str]:
    """The address of a server that keeps corrections."""
    config = {"RECOGNIZER": app.extensions["digits"].recognizer(), "CORRECTIONS": True}
    server = make_server("127.0.0.1", 0, create_app(config), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


COMMANDS = {
    "curl": ("sh", "-ec"),
    "Python": (sys.executable, "-W", "error", "-c"),
    "JavaScript": ("node", "--input-type=module", "--eval"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_programs_of_the_page_work(serving: str, app: Flask, tmp_path: Path, language: str) -> None:
    command = COMMANDS[language]
    needed = "curl" if language == "curl" else command[0]
    if not shutil.which(needed):
        absent(needed)
    client = app.test_client()
    page = client.get("/docs", base_url=serving).text
    programs = re.findall(rf'<code data-snippet="{language}" data-of="([^"]+)">(.*?)</code>', page, re.DOTALL)
    assert len(programs) == len(OPERATIONS) + 3
    kept = create_app({"CORRECTIONS": True, "WARM_UP": False}).test_client()
    mine = kept.post("/api/v1/corrections", json=requests()["correction"]["value"]).json
    for name, escaped in programs:
        program = html.unescape(escaped).replace(IDENTIFIER, mine["id"]).replace(KEY, mine["key"])
        program = program.replace("curl ", "curl --silent --show-error --fail-with-body ")
        done = subprocess.run([*command, program], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (name, program, done.stderr)
        assert done.stderr == "", (name, done.stderr)
        assert "about:blank" not in done.stdout, (name, done.stdout)
        if name == "A drawing":
            assert "7" in done.stdout
    if language != "JavaScript":
        assert (tmp_path / "number.png").read_bytes().startswith(b"\x89PNG")
