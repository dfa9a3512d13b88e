"""Numbers in real handwriting: digits of MNIST set side by side."""

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
"""Columns of paper between two digits, and on either side of the number."""

ENLARGEMENT = 8


def number_picture(number: int, seed: int, is_read_as: Callable[[Bytes, int], bool]) -> bytes:
    """A number written by hand, dark on white, as a PNG file 224 pixels high.

    MNIST has digits that no child, and no model, could name. Only those are taken that the model is sure of.

    Args:
        number: at least 0.
        seed: the same number with the same seed is the same picture.
        is_read_as: tells of an image (28, 28) whether it is surely read as a digit.
    """
    generator = np.random.default_rng((seed, number))
    paper = np.zeros((SIDE, GAP), np.uint8)
    columns = [paper]
    for digit in str(number):
        columns += [_without_margins(_legible(int(digit), generator, is_read_as)), paper]
    ink = np.concatenate(columns, axis=1)
    height, width = ink.shape
    picture = Image.fromarray(255 - ink).resize((width * ENLARGEMENT, height * ENLARGEMENT), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _legible(digit: int, generator: np.random.Generator, is_read_as: Callable[[Bytes, int], bool]) -> Bytes:
    """Return the first example of a digit, in an order of chance, that is surely read as what it is.

    Raises:
        LookupError: the model reads none of them so.
    """
    known = exemplars()
    for place in generator.permutation(np.flatnonzero(known.labels == digit)):
        image: Bytes = known.images[place]
        if is_read_as(image, digit):
            return image
    raise LookupError(f"The model is sure of no example of the digit {digit}.")


def _without_margins(image: Bytes) -> Bytes:
    """Return the columns of an image from the first with ink to the last."""
    inked = np.flatnonzero(image.any(axis=0))
    return image[:, inked[0] : inked[-1] + 1]
