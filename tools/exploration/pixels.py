"""What is measured on the pixels: grey levels, ink, slant, width of the pen, and the two invariants of MNIST's form."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.metrics import CLASSES

Images = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

SIDE = 28
CHUNK = 4_000
"""Images that are worked on as floating-point numbers at once: 25 MB."""


@dataclass(frozen=True)
class GreyLevels:
    """The pixels of many images, all together.

    Attributes:
        mean: grey level, 0 = paper, 255 = full ink.
        deviation: standard deviation, grey levels.
        paper: share of pixels that are exactly 0.
        full: share of pixels of 250 and more.
        between: share of all others.
        never: how many of the 784 places have no ink in any image.
    """

    mean: float
    deviation: float
    paper: float
    full: float
    between: float
    never: int


def grey_levels(images: Images) -> GreyLevels:
    """How dark the pixels of (N, 28, 28) are."""
    paper, full = float((images == 0).mean()), float((images >= 250).mean())
    mean = float(images.mean())
    deviation = float(np.sqrt(_mean_square(images).mean() - mean**2))
    never = int((images.max(axis=0) == 0).sum())
    return GreyLevels(mean, deviation, paper, full, 1 - paper - full, never)


def deviations(images: Images) -> Floats:
    """(28, 28) the standard deviation of each pixel among (N, 28, 28)."""
    return np.asarray(np.sqrt(np.maximum(_mean_square(images) - images.mean(axis=0) ** 2, 0)))


def class_means(images: Images, labels: npt.NDArray[np.integer]) -> Floats:
    """(10, 28, 28) the mean image of each digit."""
    return np.array([images[labels == digit].mean(axis=0) for digit in range(CLASSES)])


def class_deviations(images: Images, labels: npt.NDArray[np.integer]) -> Floats:
    """(10, 28, 28) the standard deviation of each pixel among the images of each digit."""
    return np.array([deviations(images[labels == digit]) for digit in range(CLASSES)])


def ink(images: Images) -> Floats:
    """(N,) the sum of all grey levels, in pixels of full ink."""
    return np.asarray(images.reshape(len(images), -1).sum(axis=1, dtype=np.int64) / 255)


def slant(images: Images) -> Floats:
    """(N,) degrees by which each digit leans to the right, negative to the left.

    The angle of the line through the centre of mass which best tells an ink pixel's column by its row (least squares,
    weighted by ink).
    """
    return np.concatenate([_slant(images[at : at + CHUNK]) for at in range(0, len(images), CHUNK)])


def pen_width(images: Images) -> Floats:
    """(N,) the mean width of the stroke, pixels: its area by its length, which is half of its outline.

    The outline is the sum of the lengths of the gradients, since across each edge the grey rises by full ink once.
    """
    return np.concatenate([_width(images[at : at + CHUNK]) for at in range(0, len(images), CHUNK)])


def centres(images: Images) -> Floats:
    """(N, 2) row and column of the centre of mass; a pixel's coordinate is its index."""
    place = np.arange(SIDE)
    mass = np.maximum(images.sum(axis=(1, 2), dtype=np.int64), 1)
    rows = images.sum(axis=2, dtype=np.int64) @ place / mass
    columns = images.sum(axis=1, dtype=np.int64) @ place / mass
    return np.column_stack([rows, columns])


def longest_sides(images: Images) -> npt.NDArray[np.int64]:
    """(N,) the longer side of the box around all ink, pixels; 0 where there is none."""
    inked = images > 0
    rows, columns = np.asarray(inked.any(axis=2)), np.asarray(inked.any(axis=1))
    return np.maximum(_extent(rows), _extent(columns))


def spread_over(values: Floats, labels: npt.NDArray[np.integer], digit: int) -> tuple[float, float, float]:
    """The tenth, the fiftieth and the ninetieth percentile of a digit's values."""
    low, middle, high = np.percentile(values[labels == digit], [10, 50, 90])
    return float(low), float(middle), float(high)


def _mean_square(images: Images) -> Floats:
    """(28, 28) the mean of the squares of each pixel."""
    sums = np.square(images, dtype=np.uint16).sum(axis=0, dtype=np.int64)
    return np.asarray(sums / len(images))


def _slant(images: Images) -> Floats:
    rows, columns = np.mgrid[:SIDE, :SIDE].reshape(2, -1)
    moments = np.column_stack([np.ones(SIDE**2), rows, columns, rows * columns, rows**2])
    mass, down, across, product, square = (images.reshape(len(images), -1).astype(np.float64) @ moments).T
    mass = np.maximum(mass, 1)
    spread = np.maximum(square / mass - (down / mass) ** 2, 1e-9)
    shear = (product / mass - down / mass * (across / mass)) / spread
    return np.asarray(-np.degrees(np.arctan(shear)))


def _width(images: Images) -> Floats:
    grey = np.pad(images.astype(np.float32), ((0, 0), (1, 1), (1, 1)))
    down, across = np.gradient(grey, axis=(1, 2))
    outline = np.hypot(down, across).sum(axis=(1, 2))
    return np.asarray(2 * grey.sum(axis=(1, 2)) / np.maximum(outline, 1e-9), np.float64)


def _extent(lines: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """(N,) from the first to the last true one of (N, 28), both counted."""
    first = lines.argmax(axis=1)
    last = SIDE - lines[:, ::-1].argmax(axis=1)
    return np.where(lines.any(axis=1), last - first, 0)
