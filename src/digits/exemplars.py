"""A thousand digits of MNIST's training images, which come with the package (`tools.web_data.exemplars`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).with_suffix(".npz")


@dataclass(frozen=True)
class Exemplars:
    """Digits as MNIST has them.

    Attributes:
        images: (N, 28, 28) uint8, 0 = paper, 255 = full ink.
        labels: (N,) uint8, which digits they are.
        places: (N,) int64, each one's place among MNIST's training images.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    places: npt.NDArray[np.int64]


@cache
def exemplars() -> Exemplars:
    """The digits, a hundred of each, read once."""
    with np.load(FILE) as file:
        return Exemplars(file["images"], file["labels"], file["places"])
