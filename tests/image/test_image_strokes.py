"""Strokes of a pen, at any scale and of any kind, become ink as MNIST's."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digits import mnist
from digits.image import PictureError, normalize_strokes
from digits.lab.data.collections import pendigits
from normal_form import assert_form

SEVEN = [[(10.0, 10.0), (60.0, 10.0), (30.0, 90.0)], [(25.0, 50.0), (55.0, 50.0)]]


def moved(scale: float, x: float, y: float) -> list[list[tuple[float, float]]]:
    return [[(a * scale + x, b * scale + y) for a, b in stroke] for stroke in SEVEN]


@pytest.mark.parametrize(
    ("scale", "x", "y"), [(1e-3, 0, 0), (1, -500, 90), (7, 1e4, 0), (1e6, 0, 0), (1e300, 0, 0), (1e-300, 0, 0)]
)
def test_size_and_place_do_not_matter(scale: float, x: float, y: float) -> None:
    reference = normalize_strokes(SEVEN).image
    found = normalize_strokes(moved(scale, x, y)).image
    assert reference is not None
    assert found is not None
    assert np.abs(found.astype(int) - reference).mean() < 1


def test_y_points_downwards() -> None:
    field = normalize_strokes(SEVEN).image
    assert field is not None
    rows = np.flatnonzero(field.any(1))
    assert (field[rows[0] + 1] > 100).sum() > 2 * (field[rows[-1] - 1] > 100).sum()


def test_dot_and_line() -> None:
    dot = normalize_strokes([[(5, 5)]])
    assert_form(dot)
    assert dot.digit is not None
    assert dot.digit.scaled.shape == (20, 20)
    assert_form(normalize_strokes([[(0, 0), (100, 0)]]))
    line = normalize_strokes([[(3, 0), (3, 9)]])
    assert_form(line)
    assert line.digit is not None
    assert line.digit.scaled.shape[1] in {2, 3}


def test_dot_beside_a_line_is_drawn() -> None:
    with_dot = normalize_strokes([[(0, 0), (0, 100)], [(40, 50)]]).digit.scaled  # type: ignore[union-attr]
    assert with_dot[:, -2].max() > 100


@pytest.mark.parametrize("strokes", [[], [[]], [[], []], np.zeros((0, 3, 2))])
def test_nothing_drawn_is_blank(strokes: object) -> None:
    result = normalize_strokes(strokes)  # type: ignore[arg-type]
    assert result.digit is None
    assert (result.grey == 255).all()


@pytest.mark.parametrize(
    ("strokes", "reason"),
    [
        ("12", "list of strokes"),
        (None, "list of strokes"),
        (5, "list of strokes"),
        ([5], "stroke 1"),
        ([None], "stroke 1"),
        ([[(0, 0)], [(1, 2, 3)]], "stroke 2"),
        ([[(0, 0), (1,)]], "stroke 1"),
        ([[("1", "2")]], "stroke 1"),
        ([[(True, False)]], "stroke 1"),
        ([[(None, 1.0)]], "stroke 1"),
        ([[{"x": 1, "y": 2}]], "stroke 1"),
        ([[(0, 0), (1, float("nan"))]], "stroke 1, point 2"),
        ([[(0, 0), (1, float("inf"))]], "finite"),
        ([[(10**400, 0)]], "stroke 1"),
    ],
)
def test_malformed_strokes(strokes: object, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        normalize_strokes(strokes)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [0, -1, float("nan"), float("inf")])
def test_width_that_is_none(width: float) -> None:
    with pytest.raises(PictureError, match="width"):
        normalize_strokes(SEVEN, width)


def test_wider_pen_leaves_more_ink() -> None:
    masses = [int(normalize_strokes(SEVEN, width).image.sum(dtype=int)) for width in (2, 8, 20)]  # type: ignore[union-attr]
    assert masses == sorted(masses)
    assert masses[2] > 1.5 * masses[0]
    for width in (1e-9, 1e9):
        assert_form(normalize_strokes(SEVEN, width))


def test_many_points() -> None:
    angles = np.linspace(0, 200, 50_000)
    spiral = np.stack((np.cos(angles) * angles, np.sin(angles) * angles), 1)
    assert_form(normalize_strokes([spiral]))  # type: ignore[list-item]


COORDINATES = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 5) | st.floats(0, 300)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.tuples(COORDINATES, COORDINATES), max_size=8), max_size=5))
@example([[(0.0, 1.0), (2.2250738585e-313, 1.0)]])
def test_invariants_for_any_strokes(strokes: list[list[tuple[float, float]]]) -> None:
    result = normalize_strokes(strokes)
    if any(strokes):
        assert_form(result)
    else:
        assert result.image is None


def line_width(images: np.ndarray) -> float:
    """The median over images of twice the mass over the sum of gradients, in pixels."""
    ink = images / 255
    down, across = np.gradient(ink, axis=(1, 2))
    return float(np.median(2 * ink.sum((1, 2)) / np.hypot(down, across).sum((1, 2))))


def test_pen_is_as_wide_as_mnists(data: Path, test_split: mnist.Split) -> None:
    recordings = pendigits.load(data)[::25]
    results = [normalize_strokes(recording.strokes) for recording in recordings]
    for result in results:
        assert_form(result)
    drawn = np.stack([result.image for result in results])  # type: ignore[arg-type]
    assert abs(line_width(drawn) / line_width(test_split.images) - 1) < 0.1
    assert abs(drawn.mean() / test_split.images.mean() - 1) < 0.1
