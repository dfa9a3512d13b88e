"""A card's promises are made with some writers and checked with others, and hold."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from digits import metrics, mnist
from digits.cli import main
from digits.lab.evaluation.calibration import (
    CalibrationError,
    HeldOutLogits,
    calibrate,
    calibrate_model,
    half_of_writers,
    held_out_logits,
)
from digits.lab.export import export
from digits.lab.training.runs.network_run import NetworkRun
from digits.model_card import read_card


def overconfident(count: int, seed: int = 0) -> HeldOutLogits:
    """Logits that are three times too large."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 1, (count, 10))
    logits[:, 0] += 6
    chances = metrics.softmax(logits)
    labels = np.array([generator.choice(10, p=row) for row in chances], np.uint8)
    return HeldOutLogits(3 * logits, labels, generator.integers(0, 60, count).astype(np.int32), fold=0, epochs=1)


def test_no_writer_is_in_both_halves() -> None:
    writers = np.array([7, 3, 3, 9, 7, 12], np.int32)
    first, second = (half_of_writers(writers, which) for which in (0, 1))
    assert (first ^ second).all()
    assert not set(writers[first]) & set(writers[second])


def test_the_promises_hold_for_writers_who_did_not_make_them() -> None:
    found = calibrate(overconfident(20_000))
    assert found["temperature"] == pytest.approx(3, rel=0.05)
    checked = found["calibration"]["checked"]
    assert checked["expected_calibration_error"] < 0.01
    assert checked["coverage"] == pytest.approx(found["conformal"]["coverage"], abs=0.005)
    assert 0 < checked["unsure"] < 1


def test_what_is_checked_is_not_what_made_it() -> None:
    answers = overconfident(4000)
    spoilt = answers.labels.copy()
    second = half_of_writers(answers.writers, 1)
    spoilt[second] = (spoilt[second] + 1) % 10
    one, other = (calibrate(dataclasses.replace(answers, labels=labels)) for labels in (answers.labels, spoilt))
    assert (one["temperature"], one["conformal"]) == (other["temperature"], other["conformal"])
    assert other["calibration"]["checked"]["errors"] > one["calibration"]["checked"]["errors"]


@pytest.fixture(scope="module")
def exported(trained: NetworkRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(trained, trained, "small", tmp_path_factory.mktemp("exported")).parent


@pytest.fixture
def path(exported: Path, tmp_path: Path) -> Path:
    """A file of the exported model that a test may change."""
    return shutil.copytree(exported, tmp_path / "models") / "small.onnx"


def test_a_model_is_calibrated_as_its_run_was(trained: NetworkRun, path: Path, tmp_path: Path) -> None:
    before = json.loads(path.with_suffix(".json").read_text())
    path.with_suffix(".json").write_text(json.dumps(before | {"temperature": 9.0}))
    after = calibrate_model(path, trained.folder, tmp_path / "results")
    assert after == before
    assert read_card(path.with_suffix(".json"))["temperature"] == before["temperature"]
    assert (tmp_path / "results/reliability-small.png").read_bytes().startswith(b"\x89PNG")


def test_a_model_calibrates_itself_with_the_fold_it_left_out(path: Path, tmp_path: Path, capsys) -> None:
    answers = held_out_logits(path)
    assert len(answers.labels) == (mnist.folds() == 0).sum()
    with pytest.raises(SystemExit) as ended:
        main(["calibrate", str(path), "--results", str(tmp_path)])
    assert ended.value.code == 0
    assert "expected calibration error" in capsys.readouterr().out
    assert json.loads(path.with_suffix(".json").read_text())["calibration"]["images"] == len(answers.labels)


def test_a_model_that_saw_every_writer_needs_another(path: Path, tmp_path: Path) -> None:
    card = json.loads(path.with_suffix(".json").read_text())
    card["training"]["fold"] = None
    path.with_suffix(".json").write_text(json.dumps(card))
    with pytest.raises(CalibrationError, match="--calibration"):
        calibrate_model(path, None, tmp_path)
