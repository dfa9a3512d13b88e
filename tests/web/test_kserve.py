"""The Open Inference Protocol at `/v2`."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from digits.exemplars import exemplars
from digits.metrics import softmax
from digits.recognizer import Recognizer
from digits.web.api.schemas import serving

MODEL = "/v2/models/lenet5"
VERSION = "/v2/models/lenet5/versions/{version}"


def tensor(images: np.ndarray, **changed: Any) -> dict[str, Any]:
    """A request with images (N, 28, 28)."""
    given = {"name": "images", "datatype": "FP32", "shape": [len(images), 28, 28, 1], "data": images.ravel().tolist()}
    return {"inputs": [given | changed]}


@pytest.fixture
def version(client: FlaskClient) -> str:
    """The version that the model has."""
    return str(client.get(MODEL).json["versions"][0])


def test_logits_are_the_model_s(client: FlaskClient, version: str) -> None:
    images = exemplars().images[:3]
    asked = tensor(images) | {"id": "three", "outputs": [{"name": "logits", "parameters": {"binary_data": False}}]}
    answer = client.post(f"{MODEL}/infer", json=asked)
    assert answer.status_code == 200, answer.text
    found = serving.InferResult.model_validate_json(answer.data)
    assert (found.model_name, found.model_version, found.id) == ("lenet5", version, "three")
    (output,) = found.outputs
    assert output.shape == [3, 10]
    model = Recognizer("lenet5")
    logits = np.array(output.data).reshape(3, 10)
    np.testing.assert_allclose(
        softmax(logits, model.card["temperature"]), model.classifier.probabilities(images), atol=1e-5
    )


def test_numbers_may_be_nested_and_the_version_named(client: FlaskClient, version: str) -> None:
    images = exemplars().images[:2]
    flat = client.post(f"{MODEL}/infer", json=tensor(images))
    nested = tensor(images, data=images[..., np.newaxis].astype(float).tolist())
    again = client.post(f"{VERSION.format(version=version)}/infer", json=nested)
    assert flat.json == again.json
    assert "id" not in flat.json


def test_the_default_model_answers_to_its_card_s_name(app: Flask, client_with: Callable[..., FlaskClient]) -> None:
    own = client_with(MODEL="/a/path.onnx")
    name = app.extensions["digits"].recognizer().info.name
    assert own.post(f"/v2/models/{name}/infer", json=tensor(exemplars().images[:1])).status_code == 200


BLANK = np.zeros((1, 28, 28), np.uint8)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "/inputs"),
        ({"inputs": []}, 422, "/inputs"),
        (tensor(BLANK, name="image"), 422, "/inputs/0/name"),
        (tensor(BLANK, datatype="UINT8"), 422, "/inputs/0/datatype"),
        (tensor(BLANK, shape=[1, 784]), 422, "/inputs/0/shape"),
        (tensor(BLANK, shape=[1, 1, 28, 28]), 422, "/inputs/0/shape"),
        (tensor(BLANK, shape=[0, 28, 28, 1]), 422, "/inputs/0/shape"),
        (tensor(BLANK, shape=[1, 28, 28, 10**4000]), 422, "must be [n, 28, 28, 1]"),
        (tensor(BLANK, shape=[2, 28, 28, 1]), 422, "1,568 numbers"),
        (tensor(BLANK, data=[[0] * 28] * 28), 422, "784 numbers"),
        (tensor(BLANK, data=[[0] * 27, *[[0] * 28] * 27]), 422, "784 numbers"),
        (tensor(BLANK, data=["0"] * 784), 422, "0 (background) to 255"),
        (tensor(BLANK, data=[True] * 784), 422, "0 (background) to 255"),
        (tensor(BLANK, data=[float("nan")] * 784), 422, "0 (background) to 255"),
        (tensor(BLANK, data=[256] * 784), 422, "0 (background) to 255"),
        (tensor(BLANK, data=[0.0] * 783 + [1.0]), 422, "multiply them by 255"),
        (tensor(BLANK) | {"outputs": [{"name": "probabilities"}]}, 422, "/outputs/0/name"),
        (tensor(BLANK, shape=[4, 28, 28, 1]), 413, "3 images"),
        (tensor(np.zeros((4, 28, 28), np.uint8)), 413, "3 images"),
    ],
)
def test_errors_for_wrong_tensors(
    client_with: Callable[..., FlaskClient], body: dict[str, Any], status: int, said: str
) -> None:
    answer = client_with(MAX_FILES=3).post(f"{MODEL}/infer", json=body)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert said in answer.json["detail"]
    assert len(answer.json["detail"]) < 300


def test_415_for_binary_tensors(client: FlaskClient) -> None:
    assert client.post(f"{MODEL}/infer", data=b"{}", content_type="application/octet-stream").status_code == 415


def test_404_for_an_unknown_version(client: FlaskClient, version: str) -> None:
    there, gone = VERSION.format(version=version), VERSION.format(version="99")
    assert client.get(there).json == client.get(MODEL).json
    assert client.get(f"{there}/ready").json == {"name": "lenet5", "ready": True}
    for answer in (client.get(gone), client.get(f"{gone}/ready"), client.post(f"{gone}/infer", json=tensor(BLANK))):
        assert answer.status_code == 404
        assert f"Available: {version}" in answer.json["detail"]


def test_406_except_for_health_checks(client: FlaskClient) -> None:
    html = {"Accept": "text/html"}
    for path in ("/v2", MODEL, f"{MODEL}/ready", "/openapi.json"):
        assert client.get(path, headers=html).status_code == 406
    for path in ("/v2/health/live", "/v2/health/ready", "/health/live", "/health/ready", "/metrics"):
        assert client.get(path, headers=html).status_code == 200


def test_health_and_metadata(client: FlaskClient) -> None:
    assert client.get("/v2").json["name"] == "digits-classification"
    assert client.get("/v2/health/live").json == {"live": True}
    assert client.get("/v2/health/ready").json == {"ready": True}
    described = client.get("/v2/models/lenet5").json
    assert described["inputs"] == [{"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}]
    assert client.get("/v2/models/lenet5/ready").json == {"name": "lenet5", "ready": True}
    unknown = client.get("/v2/models/nothing")
    assert unknown.status_code == 404
    assert unknown.content_type == "application/problem+json"
