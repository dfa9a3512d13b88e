"""A number in real handwriting: MNIST digits side by side."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.exemplars import exemplars

Bytes = npt.NDArray[np.uint8]

SIDE = 28
GAP = 3
"""Blank columns between two digits, and on either side of the number."""

SCALE = 8


def number_picture(number: int, seed: int, is_read_as: Callable[[Bytes, int], bool]) -> bytes:
    """A number written by hand, dark on white, as a PNG file 224 pixels high.

    Some MNIST digits are illegible; only those that a good model reads with certainty are used.

    Args:
        number: at least 0.
        seed: the same number with the same seed is the same picture.
        is_read_as: whether an image (28, 28) is read as a digit with certainty.
    """
    generator = np.random.default_rng((seed, number))
    paper = np.zeros((SIDE, GAP), np.uint8)
    columns = [paper]
    for digit in str(number):
        columns += [_without_margins(_legible(int(digit), generator, is_read_as)), paper]
    ink = np.concatenate(columns, axis=1)
    height, width = ink.shape
    picture = Image.fromarray(255 - ink).resize((width * SCALE, height * SCALE), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _legible(digit: int, generator: np.random.Generator, is_read_as: Callable[[Bytes, int], bool]) -> Bytes:
    """The first example of a digit, in random order, that is read correctly with certainty.

    Raises:
        LookupError: there is none.
    """
    known = exemplars()
    for index in generator.permutation(np.flatnonzero(known.labels == digit)):
        image: Bytes = known.images[index]
        if is_read_as(image, digit):
            return image
    raise LookupError(f"The model reads no example of the digit {digit} with certainty.")


def _without_margins(image: Bytes) -> Bytes:
    """The columns of an image from the first with ink to the last."""
    inked = np.flatnonzero(image.any(axis=0))
    return image[:, inked[0] : inked[-1] + 1]
