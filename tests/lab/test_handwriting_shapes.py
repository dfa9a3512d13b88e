"""The shapes are ways to write digits: whole, smooth but for their corners, and told apart by their names."""

import numpy as np
import pytest

from digits.lab.data.synthesis.digit_shapes import SHAPES, Stroke, curve, shapes_of
from digits.lab.data.synthesis.drawn_digits import draw, draw_digits, vary

NAMES = [f"{shape.digit} {shape.name}" for shape in SHAPES]


def test_every_digit_has_several_shapes_of_different_names() -> None:
    assert len(set(NAMES)) == len(SHAPES)
    assert all(len(shapes_of(digit)) >= 4 for digit in range(10))
    assert all(shape.use for shape in SHAPES)


def test_national_shapes_are_there() -> None:
    assert {"1 flagged", "1 footed", "4 open", "4 closed", "7 barred"} <= set(NAMES)


def test_a_shape_fills_its_height_within_its_width_and_is_no_blot() -> None:
    for shape, name in zip(SHAPES, NAMES, strict=True):
        points = np.concatenate([curve(stroke) for stroke in shape.strokes])
        low, high = points.min(axis=0), points.max(axis=0)
        assert -0.1 < low[1] < 0.1, name
        assert 0.9 < high[1] < 1.1, name
        assert -0.05 < low[0] <= high[0] < 1.05, name
        assert 20 < draw(shape, np.random.default_rng(3)).sum() / 255 < 220, name


def test_a_curve_goes_through_its_points_in_order() -> None:
    for stroke in (stroke for shape in SHAPES for stroke in shape.strokes):
        way = curve(stroke)
        nearest = [int(np.abs(way - point).sum(axis=1).argmin()) for point in stroke.points]
        np.testing.assert_allclose(way[[0, -1]], stroke.points[[0, -1]], atol=1e-9)
        assert np.abs(way[nearest] - stroke.points).max() < 1e-9


def test_a_curve_turns_at_corners_only() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])

    def sharpest(corner: bool) -> float:
        steps = np.diff(curve(Stroke(points, np.array([False, corner, False]))), axis=0)
        turned = np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
        return float(np.rad2deg(np.abs(turned)).max())

    assert sharpest(corner=True) == pytest.approx(90)
    assert sharpest(corner=False) < 30


def test_drawn_digits_are_as_many_of_each_and_in_normal_form() -> None:
    split = draw_digits(205, seed=1)
    assert split.images.shape == (205, 28, 28)
    assert sorted(np.bincount(split.labels)) == [20] * 5 + [21] * 5
    assert (np.diff(split.labels.astype(int)) < 0).sum() > 50, "they come in no order"
    for image in split.images[:40]:
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
        assert image.max() >= 254


def test_drawn_digits_differ_and_are_repeatable() -> None:
    once, again, other = draw_digits(30, seed=5), draw_digits(30, seed=5), draw_digits(30, seed=6)
    np.testing.assert_array_equal(once.images, again.images)
    np.testing.assert_array_equal(once.labels, again.labels)
    assert (once.images != other.images).any()
    assert len({image.tobytes() for image in once.images}) == 30


def test_a_hand_keeps_the_strokes_and_their_order() -> None:
    seven = next(shape for shape in shapes_of(7) if shape.name == "barred")
    top, bar = vary(seven, np.random.default_rng(0))
    assert top[-1, 1] > bar[:, 1].mean() > top[0, 1]
