"""Ink of several digits becomes lines of pieces: nothing lost, nothing shared, in reading order."""

import numpy as np
import pytest

from digits.image import normalize_picture, normalize_strokes, pieces_of
from digits.image.cuts import cuts
from digits.image.segment import text_lines
from digits.image.stroke_pieces import stroke_lines
from digits.image.text_line import MOST_PIECES, VIEW


def page(*bars: tuple[int, int, int, int], size: tuple[int, int] = (120, 300)) -> np.ndarray:
    """Ink of filled rectangles: left, top, right, bottom."""
    ink = np.zeros(size, np.uint8)
    for left, top, right, bottom in bars:
        ink[top:bottom, left:right] = 255
    return ink


def ring(ink: np.ndarray, x: int, y: int, radius: int, pen: int = 6) -> None:
    rows, columns = np.mgrid[: ink.shape[0], : ink.shape[1]]
    distance = np.hypot(rows - y, columns - x)
    ink[np.abs(distance - radius) <= pen / 2] = 255


def test_pieces_apart_are_in_order_with_their_boxes() -> None:
    bars = [(20, 20, 30, 80), (60, 22, 70, 82), (110, 18, 118, 80)]
    (line,) = text_lines(page(*reversed(bars)))
    np.testing.assert_array_equal(line.boxes, bars)
    assert 59 <= line.height <= 62


def test_two_touching_rings_can_be_told_apart() -> None:
    ink = np.zeros((120, 200), np.uint8)
    for x in (60, 110):
        ring(ink, x, 60, 26)
    (line,) = text_lines(ink)
    ends = line.boxes[:, 2]
    assert np.abs(ends - 85).min() <= 3
    cut = int(np.abs(ends - 85).argmin()) + 1
    assert np.maximum.reduce(line.boxes[:cut, 2]) <= 93
    assert line.boxes[cut:, 0].min() >= 77


def test_all_the_ink_together_is_what_the_whole_picture_gives() -> None:
    ink = np.zeros((140, 140), np.uint8)
    ring(ink, 60, 50, 24)
    ring(ink, 62, 92, 20)
    (line,) = text_lines(ink)
    whole = normalize_picture(255 - ink).image
    assert whole is not None
    assert np.abs(line.image(0, len(line.boxes)).astype(int) - whole).mean() < 2


def test_views_hold_the_pieces_and_what_is_around() -> None:
    (line,) = text_lines(page((20, 20, 28, 80), (50, 20, 58, 80)))
    view = line.view(0, 1)
    assert view.shape == (*VIEW, 2)
    assert (view[..., 0] <= view[..., 1]).all()
    assert view[..., 0].any()
    assert (view[..., 1] > view[..., 0]).any()


def test_lines_from_top_to_bottom_also_when_they_climb() -> None:
    first = [(20 + 40 * index, 40 - 6 * index, 28 + 40 * index, 80 - 6 * index) for index in range(6)]
    second = [(left, top + 70, right, bottom + 70) for left, top, right, bottom in first]
    lines = text_lines(page(*second, *first, size=(180, 300)))
    assert [line.boxes.tolist() for line in lines] == [[list(box) for box in first], [list(box) for box in second]]


def test_a_fine_pen_on_a_large_page_is_broadened() -> None:
    ink = np.zeros((700, 700), np.uint8)
    ring(ink, 200, 300, 180, 2)
    ink[100:500, 500:502] = 255
    (line,) = text_lines(ink)
    assert line.image(0, len(line.boxes) - 1).max() >= 254
    assert 380 <= line.height <= 420
    assert line.scaled.max() > 100


@pytest.mark.parametrize(
    "ink", [page(), page(*[(4 * index, 10, 4 * index + 2, 20) for index in range(MOST_PIECES + 1)])]
)
def test_nothing_and_too_much_have_no_lines(ink: np.ndarray) -> None:
    assert text_lines(ink) == []


def test_a_bar_has_no_cut_and_two_joined_bars_have_one_between() -> None:
    assert len(cuts([np.full((60, 12), 255, np.uint8)], 60.0)[0]) == 0
    joined = page((0, 0, 8, 60), (40, 0, 48, 60), (8, 28, 40, 34), size=(60, 48))
    (found,) = cuts([joined], 60.0)
    assert ((found > 8) & (found <= 40)).all(1).any()


def test_strokes_are_pieces_whose_ink_is_drawn_alone() -> None:
    one, two = [(0.0, 0.0), (0.0, 40.0)], [(50.0, 0.0), (70.0, 0.0), (55.0, 40.0)]
    (line,) = stroke_lines([two, one])
    np.testing.assert_array_equal(line.boxes, [(0, 0, 0, 40), (50, 0, 70, 40)])
    np.testing.assert_array_equal(line.image(0, 1), normalize_strokes([one]).image)
    np.testing.assert_array_equal(line.image(1, 2), normalize_strokes([two]).image)


def test_one_stroke_of_two_digits_is_cut_up() -> None:
    stroke = [(0.0, 0.0), (20.0, 0.0), (2.0, 40.0), (30.0, 40.0), (55.0, 0.0), (75.0, 0.0), (57.0, 40.0)]
    (line,) = stroke_lines([stroke])
    assert len(line.boxes) > 1
    assert np.abs(line.boxes[:, :2].min(0) - (0, 0)).max() < 4
    assert np.abs(line.boxes[:, 2:].max(0) - (75, 40)).max() < 4


@pytest.mark.parametrize("strokes", [[], [[(0, 0)]], [[(0, 0), (5, 5)]], [[(0, 0), (5, 0)], [(9, 0), (12, 0)]]])
def test_too_few_or_flat_strokes_have_no_lines(strokes: list[list[tuple[float, float]]]) -> None:
    assert stroke_lines(strokes) == []


def test_an_array_of_28x28_has_no_pieces() -> None:
    field = np.zeros((28, 28), np.uint8)
    field[5:20, 4:6] = field[5:20, 20:22] = 255
    assert pieces_of(normalize_picture(field)) == []
    assert len(pieces_of(normalize_picture(field.repeat(3, 0).repeat(3, 1)))) == 1


@pytest.mark.parametrize("stroke", [[(0.28, 0.19), (0.3875, 0.1875)], [(x / 10, (x % 2) / 10) for x in range(12)]])
def test_a_long_flat_stroke_is_a_line_and_no_digits(stroke: list[tuple[float, float]]) -> None:
    assert stroke_lines([stroke]) == []


def test_grain_and_endless_lines_are_not_cut_into_pieces() -> None:
    grain = np.zeros((500, 400), np.uint8)
    grain[::80, ::80] = grain[1::80, ::80] = 255
    assert text_lines(grain) == []
    assert text_lines(page((0, 20, 5, 30), (500, 20, 505, 30), size=(40, 510))) != []
    assert text_lines(page((0, 20, 5, 30), (2000, 20, 2005, 30), size=(40, 2010))) == []
