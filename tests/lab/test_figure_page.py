"""What figures have in common: labels that do not overlap, plain numbers, sheets of pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits.lab.figures.page import montage, number, spread


@given(st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=30), st.floats(0.001, 0.2))
def test_labels_are_spread_in_order_and_inside(places: list[float], gap: float) -> None:
    found = spread(places, gap)
    order = np.argsort(places, kind="stable")
    apart = np.diff(np.array(found)[order])
    assert np.all(apart >= min(gap, 1 / max(len(places) - 1, 1)) - 1e-9)
    assert min(found) >= -1e-9
    assert max(found) <= 1 + 1e-9


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([0.9, 0.1, 0.5], 0.1) == pytest.approx([0.9, 0.1, 0.5])


def test_numbers_are_plain() -> None:
    assert [number(value) for value in (0.05, 2, 300, 20_000, 5e6, 2e9)] == [
        "0.05",
        "2",
        "300",
        "20,000",
        "5 million",
        "2 billion",
    ]


def test_montage_frames_each_picture() -> None:
    page = montage(np.arange(3.0)[:, None, None] * np.ones((3, 2, 2)), 2)
    assert page.shape == (7, 7)
    assert page[1, 1] == 0
    assert page[2, 5] == 1
    assert page[4, 1] == 2
    assert np.isnan(page[[0, 3, 6]]).all()
    assert np.isnan(page[4:, 3:]).all()
