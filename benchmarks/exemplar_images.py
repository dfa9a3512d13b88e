"""The thousand MNIST images that come with the package; rivals have no package to read them with."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FILE = Path(__file__).parents[1] / "src/digits/exemplars.npz"


@cache
def exemplar_images() -> "npt.NDArray[np.uint8]":
    """Return (1,000, 28, 28), 0 = background, 255 = full ink, in mixed order."""
    import numpy as np

    with np.load(FILE) as file:
        images: npt.NDArray[np.uint8] = file["images"]
    return images[np.random.default_rng(1).permutation(len(images))]


def repeated(count: int) -> "npt.NDArray[np.uint8]":
    """Return (count, 28, 28): the images over and over."""
    import numpy as np

    return np.resize(exemplar_images(), (count, 28, 28))


def as_input(images: "npt.NDArray[np.uint8]") -> "npt.NDArray[np.float32]":
    """Return images as the networks take them: float32 (N, 28, 28, 1)."""
    return images[..., None].astype("float32")
