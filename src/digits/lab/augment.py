"""Variations of training images: one affine map and one smooth elastic field per image, sampled once.

Rotation, scale, shear and shift are composed into a single map (Simard, Steinkraus and Platt, "Best practices for
convolutional neural networks applied to visual document analysis", 2003, for the idea and the elastic field), so
that an image is interpolated once and stays sharp. The work is done in NumPy on a whole batch.
`benchmarks/augmentation.py` compares it with the alternatives.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SIDE = 28
_CENTRE = (SIDE - 1) / 2
_MARGIN = 1


class AugmentationError(ValueError):
    """An amount out of range."""


@dataclass(frozen=True)
class Augmentation:
    """How far images are varied. Every amount is drawn evenly from [-amount, amount], but for the elastic field.

    Attributes:
        rotation: degrees.
        shift: pixels, on each axis.
        scale: fraction of the size, on each axis by itself for half of it.
        shear: horizontal pixels per vertical pixel.
        elastic: standard deviation of the displacement field, pixels.
        elastic_cells: the field is smooth over SIDE / elastic_cells pixels.
    """

    rotation: float = 0.0
    shift: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    elastic_cells: int = 4

    def __post_init__(self) -> None:
        """Refuse amounts that make no sense."""
        for name in ("rotation", "shift", "scale", "shear", "elastic"):
            if not 0 <= getattr(self, name) < math.inf:
                raise AugmentationError(f"{name} is an amount to either side and cannot be {getattr(self, name)}")
        if self.scale > 0.6:
            raise AugmentationError(f"scale is a fraction of at most 0.6 (each axis adds half of it): {self.scale}")
        if self.elastic_cells < 1:
            raise AugmentationError(f"elastic_cells is at least 1: {self.elastic_cells}")


def augment(
    images: npt.NDArray[np.uint8], how: Augmentation, generator: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Vary every image by a map of its own.

    Args:
        images: (N, 28, 28) uint8.
        how: the amounts.
        generator: the source of chance; the same state gives the same result.

    Returns:
        (N, 28, 28) float32, 0..255.
    """
    x, y = _affine(len(images), how, generator)
    if how.elastic:
        dx, dy = _elastic(len(images), how, generator)
        x, y = x + dx, y + dy
    return _sample(images, x, y)


def _affine(
    count: int, how: Augmentation, generator: np.random.Generator
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Where each pixel of the result comes from, (N, 28, 28) each for x and y."""

    def draw(amount: float) -> npt.NDArray[np.float32]:
        return generator.uniform(-amount, amount, (count, 1, 1)).astype(np.float32)

    angle = np.deg2rad(draw(how.rotation))
    overall, stretch = draw(how.scale), draw(how.scale / 2)
    scale_x, scale_y = 1 + overall + stretch, 1 + overall - stretch
    shear, shift_x, shift_y = draw(how.shear), draw(how.shift), draw(how.shift)
    grid = np.arange(SIDE, dtype=np.float32) - np.float32(_CENTRE)
    row, column = grid[None, :, None] - shift_y, grid[None, None, :] - shift_x
    cosine, sine = np.cos(angle), np.sin(angle)
    x = (cosine * column + sine * row) / scale_x
    y = (cosine * row - sine * column) / scale_y
    return x + shear * y + np.float32(_CENTRE), y + np.float32(_CENTRE)


def _elastic(
    count: int, how: Augmentation, generator: np.random.Generator
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """A smooth displacement of every pixel, (N, 28, 28) each for x and y: noise on a coarse grid, interpolated."""
    knots = how.elastic_cells + 3
    weights = _smoothing(how.elastic_cells)
    noise = generator.standard_normal((2, count, knots, knots), np.float32) * np.float32(how.elastic)
    field = weights @ noise @ weights.T
    return field[0], field[1]


def _smoothing(cells: int) -> npt.NDArray[np.float32]:
    """(28, cells + 3) cubic B-spline weights from knots to pixels, scaled so that white noise keeps its variance."""
    position = np.arange(SIDE)[:, None] * cells / (SIDE - 1) + 1
    distance = np.abs(position - np.arange(cells + 3)[None])
    near = 2 / 3 - distance**2 + distance**3 / 2
    far = np.clip(2 - distance, 0, None) ** 3 / 6
    spline = np.where(distance < 1, near, far)
    return np.asarray(spline / np.sqrt((spline**2).sum(axis=1, keepdims=True)), np.float32)


def _sample(
    images: npt.NDArray[np.uint8], x: npt.NDArray[np.float32], y: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Bilinear interpolation at (x, y), paper outside."""
    padded = np.pad(images, ((0, 0), (_MARGIN, _MARGIN + 1), (_MARGIN, _MARGIN + 1))).astype(np.float32)
    width = padded.shape[2]
    x = np.clip(x, -_MARGIN, SIDE) + _MARGIN
    y = np.clip(y, -_MARGIN, SIDE) + _MARGIN
    column, row = x.astype(np.int32), y.astype(np.int32)
    right, down = x - column.astype(np.float32), y - row.astype(np.float32)
    first = np.arange(len(images), dtype=np.int32)[:, None, None] * (width * width)
    corner = first + row * width + column
    flat = padded.ravel()
    top = flat[corner] * (1 - right) + flat[corner + 1] * right
    corner += width
    bottom = flat[corner] * (1 - right) + flat[corner + 1] * right
    return np.asarray(top * (1 - down) + bottom * down)
