"""The detector learns from composed pages of writers that are not held out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digits import detector, isolation, mnist
from digits.detector import Detector
from digits.lab.data.synthesis import surroundings
from digits.lab.data.synthesis.pages import READABLE, Composer
from digits.lab.detection import network, training
from digits.lab.detection.pool import compose
from digits.lab.detection.targets import IGNORE, MIDDLE, loss, targets
from digits.lab.detection.thresholds import Matches, fit, rates
from digits.lab.detection.training import TrainingConfig, composer, train_and_write
from digits.lab.detection.warm_start import load_weights

SIZE = (160, 256)


@pytest.fixture(scope="module")
def writers(data: Path) -> Composer:
    return composer(data, [0], frozenset({16}))


def test_the_same_seed_composes_the_same_pages(writers: Composer) -> None:
    one, again, other = (compose(writers, seed, 0, count=3) for seed in (1, 1, 2))
    assert all(np.array_equal(getattr(one, name), getattr(again, name)) for name in vars(one))
    assert not np.array_equal(one.ink, other.ink)


def test_there_is_ink_in_every_box(writers: Composer) -> None:
    chunk = compose(writers, 3, 0, count=12)
    assert len(chunk.items) > 20
    for page, _kind, _digit, left, top, right, bottom, *_ in chunk.items.tolist():
        part = chunk.ink[int(page), int(top) : int(np.ceil(bottom)), int(left) : int(np.ceil(right))]
        assert part.max() > 20


def test_views_hold_ink_that_is_the_digits_own(writers: Composer) -> None:
    chunk = compose(writers, 4, 0, count=6)
    own = chunk.shares > 127
    assert own.any((1, 2)).mean() > 0.95
    assert not own.all((1, 2)).any()


def item(size: float, visible: float = 1.0) -> np.ndarray:
    return np.array([[0, 7, 40, 60, 60, 60 + size, size, 1, visible]], np.float32)


def test_a_digit_is_a_peak_with_its_box() -> None:
    target = targets(np.zeros(SIZE, np.bool_), item(32))
    row, column = (int(place[0]) for place in np.nonzero(target[..., 0] == 1))
    assert (row, column) == (19, 12)
    assert target[row, column, MIDDLE] == 1
    left, top, right, bottom = target[row, column, 4:8] * 16
    assert (50 - left, 78 - top, 50 + right, 78 + bottom) == (40, 60, 60, 92)


@pytest.mark.parametrize(("size", "visible"), [(READABLE[1] + 5, 1.0), (32, 0.6)])
def test_what_may_be_found_or_not_is_ignored(size: float, visible: float) -> None:
    target = targets(np.zeros(SIZE, np.bool_), item(size, visible))
    assert not target[..., 0].any()
    assert target[..., IGNORE].any()


def test_the_loss_is_least_for_the_truth() -> None:
    target = targets(np.zeros(SIZE, np.bool_), item(32))[np.newaxis]
    truth = np.where(target[..., :21] > 0, target[..., :21], 0).astype(np.float32)
    truth[..., :4] = np.where(target[..., :4] == 1, 9, -9)
    truth[..., 8:] = np.where(target[..., 8:21] > 0, 9, -9)
    nothing = np.where(np.arange(21) < 4, np.float32(-9), np.float32(0)) + np.zeros_like(truth)
    assert float(loss(target, truth)[0]) < float(loss(target, nothing)[0])


def test_thresholds_part_right_from_wrong() -> None:
    scores = np.linspace(0, 1, 1000)
    goes_on = np.arange(1000) % 2 == 0
    said = np.where(goes_on, 0.9, 0.1)
    said[:100] = 0.55  # as often wrong as right
    matches = Matches(scores, np.zeros(1000, np.int64), scores > 0.4, np.array([600, 0, 0, 0]), said, goes_on)
    found = fit(matches)
    assert 0.55 < found["gap"] <= 0.9
    assert found["presence"]["digit"] == pytest.approx(0.4, abs=0.01)
    assert found["possible"]["digit"] <= found["presence"]["digit"]
    assert found["sure"] <= found["presence"]["digit"] + 0.01
    assert rates(matches, found["presence"])["digit"]["precision"] > 0.99


def test_pictures_in_surroundings_are_the_same_again(data: Path) -> None:
    for kind in surroundings.KINDS:
        one, again = (list(surroundings.pictures(kind, 2, 5)) for _ in range(2))
        assert [text for _, text in one] == [text for _, text in again]
        assert all(np.array_equal(first, second) for (first, _), (second, _) in zip(one, again, strict=True))
        assert all((len(text) == 1) == (kind == "single digit in a cell") for _, text in one)


def test_held_out_writers_are_on_no_page_to_train_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[int]] = []
    monkeypatch.setattr(training, "writers_of", lambda folds, _: asked.append(list(folds)))
    composer(data, [fold for fold in range(mnist.FOLDS) if fold != training.FOLD], frozenset({1}))
    assert training.FOLD not in asked[0]


def test_weights_of_the_file_that_ships_do_the_same_in_keras(writers: Composer) -> None:
    pages = compose(writers, 5, 0, count=4).ink[..., np.newaxis] / np.float32(255)
    model = network.build()
    load_weights(model, detector.FILE, pages)
    found = model.predict(pages, verbose=0)[0]
    np.testing.assert_allclose(found, Detector().outputs(np.rint(255 * pages[0, ..., 0]).astype(np.uint8)), atol=0.01)


@pytest.mark.slow
def test_both_networks_are_trained_and_written(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "FILE", tmp_path / "detector.onnx")
    monkeypatch.setattr(isolation, "FILE", tmp_path / "isolation.onnx")
    config = TrainingConfig(pages=16, steps=3, batch_size=2, isolation_steps=2, isolation_batch_size=4, processes=1)
    train_and_write(data, config, lambda _: None)
    assert Detector(tmp_path / "detector.onnx").find(np.zeros((100, 200), np.uint8)).detections == ()
    before = (tmp_path / "isolation.onnx").read_bytes()
    train_and_write(data, replace(config, go_on=True, precision="mixed_bfloat16"), lambda _: None)
    assert (tmp_path / "isolation.onnx").read_bytes() == before
    own = isolation.Isolation(tmp_path / "isolation.onnx").isolate(np.full((40, 40), 200, np.uint8), [(5, 5, 30, 35)])
    assert own[0].ink.ndim == 2
