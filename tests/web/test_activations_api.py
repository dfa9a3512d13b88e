"""The activations API: a network's own numbers, and its errors."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from flask.testing import FlaskClient
from onnx import TensorProto, helper, numpy_helper
from web_pictures import SEVEN_STROKES, blank, seven, seventy_seven

from digits.activations import ActivationSession, Convolution
from digits.exemplars import exemplars
from digits.image import normalize_strokes
from digits.model_card import shipped_models
from digits.recognizer import Recognizer
from digits.web import create_app
from digits.web.api.activations import MAX_STROKES, NEIGHBOURS
from models import random_model, write_model

MODEL = "lenet_8_16"
LONG_NUMBER = 5000 * "9"
FOUR_STROKES = [[[30, 10], [20, 50], [75, 50]], [[60, 20], [60, 95]]]


def array(encoded: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(encoded["data"]), "<f4").reshape(encoded["shape"])


def example(index: int = 0) -> dict[str, Any]:
    return {"pixels": exemplars().images[index].tolist()}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_page_lists_models_by_complexity(client: FlaskClient, language: str) -> None:
    page = client.get(f"/inside?lang={language}")
    assert page.status_code == 200
    names = [part.split('"')[0] for part in page.text.split('<option value="')[1:]]
    assert sorted(names) == sorted(shipped_models())
    macs = [shipped_models()[name]["macs"] for name in names]
    assert macs == sorted(macs)


@pytest.mark.parametrize("model", sorted(shipped_models()))
def test_the_layers_of_every_model_are_listed(client: FlaskClient, model: str) -> None:
    layers = client.get(f"/api/v1/models/{model}/layers").json["layers"]
    assert [layer["index"] for layer in layers] == list(range(len(layers)))
    assert layers[0]["kind"] == "input"
    assert layers[0]["shape"] == [1, 28, 28]
    assert layers[-1]["kind"] == "softmax"
    assert layers[-1]["temperature"] == shipped_models()[model]["temperature"]
    for layer in layers:
        assert all(source < layer["index"] for source in layer["sources"])


def test_activations_equal_the_network_s(client: FlaskClient) -> None:
    answer = client.post(f"/api/v1/inside?model={MODEL}&layers=2,7,8", json=example()).json
    found = {int(index): array(encoded) for index, encoded in answer["activations"].items()}
    expected = ActivationSession(MODEL).activations(exemplars().images[:1], [2, 7, 8])
    assert list(found) == [2, 7, 8]
    for values, own in zip(found.values(), expected, strict=True):
        assert values.tolist() == own[0].tolist()
    assert answer["probabilities"] == pytest.approx(
        Recognizer(MODEL).classifier.probabilities(exemplars().images[:1])[0]
    )
    assert answer["digit"] == int(np.argmax(answer["probabilities"]))
    assert answer["ink"] == example()["pixels"]


@pytest.mark.parametrize("body", [{"strokes": SEVEN_STROKES}, {"image": base64.b64encode(seven()).decode()}])
def test_drawings_and_pictures_are_normalized(client: FlaskClient, body: dict[str, Any]) -> None:
    answer = client.post("/api/v1/inside", json=body).json
    assert answer["digit"] == 7
    assert answer["activations"] == {}
    assert np.array(answer["ink"]).shape == (28, 28)


def test_a_digit_is_looked_at_without_what_is_around_it(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    own = normalize_strokes(SEVEN_STROKES).digit
    assert own is not None
    alone, body = {"pixels": own.image.tolist()}, {"image": base64.b64encode(seventy_seven()).decode()}
    paths = ("/inside?layers=2", "/inside/occlusion", "/inside/neighbours")
    expected = [client.post(f"/api/v1{path}", json=alone).json for path in paths]
    monkeypatch.setattr("digits.web.api.activations.single_digit", lambda _: own)
    assert [client.post(f"/api/v1{path}", json=body).json for path in paths] == expected
    left = client.post("/api/v1/inside/strokes", json={"strokes": FOUR_STROKES}).json
    assert [one["ink"] for one in (left["whole"], *left["without"])] == [alone["pixels"]] * 3


def test_kernels_are_given_all_at_once_and_one_by_one(client: FlaskClient) -> None:
    operation = ActivationSession(MODEL).layers[4].operation
    assert isinstance(operation, Convolution)
    every = client.get(f"/api/v1/models/{MODEL}/layers/4").json
    assert array(every["kernels"]).tolist() == operation.kernels.tolist()
    assert array(every["biases"]).tolist() == operation.biases.tolist()
    one = client.get(f"/api/v1/models/{MODEL}/layers/4?unit=5").json
    assert array(one["kernels"]).tolist() == operation.kernels[5:6].tolist()
    assert array(one["biases"]).tolist() == operation.biases[5:6].tolist()


def test_occlusion_changes_the_answer_only_over_ink(client: FlaskClient) -> None:
    answer = client.post(f"/api/v1/inside/occlusion?model={MODEL}", json=example()).json
    probabilities = np.array(answer["probabilities"])
    assert probabilities.shape == np.array(answer["answers"]).shape == (14, 14)
    assert probabilities[0, 0] == answer["probability"]
    image = exemplars().images[0].copy()
    row, column = np.unravel_index(probabilities.argmin(), probabilities.shape)
    top, left = 2 * row, 2 * column
    image[max(0, top - 2) : top + 3, max(0, left - 2) : left + 3] = 0
    (expected,) = Recognizer(MODEL).classifier.probabilities(image[np.newaxis])
    assert probabilities[row, column] == pytest.approx(expected[answer["digit"]])
    assert answer["answers"][row][column] == expected.argmax()
    assert probabilities.min() < answer["probability"]


def test_neighbours_are_the_nearest_by_the_angle_of_the_features(client: FlaskClient) -> None:
    answer = client.post(f"/api/v1/inside/neighbours?model={MODEL}", json=example(7)).json
    features = ActivationSession(MODEL).features(exemplars().images)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    cosines = features @ features[7]
    cosines[7] = -1
    expected = np.argsort(-cosines)[:NEIGHBOURS]
    assert [one["index"] for one in answer["neighbours"]] == expected.tolist()
    assert [one["similarity"] for one in answer["neighbours"]] == pytest.approx(cosines[expected].tolist(), abs=1e-5)
    assert [one["label"] for one in answer["neighbours"]] == exemplars().labels[expected].tolist()
    assert answer["features"] == features.shape[1]


def test_a_drawing_is_read_without_each_of_its_strokes(client: FlaskClient) -> None:
    answer = client.post(f"/api/v1/inside/strokes?model={MODEL}", json={"strokes": FOUR_STROKES}).json
    assert answer["whole"]["digit"] == 4
    for index, left in enumerate(answer["without"]):
        alone = client.post(f"/api/v1/inside?model={MODEL}", json={"strokes": [FOUR_STROKES[1 - index]]}).json
        assert left["ink"] == alone["ink"]
        assert left["probabilities"] == alone["probabilities"]
    only = client.post("/api/v1/inside/strokes", json={"strokes": FOUR_STROKES[:1]}).json
    assert only["without"] == [None]


def test_examples_are_mnists(client: FlaskClient) -> None:
    answer = client.get("/api/v1/inside/examples/999").json
    assert answer["pixels"] == exemplars().images[999].tolist()
    assert answer["label"] == exemplars().labels[999]


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/inside?model=none", example(), 400, "There is no model 'none'"),
        ("/inside?model=../default", example(), 400, "There is no model"),
        ("/inside?layers=1,,2", example(), 400, "from 0 to"),
        ("/inside?layers=99", example(), 400, "from 0 to"),
        (f"/inside?layers={LONG_NUMBER}", example(), 400, "from 0 to"),
        ("/inside?layers=٣", example(), 400, "from 0 to"),
        ("/inside?layer=1", example(), 400, "`model`, `layers`"),
        ("/inside/occlusion?layers=1", example(), 400, "Supported: `model`."),
        ("/inside", {"strokes": []}, 422, "no ink"),
        ("/inside/occlusion", {"image": base64.b64encode(blank()).decode()}, 422, "no ink"),
        ("/inside/neighbours", {"pixels": [[0] * 28] * 28}, 422, "no ink"),
        ("/inside", {"image": "AAAA"}, 422, "picture"),
        ("/inside", {"pixels": [[0]]}, 422, "/pixels"),
        ("/inside/strokes", example(), 422, "strokes of a drawing"),
        ("/inside/strokes", {"strokes": [[[i, i], [i, 9]] for i in range(MAX_STROKES + 1)]}, 422, "The limit is 40"),
    ],
)
def test_errors_of_posts(client: FlaskClient, path: str, body: dict[str, Any], status: int, said: str) -> None:
    answer = client.post(f"/api/v1{path}", json=body)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert said in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/models/none/layers", 404),
        ("/models/none/layers/0", 404),
        (f"/models/{MODEL}/layers/9", 404),
        (f"/models/{MODEL}/layers/2?unit=8", 400),
        (f"/models/{MODEL}/layers/2?unit=-1", 400),
        (f"/models/{MODEL}/layers/2?unit={LONG_NUMBER}", 400),
        (f"/models/{MODEL}/layers/{LONG_NUMBER}", 404),
        (f"/inside/examples/{LONG_NUMBER}", 404),
        (f"/models/{MODEL}/layers/3?unit=0", 400),
        ("/inside/examples/1000", 404),
    ],
)
def test_errors_of_gets(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.json["detail"]


def test_only_json_is_taken_and_given(client: FlaskClient) -> None:
    assert client.post("/api/v1/inside", data=seven(), content_type="image/png").status_code == 415
    assert client.get(f"/api/v1/models/{MODEL}/layers", headers={"Accept": "text/html"}).status_code == 406


def test_the_default_model_opens_by_its_name(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with()
    named = client.post("/api/v1/inside?model=default&layers=2", json=example()).json
    assert list(named["activations"]) == ["2"]
    assert named == client.post("/api/v1/inside?layers=2", json=example()).json


def test_a_recognizer_of_one_s_own_opens_its_own_file(client: FlaskClient, tmp_path: Path) -> None:
    own = create_app({"RECOGNIZER": Recognizer(write_model(tmp_path, random_model(), "default"))}).test_client()
    shapes = [one["shape"] for one in own.get("/api/v1/models/default/layers").json["layers"]]
    assert shapes == [[1, 28, 28], [10], [10]]


def test_a_network_without_a_dense_layer_has_no_neighbours(tmp_path: Path) -> None:
    client = create_app({"MODEL": str(write_model(tmp_path, pooled_model(), "pooled"))}).test_client()
    assert client.post("/api/v1/inside?layers=1", json=example()).status_code == 200
    answer = client.post("/api/v1/inside/neighbours", json=example())
    assert (answer.status_code, answer.content_type) == (501, "application/problem+json")
    assert "no dense layer" in answer.json["detail"]


def pooled_model() -> onnx.ModelProto:
    """A convolution with ten maps, whose means are the logits."""
    constants = [
        numpy_helper.from_array(np.ones((10, 1, 5, 5), np.float32), "weights"),
        numpy_helper.from_array(np.array([-1, 1, 28, 28]), "image"),
        numpy_helper.from_array(np.array([-1, 10]), "row"),
    ]
    nodes = [
        helper.make_node("Reshape", ["images", "image"], ["maps"]),
        helper.make_node("Conv", ["maps", "weights"], ["convolved"], kernel_shape=[5, 5]),
        helper.make_node("GlobalAveragePool", ["convolved"], ["means"]),
        helper.make_node("Reshape", ["means", "row"], ["logits"]),
    ]
    ends = [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["N", 28, 28, 1])]
    answers = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10])]
    graph = helper.make_graph(nodes, "pooled", ends, answers, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
