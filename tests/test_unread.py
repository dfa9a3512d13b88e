"""Handwriting that no digit explains is told."""

import numpy as np

from digits.detector import Writing
from digits.isolation import Isolated
from digits.unread import unread_boxes, unread_strokes

SHAPE = (80, 160)


def page_with(*columns: slice) -> tuple[np.ndarray, Writing]:
    """Bars 40 pixels high, all of them handwriting."""
    ink = np.zeros(SHAPE, np.uint8)
    for one in columns:
        ink[20:60, one] = 255
    return ink, Writing(ink.reshape(20, 4, 40, 4).any((1, 3)), 4.0)


def isolated(ink: np.ndarray, columns: slice) -> Isolated:
    return Isolated(ink[20:60, columns], (columns.start, 20))


def test_ink_that_is_a_digits_is_read() -> None:
    ink, writing = page_with(slice(20, 28), slice(60, 68))
    digits = [isolated(ink, slice(20, 28)), isolated(ink, slice(60, 68))]
    assert unread_boxes(writing, digits, [], SHAPE) == []


def test_ink_that_no_digit_claims_is_told_with_its_place() -> None:
    ink, writing = page_with(slice(20, 28), slice(60, 68))
    assert unread_boxes(writing, [isolated(ink, slice(20, 28))], [], SHAPE) == [(60, 20, 68, 60)]


def test_a_mark_is_read() -> None:
    ink, writing = page_with(slice(20, 28), slice(60, 68))
    assert unread_boxes(writing, [isolated(ink, slice(20, 28))], [(58, 18, 70, 62)], SHAPE) == []


def test_the_edge_of_a_digit_is_its_own() -> None:
    ink, writing = page_with(slice(20, 28))
    assert unread_boxes(writing, [isolated(ink, slice(22, 26))], [], SHAPE) == []


def test_a_page_full_of_writing_is_one_box() -> None:
    cells = np.zeros((90, 90), np.bool_)
    cells.reshape(9, 10, 9, 10)[:, 2:6, :, 2:5] = True
    assert unread_boxes(Writing(cells, 4.0), [], [], (360, 360)) == [(8, 8, 340, 344)]


def test_a_stroke_that_no_digit_and_no_mark_holds_is_told() -> None:
    ink, _ = page_with(slice(20, 28))
    bar, comma = np.array([(24.0, 22.0), (24.0, 58.0)]), np.array([(34.0, 56.0), (32.0, 62.0)])
    digits = [isolated(ink, slice(20, 28))]
    assert unread_strokes([bar, comma], digits, [], SHAPE) == [(28, 52, 38, 66)]
    assert unread_strokes([bar, comma], digits, [(30, 54, 36, 64)], SHAPE) == []
    assert unread_strokes([np.array([(150.0, 5.0)])], digits, [], SHAPE) == [(146, 1, 154, 9)]
