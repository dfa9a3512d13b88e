"""The isolation network keeps a digit's ink, and leaves out what is beside it."""

import numpy as np
import pytest

from digits.isolation import BOX_SIDE, SIDE, shared, view_of


def written_two() -> np.ndarray:
    """A page with a 2, 60 pixels high, in the box (70, 40, 110, 100)."""
    page = np.zeros((140, 200), np.uint8)
    page[40:46, 70:110] = page[67:73, 70:110] = page[94:100, 70:110] = 255
    page[40:70, 104:110] = page[70:100, 70:76] = 255
    return page


def test_a_view_has_the_box_in_its_middle() -> None:
    view = view_of(written_two(), (70, 40, 110, 100))
    rows, columns = np.flatnonzero(view[..., 1].any(1)), np.flatnonzero(view[..., 1].any(0))
    assert len(rows) == BOX_SIDE
    assert rows[0] + rows[-1] == SIDE - 1
    assert abs(columns[0] + columns[-1] - (SIDE - 1)) <= 1


@pytest.mark.parametrize("box", [(-10, -10, 20, 20), (190, 130, 230, 170), (0, 0, 200, 140)])
def test_a_box_may_reach_beyond_the_page(box: tuple[float, float, float, float]) -> None:
    assert view_of(written_two(), box).shape == (SIDE, SIDE, 2)
    assert len(shared().isolate(written_two(), [box])) == 1


def test_a_line_beside_a_digit_is_left_out_and_the_digit_is_not() -> None:
    alone, page = written_two(), written_two()
    page[:, 58:62] = 200
    (own,) = shared().isolate(page, [(70, 40, 110, 100)])
    ink = int(np.count_nonzero(alone))
    assert ink * 0.97 <= np.count_nonzero(own.ink) <= ink * 1.03


def test_no_box_gives_nothing() -> None:
    assert shared().isolate(written_two(), []) == []


def test_a_digit_that_was_cut_out_is_less_certain() -> None:
    certain = np.full(10, 0.001)
    certain[7] = 0.991
    found = shared().combined(certain, None)
    assert found.sum() == pytest.approx(1)
    assert found.argmax() == 7
    assert found[7] < 0.991


def test_what_the_detector_sees_counts_where_the_classifier_hesitates() -> None:
    hesitant, seen = np.full(10, 1e-4), np.full(10, 1e-3)
    hesitant[[4, 9]], seen[9] = (0.55, 0.45), 0.99
    assert shared().combined(hesitant, None).argmax() == 4
    assert shared().combined(hesitant, seen).argmax() == 9
    certain = np.full(10, 1e-6)
    certain[4] = 1 - 9e-6
    assert shared().combined(certain, np.full(10, 0.1)).argmax() == 4
