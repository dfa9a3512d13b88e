"""The helpers of the notebooks, on images and results whose answers are known."""

import json
from pathlib import Path

import numpy as np
import pytest
from tools.notebooks import draw, measurements, photographs, results


def bar(width: int, lean: float = 0.0) -> np.ndarray:
    """An upright bar of 20 rows, moved to the right by `lean` pixels per row upwards."""
    image = np.zeros((28, 28), np.uint8)
    for row in range(4, 24):
        left = round(13 + lean * (13.5 - row))
        image[row, left : left + width] = 255
    return image


@pytest.mark.parametrize("lean", [-0.5, 0.0, 0.5])
def test_slant_is_the_angle_of_a_leaning_bar(lean: float) -> None:
    (found,) = measurements.slants(bar(2, lean)[None])
    assert found == pytest.approx(np.degrees(np.arctan(lean)), abs=1.5)


@pytest.mark.parametrize("width", [2, 4])
def test_stroke_width_is_the_width_of_a_bar(width: int) -> None:
    (found,) = measurements.stroke_widths(bar(width)[None])
    assert found == pytest.approx(width * 20 / (width + 20), rel=0.15)


def test_centre_and_longest_side_of_a_bar() -> None:
    images = np.stack([bar(2), np.zeros((28, 28), np.uint8)])
    assert measurements.longest_sides(images).tolist() == [20, 0]
    assert measurements.centres(images)[0].tolist() == [13.5, 13.5]


def test_a_photographed_page_becomes_a_normalized_image() -> None:
    steps = photographs.normalization_steps(photographs.photographed_digit(5, seed=11))
    assert list(steps.values())[-1].shape == (28, 28)


def test_normalizing_undoes_displacing() -> None:
    images = np.stack([bar(3), bar(4, 0.3)])
    moved = photographs.displaced(images, seed=1)
    assert not (measurements.longest_sides(moved) == 20).all()
    again = photographs.normalized(moved)
    assert measurements.longest_sides(again).tolist() == [20, 20]
    assert np.abs(measurements.centres(again) - 14).max() <= 0.51


def test_misread_joins_the_folds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    (tmp_path / "comparison").mkdir()
    folds = {"0": {"wrong": [[5, 1, 7]]}, "1": {"wrong": [[6, 1, 7], [8, 2, 3]]}}
    (tmp_path / "comparison/a.json").write_text(json.dumps(folds))
    assert results.misread("a").tolist() == [[5, 1, 7], [6, 1, 7], [8, 2, 3]]


def test_rates_along_groups_by_rising_value() -> None:
    values = np.arange(40.0)
    found = results.rates_along(values, values < 10, parts=4)
    assert [round(rate) for _, (rate, _, _) in found] == [100, 0, 0, 0]
    assert [value for value, _ in found] == sorted(value for value, _ in found)


def test_evaluations_are_sorted_and_agree_with_their_confusion_matrices() -> None:
    found = results.evaluations()
    errors = [one.counts[0] for one in found]
    assert errors == sorted(errors)
    for one in found:
        assert one.confusion.sum() - np.trace(one.confusion) == one.counts[0] == len(one.wrong)


def test_a_table_aligns_numbers_right() -> None:
    assert draw.table(["a", "b"], [["x", 1234], ["y", 0.5]]).data.split("\n") == [
        "| a | b |",
        "| :-- | --: |",
        "| x | 1,234 |",
        "| y | 0.50 |",
    ]
