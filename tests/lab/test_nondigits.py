"""Non-digits are fields as the recognizer makes them, the same each time, and letters come as they were drawn."""

from pathlib import Path

import numpy as np
import pytest

from digits.lab.data.collections import omniglot
from digits.lab.data.synthesis import nondigits
from digits.mnist import DataError, Split


@pytest.mark.parametrize("family", nondigits.FAMILIES)
def test_a_family_is_made_the_same_each_time_and_varies(family: str, training: Split) -> None:
    few = Split(training.images[:500], training.labels[:500])
    one, other = (nondigits.make(family, 6, np.random.default_rng(3), few) for _ in range(2))
    np.testing.assert_array_equal(one, other)
    assert one.shape == (6, 28, 28)
    assert one.dtype == np.uint8
    assert len({field.tobytes() for field in one}) > 3
    assert (one.max(axis=(1, 2)) > 100).all()


def test_letters_are_all_there_and_those_like_digits_are_known(data: Path) -> None:
    letters = omniglot.load(data)
    assert len(letters) == 156 * 20
    assert {letter.script for letter in letters} == set(omniglot.SCRIPTS)
    assert {letter.drawer for letter in letters} == set(range(1, 21))
    assert sum(letter.lookalike for letter in letters) == 20 * sum(map(len, omniglot.LOOKALIKES.values()))
    thin, thick = (omniglot.field(letters[0], pen).astype(int) for pen in (1, 5))
    assert thin.shape == (28, 28)
    assert thick.sum() > 1.2 * thin.sum()


def test_absent_letters_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="DIGITS_DATA"):
        omniglot.load(tmp_path)
