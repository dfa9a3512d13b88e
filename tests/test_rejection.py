"""Nonsense is rejected, digits are not, and mirrored digits are read as they were meant."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digits import mnist, rejection
from digits.image import normalize_strokes
from digits.lab.data.collections import pendigits, semeion
from digits.onnx_session import ModelError
from digits.recognizer import Recognizer
from digits.rejection import MIRRORED, RejectionModel
from models import random_model, write_model


def curve(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return list(points)


def ring(middle: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    return [(middle[0] + radius * np.cos(one), middle[1] + radius * np.sin(one)) for one in np.linspace(0, 6.3, 40)]


HEART = [(16 * np.sin(one) ** 3, -13 * np.cos(one) + 5 * np.cos(2 * one)) for one in np.linspace(0, 6.3, 60)]
NONSENSE = {
    "dot": [curve((5, 5))],
    "tick": [curve((0, 6), (3, 10), (10, 0))],
    "heart": [HEART],
    "face": [ring((10, 10), 10), ring((7, 7), 1), ring((13, 7), 1), curve((6, 13), (8, 15), (12, 15), (14, 13))],
    "horizontal line": [curve((0, 0), (10, 0.4))],
    "cross": [curve((0, 0), (10, 10)), curve((10, 0), (0, 10))],
    "zigzag": [[(float(place), 5.0 * (place % 2)) for place in range(9)]],
}


@pytest.fixture(scope="module")
def held_out(data: Path) -> mnist.Split:
    """Digits by writers whom the network never saw, 2,000 of them."""
    split, there = mnist.load("train"), np.flatnonzero(mnist.folds() == 0)[:2000]
    return mnist.Split(split.images[there], split.labels[there])


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_no_digit(name: str) -> None:
    field = normalize_strokes(NONSENSE[name]).image
    assert field is not None
    assert RejectionModel().scores(field[None]).digit_log_odds[0] < RejectionModel().thresholds.digit


def test_a_reading_of_nonsense_has_no_digit_but_says_what_the_model_would_have() -> None:
    reading = Recognizer().read_strokes(NONSENSE["tick"])
    assert (reading.verdict, reading.digit, reading.candidates, reading.mirrored) == ("not_a_digit", None, (), False)
    assert sum(reading.probabilities) == pytest.approx(1)
    assert reading.ink.any()


def test_any_model_uses_the_rejection_network(tmp_path: Path) -> None:
    picture = Image.new("L", (80, 80), 255)
    ImageDraw.Draw(picture).ellipse((30, 30, 50, 50), fill=0)
    assert Recognizer(write_model(tmp_path, random_model())).read(picture).verdict == "not_a_digit"


def test_digits_by_held_out_writers_are_let_through(held_out: mnist.Split) -> None:
    found = RejectionModel().scores(held_out.images)
    assert (found.digit_log_odds < RejectionModel().thresholds.digit).mean() <= 0.003
    assert (found.mirrored.max(axis=1) >= RejectionModel().thresholds.mirrored).mean() <= 0.002


@pytest.mark.slow
def test_digits_of_other_collections_are_let_through(data: Path) -> None:
    scans, recordings = semeion.load(data), pendigits.load(data)[:600]
    scans = mnist.Split(scans.images[::4], scans.labels[::4])
    for split in (semeion.images(scans), pendigits.images(recordings)):
        assert (RejectionModel().scores(split.images).digit_log_odds < RejectionModel().thresholds.digit).mean() <= 0.03


def test_mirrored_digits_are_read_as_they_were_meant(held_out: mnist.Split) -> None:
    recognizer = Recognizer()
    for digit in (3, 7, 9):
        images = held_out.images[held_out.labels == digit][:60]
        readings = recognizer.read_many(np.ascontiguousarray(image[:, ::-1]) for image in images)
        found = [reading for reading in readings if reading.mirrored]
        assert len(found) >= 0.7 * len(readings)
        assert np.mean([reading.digit == digit for reading in found]) > 0.95
        assert all(reading.verdict in {"digit", "unsure"} for reading in found)


def test_what_has_no_mirror_image_is_never_mirrored(held_out: mnist.Split) -> None:
    mirrored = RejectionModel().scores(held_out.images[:200]).mirrored
    assert not mirrored[:, [digit for digit in range(10) if digit not in MIRRORED]].any()
    assert (mirrored.sum(axis=1) <= 1 + 1e-9).all()


def test_it_is_loaded_once_and_costs_little(held_out: mnist.Split) -> None:
    assert rejection.shared() is rejection.shared()
    assert sum(path.stat().st_size for path in rejection.FILE.parent.iterdir() if path.suffix == ".onnx") <= 250_000
    took = []
    for image in held_out.images[:200]:
        start = time.perf_counter()
        rejection.shared().scores(image[None])
        took.append(time.perf_counter() - start)
    assert np.quantile(took, 0.1) < 0.001  # 0.3 ms on a core of its own; others work here besides


@pytest.mark.parametrize(
    "images", [np.zeros((2, 28, 28)), np.zeros((28, 28), np.uint8), np.zeros((1, 28, 27), np.uint8)]
)
def test_images_of_another_form_are_no_fields(images: np.ndarray) -> None:
    with pytest.raises(ValueError, match="images must be uint8"):
        RejectionModel().scores(images)


def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "rejection.onnx"
    path.write_bytes(rejection.FILE.read_bytes())
    with pytest.raises(ModelError, match=r"rejection\.json"):
        RejectionModel(path)
    card = json.loads(rejection.FILE.with_suffix(".json").read_text())
    path.with_suffix(".json").write_text(json.dumps(card | {"thresholds": {"digit": 0.0}}))
    with pytest.raises(ModelError, match="card"):
        RejectionModel(path)
    path.with_suffix(".json").write_text(json.dumps(card | {"sha256": "0" * 64}))
    with pytest.raises(ModelError, match="SHA-256"):
        RejectionModel(path)
