"""A folder of model files answers as one, and only as what its card says it is."""

import json
from pathlib import Path

import numpy as np
import pytest

from digits.classifier import Classifier, combine_logits, ensemble_sha256
from digits.metrics import softmax
from digits.model_card import find_model
from digits.onnx_session import ModelError
from digits.recognizer import Recognizer
from models import random_model, write_model

IMAGES = np.random.default_rng(5).integers(0, 256, (70, 28, 28), np.uint8)


def write_ensemble(folder: Path, mean: str = "logits", temperature: float = 2.0) -> Path:
    """Three linear models as an ensemble, with each one's card of a model beside it for the tests to read alone."""
    (folder / "members").mkdir(parents=True)
    members = []
    for seed in range(3):
        path = write_model(folder / "members", random_model(seed), f"m{seed}")
        card = json.loads(path.with_suffix(".json").read_text())
        members.append({"name": card["name"], "sha256": card["sha256"]})
    card |= {"name": "ensemble", "mean": mean, "temperature": temperature, "members": members}
    pairs = [(one["name"], one["sha256"]) for one in members]
    card["sha256"] = ensemble_sha256(mean, temperature, pairs)  # type: ignore[arg-type]
    (folder / "ensemble.json").write_text(json.dumps(card))
    return folder


def changed(folder: Path, **entries: object) -> None:
    path = folder / "ensemble.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | entries))


@pytest.mark.parametrize("mean", ["logits", "probabilities"])
def test_an_ensemble_answers_with_the_mean_of_its_members(tmp_path: Path, mean: str) -> None:
    folder = write_ensemble(tmp_path / "any", mean)
    alone = np.stack([Classifier(path).probabilities(IMAGES) for path in sorted((folder / "members").glob("*.onnx"))])
    if mean == "logits":
        expected = softmax(np.log(alone).mean(axis=0), 2.0)
    else:
        expected = softmax(np.log(alone.mean(axis=0)), 2.0)
    np.testing.assert_allclose(Classifier(folder).probabilities(IMAGES), expected, rtol=1e-4)


def test_the_mean_of_probabilities_is_finite_where_members_are_certain() -> None:
    certain = np.array([[[5000.0] + [0.0] * 9], [[0.0] * 9 + [5000.0]]])
    np.testing.assert_allclose(
        softmax(combine_logits(certain, "probabilities")), [[0.5] + [0.0] * 8 + [0.5]], atol=1e-12
    )


def test_an_ensemble_reads_as_a_model_does(tmp_path: Path) -> None:
    folder = write_ensemble(tmp_path / "any")
    reading = Recognizer(str(folder)).read(IMAGES[0])
    assert reading.model.name == "ensemble"
    assert reading.model.sha256 == json.loads((folder / "ensemble.json").read_text())["sha256"]


def test_ensemble_is_the_ensemble_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"there is no ensemble in results/ensemble.*digits record"):
        find_model("ensemble")
    write_ensemble(tmp_path / "results/ensemble")
    assert Recognizer("ensemble").info.name == "ensemble"


def test_a_folder_takes_no_shipped_models_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_ensemble(tmp_path / "default")
    assert find_model("default").suffix == ".onnx"
    with pytest.raises(ModelError, match="there is no model"):
        find_model("x" * 5000)


def test_a_swapped_member_is_rejected(tmp_path: Path) -> None:
    folder = write_ensemble(tmp_path / "any")
    (folder / "members/m0.onnx").write_bytes((folder / "members/m1.onnx").read_bytes())
    with pytest.raises(ModelError, match=r"m0\.onnx is not the one on its card .*digits record"):
        Recognizer(folder)


def test_a_missing_member_is_named(tmp_path: Path) -> None:
    folder = write_ensemble(tmp_path / "any")
    (folder / "members/m2.onnx").unlink()
    with pytest.raises(ModelError, match=r"m2\.onnx cannot be read"):
        Recognizer(folder)


def test_members_without_a_card_are_not_read_yet(tmp_path: Path) -> None:
    folder = write_ensemble(tmp_path / "any")
    (folder / "ensemble.json").unlink()
    with pytest.raises(ModelError, match=r"ensemble\.json does not exist: .*`digits record`"):
        Recognizer(folder)


@pytest.mark.parametrize(
    "entries", [{"mean": "probabilities"}, {"mean": "median"}, {"temperature": 1.5}, {"members": []}]
)
def test_a_card_that_was_altered_is_rejected(tmp_path: Path, entries: dict[str, object]) -> None:
    folder = write_ensemble(tmp_path / "any")
    changed(folder, **entries)
    with pytest.raises(ModelError, match="does not match its entries"):
        Recognizer(folder)


@pytest.mark.parametrize("members", [7, [{"name": "m0"}], [7]])
def test_a_card_without_members_is_rejected(tmp_path: Path, members: object) -> None:
    folder = write_ensemble(tmp_path / "any")
    changed(folder, members=members)
    with pytest.raises(ModelError, match="is invalid"):
        Recognizer(folder)


@pytest.mark.parametrize("name", ["../any", "/etc/hostname", "a\\b"])
def test_a_members_name_leads_to_no_other_folder(tmp_path: Path, name: str) -> None:
    folder = write_ensemble(tmp_path / "any")
    members = [{"name": name, "sha256": "0" * 64}]
    changed(folder, members=members, sha256=ensemble_sha256("logits", 2.0, [(name, "0" * 64)]))
    with pytest.raises(ModelError, match="does not match its entries"):
        Recognizer(folder)
