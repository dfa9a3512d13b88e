"""The form that every picture with ink is brought to."""

import numpy as np

from digits.image import Normalization


def assert_form(result: Normalization) -> None:
    """The promises made of every picture with ink."""
    field = result.field
    assert field is not None
    assert result.box is not None
    assert result.scaled is not None
    assert field.shape == (28, 28)
    assert field.dtype == np.uint8
    assert field.max() >= 254
    rows, columns = np.flatnonzero(field.any(1)), np.flatnonzero(field.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert max(result.scaled.shape) == 20
    assert field.sum(dtype=int) == result.scaled.sum(dtype=int)
    mass = field.sum(dtype=int)
    for axis in (0, 1):
        centre = float(field.sum(axis, dtype=int) @ np.arange(28)) / mass
        assert 13.5 <= centre < 14.5
    left, top, right, bottom = result.box
    assert 0 <= left < right <= result.ink.shape[1]
    assert 0 <= top < bottom <= result.ink.shape[0]
