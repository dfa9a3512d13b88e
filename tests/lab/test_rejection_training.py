"""The rejection network is trained, written and calibrated."""

import json
from pathlib import Path

import numpy as np
import pytest

from digits.lab.rejection import scores, thresholds
from digits.lab.rejection.data import Families, RejectionData, mirrored, rerendered
from digits.lab.rejection.training import TrainingConfig, logits, train, train_and_write
from digits.mnist import Split
from digits.onnx_session import ModelError
from digits.rejection import MIRRORED, RejectionModel, scores_from_logits
from models import random_model, write_model

BRIEF = TrainingConfig(steps=120, batch_size=32)


@pytest.fixture(scope="module")
def rejection_data(training: Split) -> RejectionData:
    """A small data set: 2,000 digits, and noise as non-digits."""
    noise = np.random.default_rng(0).integers(0, 256, (300, 28, 28)).astype(np.uint8)
    learned = Split(training.images[:2000], training.labels[:2000])
    families = Families({"noise": noise[:200]}, {"noise": noise[200:]})
    return RejectionData(
        learned, families, {"others": Split(training.images[2000:2200], training.labels[2000:2200])}, print
    )


@pytest.fixture(scope="module")
def written(rejection_data: RejectionData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that was briefly trained, not yet calibrated."""
    path = tmp_path_factory.mktemp("rejection") / "rejection.onnx"
    train_and_write(rejection_data, BRIEF, path)
    assert RejectionModel(path).thresholds.digit < -1e6, "nothing is rejected before calibration"
    return path


@pytest.mark.slow
def test_a_network_is_trained_written_and_calibrated(rejection_data: RejectionData, written: Path) -> None:
    card = thresholds.fit_thresholds(written, rejection_data)
    assert card == json.loads(written.with_suffix(".json").read_text())
    assert card["calibration"]["non_digits"]["noise"]["auroc"] > 0.95
    assert card["calibration"]["digits"]["MNIST, other held-out writers"]["rejected"] < 0.02
    assert set(card["calibration"]["mirrored"]) == {str(digit) for digit in MIRRORED}
    assert written.stat().st_size <= 250_000
    assert thresholds.summary(card)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_network(rejection_data: RejectionData, written: Path) -> None:
    again = train(rejection_data.digits, rejection_data.families.training, BRIEF)
    images = rejection_data.digits.images[:20]
    ours, theirs = scores_from_logits(logits(again, images)), RejectionModel(written).scores(images)
    np.testing.assert_allclose(ours.digit_log_odds, theirs.digit_log_odds, atol=0.02)  # written in float16


def test_mirrored_digits_are_those_with_a_mirror_image_of_their_own(training: Split) -> None:
    turned = mirrored(Split(training.images[:50], training.labels[:50]))
    assert set(turned.labels) <= set(MIRRORED)
    first = next(place for place, label in enumerate(training.labels) if label in MIRRORED)
    np.testing.assert_array_equal(turned.images[0], training.images[first][:, ::-1])


def test_rerendering_changes_the_stroke_width_and_keeps_the_shape(training: Split) -> None:
    images = training.images[:100]
    again = rerendered(images, np.random.default_rng(0))
    assert again.shape == images.shape
    ink, before = again.sum(axis=(1, 2)), images.sum(axis=(1, 2), dtype=float)
    assert (ink / before).min() < 0.9
    assert (ink / before).max() > 1.1
    correlation = [np.corrcoef(one.ravel(), other.ravel())[0, 1] for one, other in zip(images, again, strict=True)]
    assert np.mean(correlation) > 0.85


def test_the_score_is_the_log_odds_of_a_digit() -> None:
    values = np.zeros((1, 18))
    values[0, 3], values[0, -1] = 5, 2
    probabilities = np.exp(values[0]) / np.exp(values[0]).sum()
    found = scores_from_logits(values)
    odds = probabilities[:10].sum() / probabilities[10:].sum()
    assert found.digit_log_odds[0] == pytest.approx(np.log(odds))
    assert found.mirrored[0, list(MIRRORED)] == pytest.approx(probabilities[10:17])


def test_separation_counts_ties_half() -> None:
    assert scores.separation(np.array([1.0, 2, 3]), np.array([0.0, 0.5])) == scores.Separation(1.0, 0.0)
    assert scores.separation(np.zeros(4), np.zeros(4)).auroc == 0.5
    assert scores.separation(np.arange(100.0), np.array([4.0, 6.0])) == scores.Separation(0.945, 0.5)


def test_features_are_of_the_file_on_the_card(tmp_path: Path) -> None:
    path = write_model(tmp_path, random_model())
    assert scores.Features(path).compute(np.ones((2, 28, 28), np.uint8))[1].shape == (2, 784)
    path.write_bytes(random_model(seed=1).SerializeToString())
    with pytest.raises(ModelError, match="not the one on its card"):
        scores.Features(path)
