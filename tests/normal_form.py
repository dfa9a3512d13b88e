"""The form that every picture with ink is brought to."""

import numpy as np

from digits.image import Normalization


def assert_form(result: Normalization) -> None:
    """The promises made of every picture with ink."""
    assert result.digit is not None
    image = result.digit.image
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert image.max() >= 254
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert max(result.digit.scaled.shape) == 20
    assert image.sum(dtype=int) == result.digit.scaled.sum(dtype=int)
    mass = image.sum(dtype=int)
    for axis in (0, 1):
        centre = float(image.sum(axis, dtype=int) @ np.arange(28)) / mass
        assert 13.5 <= centre < 14.5
    left, top, right, bottom = result.digit.box
    assert 0 <= left < right <= result.ink.shape[1]
    assert 0 <= top < bottom <= result.ink.shape[0]
