"""An exported model answers as the network does, or is not written."""

import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from digits import metrics, model_card
from digits.lab import export as exporting
from digits.lab.evaluation.calibration import CalibrationError
from digits.lab.export import ExportError, export
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun, logits
from digits.lab.training.runs.run import RunError
from digits.recognizer import Recognizer


def test_an_exported_model_reads_as_the_network_and_has_a_card(trained: NetworkRun, tmp_path: Path, training) -> None:
    path = export(trained, trained, name="small", folder=tmp_path)
    recognizer = Recognizer(path)
    images = training.images[:300]
    network = metrics.softmax(logits(trained.model(), images), recognizer.card["temperature"])
    np.testing.assert_allclose(recognizer.classifier.probabilities(images), network, atol=1e-5)
    card = json.loads(path.with_suffix(".json").read_text())
    assert card["name"] == "small"
    assert card["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert card["parameters"] == 37_610
    assert card["macs"] == 24 * 24 * 8 * 25 + 8 * 8 * 16 * 8 * 25 + 256 * 128 + 1280
    assert card["training"]["recipe"]["epochs"] == 1
    assert card["calibration"]["fold"] == 0
    assert 0 <= card["conformal"]["threshold"] < 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["small.json", "small.onnx"]


def test_nothing_is_written_when_the_answers_differ(
    trained: NetworkRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "logits", lambda model, images: logits(model, images) + np.eye(10)[3] * 1e-3)
    with pytest.raises(ExportError, match="nothing is written"):
        export(trained, trained, "small", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_run_that_saw_every_writer_cannot_calibrate(trained: NetworkRun, tmp_path: Path) -> None:
    saw_all = dataclasses.replace(trained, validation=None)
    with pytest.raises(CalibrationError, match="all writers"):
        export(trained, saw_all, "small", tmp_path)


def test_another_network_cannot_calibrate(trained: NetworkRun, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="run of default"):
        export(trained, dataclasses.replace(trained, name="default"), "small", tmp_path)


@pytest.mark.parametrize("name", ["", "../small", "a b", "small.onnx"])
def test_an_invalid_name_is_rejected(trained: NetworkRun, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="model name"):
        export(trained, trained, name, tmp_path)


@pytest.mark.parametrize("there", ["small.onnx", "small.json"])
def test_what_is_there_is_not_replaced_unasked(trained: NetworkRun, tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_bytes(b"mine")
    with pytest.raises(ExportError, match=rf"{there} exists.*--force"):
        export(trained, trained, "small", tmp_path)
    assert (tmp_path / there).read_bytes() == b"mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_model_and_its_card_are_replaced_together(trained: NetworkRun, tmp_path: Path) -> None:
    path = tmp_path / "small.onnx"
    for unwritable in (path, path.with_suffix(".json")):
        unwritable.mkdir()
        with pytest.raises(OSError, match="cannot be written"):
            exporting.write_network(trained.model(), path, {})
        assert list(tmp_path.iterdir()) == [unwritable]
        unwritable.rmdir()
    exporting.write_network(trained.model(), path, {})
    model_card.load_with_card(path, 10)


def test_an_unfinished_run_is_not_exported(trained: NetworkRun, tmp_path: Path) -> None:
    begun = factory.create(tmp_path / "runs", "lenet_8_16")
    assert isinstance(begun, NetworkRun)
    with pytest.raises(RunError, match="--resume"):
        export(begun, trained, "small", tmp_path)


def test_equal_networks_give_equal_files(trained: NetworkRun) -> None:
    assert exporting.to_onnx(trained.model()) == exporting.to_onnx(trained.model())


@pytest.mark.slow
def test_large_weights_are_kept_in_half_the_space(trained: NetworkRun, training) -> None:
    contents = exporting.to_onnx(trained.model())
    smaller = exporting.with_half_weights(contents)
    assert len(smaller) < 0.6 * len(contents)
    images = training.images[:100, ..., None].astype(np.float32)
    one, other = (
        onnxruntime.InferenceSession(file).run(["logits"], {"images": images})[0] for file in (contents, smaller)
    )
    assert 0 < np.abs(one - other).max() < 0.01
    assert exporting.same_answers(contents, contents)
    assert not exporting.same_answers(contents, exporting.to_onnx(trained.build()))
