"""Occlusion: what a model answers while a blank patch covers a part of the digit (Zeiler and Fergus 2014)."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

from digits.recognizer import Recognizer

PATCH = 5
"""Pixels on a side of the patch."""
STEP = 2
"""Pixels from one position of the patch to the next."""

Images = npt.NDArray[np.uint8]
Probabilities = npt.NDArray[np.float64]


def occlusion_map(recognizer: Recognizer, image: Images) -> tuple[Probabilities, Probabilities]:
    """The model's probabilities with nothing covered (10,), and for each position of the patch (rows, columns, 10).

    Args:
        recognizer: the model.
        image: (28, 28), normalized.
    """
    covered = _covered(image)
    whole = recognizer.classifier.probabilities(image[np.newaxis])
    rows = np.repeat(whole, len(covered), axis=0)
    touched = (covered != image).any(axis=(1, 2))
    rows[touched] = recognizer.classifier.probabilities(covered[touched])
    side = len(image) // STEP
    return whole[0], rows.reshape(side, side, -1)


def _covered(image: Images) -> Images:
    """(N, 28, 28): the image with the patch at each position, its centres are 0, `STEP`, ... on both axes."""
    centres = range(0, len(image), STEP)
    covered = np.repeat(image[np.newaxis], len(centres) ** 2, axis=0)
    half = PATCH // 2
    for one, (row, column) in zip(covered, product(centres, centres), strict=True):
        one[max(0, row - half) : row + half + 1, max(0, column - half) : column + half + 1] = 0
    return covered
