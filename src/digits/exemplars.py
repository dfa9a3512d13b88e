"""A thousand MNIST training images that come with the package.

`tools.web_data.exemplars` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).with_suffix(".npz")


@dataclass(frozen=True)
class Exemplars:
    """Labelled MNIST training images.

    Attributes:
        images: (N, 28, 28) uint8, 0 = background, 255 = full ink.
        labels: (N,) uint8, 0..9.
        indices: (N,) int64, of the images in MNIST's training set.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    indices: npt.NDArray[np.int64]


@cache
def exemplars() -> Exemplars:
    """Load the images, a hundred of each digit; cached."""
    with np.load(FILE) as file:
        return Exemplars(file["images"], file["labels"], file["places"])
