"""The gate is made by one command's parts: it learns, is written, and its thresholds are found."""

import json
from pathlib import Path

import numpy as np
import pytest

from digits.lab.rejection import making, scores
from digits.lab.rejection.images import Families, redrawn
from digits.lab.rejection.training import Effort, logits, mirrored, trained
from digits.mnist import Split
from digits.rejection import MIRRORED, Gate, judgements

BRIEF = Effort(steps=60, batch_size=32)


@pytest.fixture(scope="module")
def materials(training: Split) -> making.Materials:
    """Little to learn from: 2,000 digits, and noise that is none."""
    noise = np.random.default_rng(0).integers(0, 256, (300, 28, 28)).astype(np.uint8)
    learned = Split(training.images[:2000], training.labels[:2000])
    families = Families({"noise": noise[:200]}, {"noise": noise[200:]})
    return making.Materials(
        learned, families, {"others": Split(training.images[2000:2200], training.labels[2000:2200])}, print
    )


def test_a_gate_learns_is_written_and_finds_its_thresholds(materials: making.Materials, tmp_path: Path) -> None:
    path = tmp_path / "gate.onnx"
    making.make(materials, BRIEF, path)
    assert Gate(path).thresholds.digit < -1e6, "nothing is refused before the thresholds are found"
    card = making.calibrate(path, materials)
    assert card == json.loads(path.with_suffix(".json").read_text())
    assert card["calibration"]["non_digits"]["noise"]["auroc"] > 0.95
    assert card["calibration"]["digits"]["MNIST, writers who set nothing"]["refused"] < 0.02
    assert set(card["calibration"]["mirrored"]) == {str(digit) for digit in MIRRORED}
    assert path.stat().st_size <= 250_000
    assert making.sentence(card)


def test_the_same_seed_gives_the_same_network(materials: making.Materials) -> None:
    few = Effort(steps=5, batch_size=16)
    one, other = (trained(materials.learned, materials.families.learned, few) for _ in range(2))
    images = materials.learned.images[:20]
    np.testing.assert_allclose(logits(one, images), logits(other, images), atol=1e-4)


def test_mirrored_digits_are_those_with_a_mirror_image_of_their_own(training: Split) -> None:
    turned = mirrored(Split(training.images[:50], training.labels[:50]))
    assert set(turned.labels) <= set(MIRRORED)
    first = next(place for place, label in enumerate(training.labels) if label in MIRRORED)
    np.testing.assert_array_equal(turned.images[0], training.images[first][:, ::-1])


def test_redrawing_changes_the_line_and_keeps_the_shape(training: Split) -> None:
    images = training.images[:100]
    again = redrawn(images, np.random.default_rng(0))
    assert again.shape == images.shape
    ink, before = again.sum(axis=(1, 2)), images.sum(axis=(1, 2), dtype=float)
    assert (ink / before).min() < 0.9
    assert (ink / before).max() > 1.1
    likeness = [np.corrcoef(one.ravel(), other.ravel())[0, 1] for one, other in zip(images, again, strict=True)]
    assert np.mean(likeness) > 0.85


def test_the_score_is_the_log_odds_of_a_digit() -> None:
    values = np.zeros((1, 18))
    values[0, 3], values[0, -1] = 5, 2
    probabilities = np.exp(values[0]) / np.exp(values[0]).sum()
    judged = judgements(values)
    odds = probabilities[:10].sum() / probabilities[10:].sum()
    assert judged.digit[0] == pytest.approx(np.log(odds))
    assert judged.mirrored[0, list(MIRRORED)] == pytest.approx(probabilities[10:17])


def test_separation_counts_ties_half() -> None:
    assert scores.separation(np.array([1.0, 2, 3]), np.array([0.0, 0.5])) == scores.Separation(1.0, 0.0)
    assert scores.separation(np.zeros(4), np.zeros(4)).auroc == 0.5
    assert scores.separation(np.arange(100.0), np.array([4.0, 6.0])) == scores.Separation(0.945, 0.5)
