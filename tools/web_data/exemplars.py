"""A thousand of MNIST's training images for the pages: neighbours of a drawing, and digits to read aloud."""

from pathlib import Path

import numpy as np

from digits import mnist
from digits.atomic_write import atomic_write

PER_DIGIT = 100
_SEED = 1


def write(path: Path) -> None:
    """Write ``images`` (1000, 28, 28) uint8, ``labels`` (1000,) uint8 and ``places`` (1000,), each image's in MNIST."""
    split = mnist.load("train")
    generator = np.random.default_rng(_SEED)
    chosen = [generator.choice(np.flatnonzero(split.labels == digit), PER_DIGIT, replace=False) for digit in range(10)]
    places = np.sort(np.concatenate(chosen))
    with atomic_write(path) as hidden, hidden.open("wb") as file:
        np.savez_compressed(file, images=split.images[places], labels=split.labels[places], places=places)
