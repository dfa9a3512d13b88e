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
    histogram = histogram_of(images)
    shares = histogram / histogram.sum()
    levels = np.arange(256)
    mean = float(shares @ levels)
    deviation = float(np.sqrt(shares @ (levels - mean) ** 2))
    paper, full = float(shares[0]), float(shares[250:].sum())
    never = int((images.max(axis=0) == 0).sum())
    return GreyLevels(mean, deviation, paper, full, 1 - paper - full, never)


def histogram_of(images: Images) -> npt.NDArray[np.int64]:
    """(256,) how many pixels have each grey level."""
    return np.bincount(images.ravel(), minlength=256).astype(np.int64)


def class_means(images: Images, labels: npt.NDArray[np.integer]) -> Floats:
    """(10, 28, 28) the mean image of each digit."""
    return np.array([images[labels == digit].mean(axis=0) for digit in range(CLASSES)])


def class_deviations(images: Images, labels: npt.NDArray[np.integer]) -> Floats:
    """(10, 28, 28) the standard deviation of each pixel among the images of each digit."""
    return np.array([images[labels == digit].std(axis=0) for digit in range(CLASSES)])


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


def _slant(images: Images) -> Floats:
    rows, columns = np.mgrid[:SIDE, :SIDE]
    grey = images.astype(np.float64)
    centre = centres(images)
    down = rows - centre[:, 0, None, None]
    across = columns - centre[:, 1, None, None]
    spread = np.maximum((grey * down**2).sum(axis=(1, 2)), 1e-9)
    shear = (grey * down * across).sum(axis=(1, 2)) / spread
    return np.asarray(-np.degrees(np.arctan(shear)))


def _width(images: Images) -> Floats:
    grey = np.pad(images.astype(np.float64), ((0, 0), (1, 1), (1, 1)))
    down, across = np.gradient(grey, axis=(1, 2))
    outline = np.hypot(down, across).sum(axis=(1, 2))
    return np.asarray(2 * grey.sum(axis=(1, 2)) / np.maximum(outline, 1e-9))


def _extent(lines: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """(N,) from the first to the last true one of (N, 28), both counted."""
    first = lines.argmax(axis=1)
    last = SIDE - lines[:, ::-1].argmax(axis=1)
    return np.where(lines.any(axis=1), last - first, 0)
