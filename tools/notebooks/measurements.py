"""Slant, stroke width, position and size of 28x28 images."""

import numpy as np
import numpy.typing as npt

Images = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

SIDE = 28
CHUNK = 4_000
"""Images converted to floating point at once: 25 MB."""


def slants(images: Images) -> Floats:
    """(N,) degrees by which each digit leans to the right; negative: to the left.

    The angle of the line through the centre of mass that best predicts an ink pixel's column from its row (least
    squares, weighted by ink).
    """
    return np.concatenate([_slants(images[start : start + CHUNK]) for start in range(0, len(images), CHUNK)])


def stroke_widths(images: Images) -> Floats:
    """(N,) mean stroke width, pixels: the area divided by half of the outline.

    The outline is the sum of the gradients' lengths, because grey rises by full ink once across each edge.
    """
    return np.concatenate([_widths(images[start : start + CHUNK]) for start in range(0, len(images), CHUNK)])


def centres(images: Images) -> Floats:
    """(N, 2) row and column of the centre of mass; a pixel's coordinate is its index."""
    index = np.arange(SIDE)
    mass = np.maximum(images.sum(axis=(1, 2), dtype=np.int64), 1)
    rows = images.sum(axis=2, dtype=np.int64) @ index / mass
    columns = images.sum(axis=1, dtype=np.int64) @ index / mass
    return np.column_stack([rows, columns])


def longest_sides(images: Images) -> npt.NDArray[np.int64]:
    """(N,) the longer side of the ink's bounding box, pixels; 0 without ink."""
    inked = images > 0
    return np.maximum(_extents(np.asarray(inked.any(axis=2))), _extents(np.asarray(inked.any(axis=1))))


def _slants(images: Images) -> Floats:
    rows, columns = np.mgrid[:SIDE, :SIDE].reshape(2, -1)
    moments = np.column_stack([np.ones(SIDE**2), rows, columns, rows * columns, rows**2])
    mass, down, across, product, square = (images.reshape(len(images), -1).astype(np.float64) @ moments).T
    mass = np.maximum(mass, 1)
    spread = np.maximum(square / mass - (down / mass) ** 2, 1e-9)
    shear = (product / mass - down / mass * (across / mass)) / spread
    return np.asarray(-np.degrees(np.arctan(shear)))


def _widths(images: Images) -> Floats:
    grey = np.pad(images.astype(np.float32), ((0, 0), (1, 1), (1, 1)))
    down, across = np.gradient(grey, axis=(1, 2))
    outline = np.hypot(down, across).sum(axis=(1, 2))
    return np.asarray(2 * grey.sum(axis=(1, 2)) / np.maximum(outline, 1e-9), np.float64)


def _extents(lines: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """(N,) from the first to the last true value of (N, 28), both included; 0 where all are false."""
    first = lines.argmax(axis=1)
    last = SIDE - lines[:, ::-1].argmax(axis=1)
    return np.where(lines.any(axis=1), last - first, 0)
