"""Model files: found by name, verified against their cards, and rejected with the remedy."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from digits import model_card, onnx_session
from digits.metrics import wrong
from digits.mnist import Split
from digits.recognizer import ModelError, Recognizer, shipped_models
from models import random_model, write_model

BAR = np.zeros((28, 28), np.uint8)
BAR[4:24, 12:15] = 255


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for that of the shipped models."""
    monkeypatch.setattr(model_card, "MODELS", tmp_path)
    monkeypatch.setattr(onnx_session, "MODELS", tmp_path)
    return tmp_path


def test_shipped_models_are_found_by_name(shelf: Path) -> None:
    for name in ("zebra", "default", "ape"):
        write_model(shelf, random_model(), name)
    assert list(shipped_models()) == ["default", "ape", "zebra"]
    assert Recognizer("ape").info.name == "ape"
    assert Recognizer().info.name == "default"
    assert Recognizer(str(shelf / "zebra.onnx")).info.name == "zebra"


def test_unknown_model_is_told_which_there_are(shelf: Path) -> None:
    write_model(shelf, random_model(), "ape")
    for name in ("nosuch", "", "../ape", "ape.json", str(shelf / "ape")):
        with pytest.raises(ModelError, match="ape"):
            Recognizer(name)
    with pytest.raises(ModelError, match=r"there is no model file .*bee\.onnx"):
        Recognizer(shelf / "bee.onnx")
    with pytest.raises(ModelError, match=r"ape\.json.*\.onnx"):
        Recognizer(shelf / "ape.json")


def damages() -> Iterator[tuple[str, str, str]]:
    yield "not text", "cannot be read", "\x80"
    yield "cut off", "cannot be read", '{"name": "tiny'
    yield "too deep", "cannot be read", "[" * 100_000
    yield "a list", "JSON object", "[]"


@pytest.mark.parametrize(("kind", "reason", "text"), list(damages()), ids=lambda value: value[:12])
def test_damaged_card_is_rejected(tmp_path: Path, kind: str, reason: str, text: str) -> None:
    path = write_model(tmp_path, random_model())
    path.with_suffix(".json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelError, match=rf"(?s){reason}.*digits export"):
        Recognizer(path)


@pytest.mark.parametrize(
    "entry",
    [
        {"name": 7},
        {"version": ""},
        {"sha256": None},
        {"input": {"shape": [28, 28], "range": [0, 255]}},
        {"input": {"shape": [28, 28, 1], "range": [0, 1]}},
        {"temperature": 0},
        {"temperature": True},
        {"temperature": float("nan")},
        {"temperature": float("inf")},
        {"conformal": None},
        {"conformal": {"coverage": 0.9}},
        {"conformal": {"coverage": 0.9, "threshold": 1.1}},
        {"conformal": {"coverage": "0.9", "threshold": 0.9}},
    ],
    ids=str,
)
def test_invalid_card_is_rejected(tmp_path: Path, entry: dict[str, object]) -> None:
    path = write_model(tmp_path, random_model())
    card = path.with_suffix(".json")
    card.write_text(json.dumps(json.loads(card.read_text()) | entry))
    key = next(iter(entry))
    with pytest.raises(ModelError, match=rf"tiny\.json is invalid \({key}.* must .*digits export"):
        Recognizer(path)


def test_missing_files_are_named_with_the_remedy(shelf: Path) -> None:
    path = write_model(shelf, random_model(), "default")
    path.unlink()
    with pytest.raises(ModelError, match=r"default\.onnx.*reinstall digits-classification"):
        Recognizer()
    path = write_model(shelf, random_model(), "default")
    path.with_suffix(".json").unlink()
    with pytest.raises(ModelError, match=r"default\.json.*reinstall digits-classification"):
        Recognizer(path)


def test_changed_model_file_is_rejected(tmp_path: Path) -> None:
    path = write_model(tmp_path, random_model())
    contents = bytearray(path.read_bytes())
    contents[len(contents) // 2] ^= 1
    path.write_bytes(contents)
    with pytest.raises(ModelError, match="not the one on its card"):
        Recognizer(path)


@pytest.mark.parametrize("cut", [1, 10, 1000, 20_000])
def test_model_that_is_no_model_is_rejected(tmp_path: Path, cut: int) -> None:
    contents = random_model().SerializeToString()
    for damaged in (contents[:-cut], b"\xff" * cut, b"\x0b" * cut):
        with pytest.raises(ModelError, match=r"tiny\.onnx"):
            Recognizer(write_model(tmp_path, damaged))


def test_empty_model_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"tiny\.onnx"):
        Recognizer(write_model(tmp_path, b""))


def test_model_of_another_form_is_rejected(tmp_path: Path) -> None:
    model = random_model()
    model.graph.output[0].name = model.graph.node[2].output[0] = "answers"
    with pytest.raises(ModelError, match=r"must map images.*answers"):
        Recognizer(write_model(tmp_path, model))


def outside(tensor: TensorProto) -> TensorProto:
    """The tensor, with its data in another file."""
    moved = TensorProto(name=tensor.name, data_type=tensor.data_type, dims=tensor.dims)
    moved.data_location = TensorProto.EXTERNAL
    moved.external_data.add(key="location", value="secret")
    return moved


def external_models() -> Iterator[tuple[str, onnx.ModelProto]]:
    tensor = helper.make_tensor("hidden", TensorProto.FLOAT, [2], [1.0, 2.0])
    model = random_model()
    model.graph.initializer.append(outside(tensor))
    yield "initializer", model

    model = random_model()
    model.graph.node.append(helper.make_node("Constant", [], ["constant"], value=outside(tensor)))
    yield "attribute", model

    model = random_model()
    branch = helper.make_graph([], "branch", [], [], [outside(tensor)])
    model.graph.node.append(helper.make_node("If", ["c"], ["d"], then_branch=branch, else_branch=branch))
    yield "subgraph", model

    model = random_model()
    node = helper.make_node("Constant", [], ["y"], value=outside(tensor))
    model.functions.append(helper.make_function("own", "f", [], ["y"], [node], [helper.make_opsetid("", 17)]))
    yield "function", model

    model = random_model()
    places = helper.make_tensor("places", TensorProto.INT64, [2], [0, 1])
    model.graph.sparse_initializer.append(helper.make_sparse_tensor(outside(tensor), places, [4]))
    yield "sparse", model

    model = random_model()
    model.graph.initializer[0].data_location = TensorProto.EXTERNAL
    yield "location only", model


@pytest.mark.parametrize(
    ("place", "model"), list(external_models()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_external_data_is_rejected(tmp_path: Path, place: str, model: onnx.ModelProto) -> None:
    (tmp_path / "secret").write_bytes(bytes(8))
    with pytest.raises(ModelError, match="in other files"):
        Recognizer(write_model(tmp_path, model))


def test_every_shipped_model_is_whole() -> None:
    cards = shipped_models()
    assert "default" in cards
    assert {path.stem for path in model_card.MODELS.glob("*.onnx")} == set(cards)
    for name, card in cards.items():
        assert card["name"] == name
        assert Recognizer(name).read(BAR).verdict in {"digit", "unsure"}


def test_bundled_card_is_true_on_the_test_images(request: pytest.FixtureRequest) -> None:
    default = Recognizer()
    evaluation = default.card["evaluation"]
    if evaluation is None:
        pytest.fail(
            "the bundled model has no test evaluation yet, so no test image is opened: run `digits evaluate default`"
        )
    test: Split = request.getfixturevalue("test_split")
    probabilities = default.classifier.probabilities(test.images)
    assert evaluation["images"] == len(test.labels) == 10_000
    assert evaluation["errors"] == len(wrong(probabilities, test.labels))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-12)
