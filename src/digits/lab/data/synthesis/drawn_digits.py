"""Synthetic digits: shapes of `digit_shapes` with random variations, for training on national shapes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.image import normalize_strokes
from digits.lab.data.synthesis.digit_shapes import Points, Shape, Stroke, curve, shapes_of
from digits.metrics import CLASSES
from digits.mnist import Split


@dataclass(frozen=True)
class Variation:
    """The amounts of random variation of a shape; lengths are in heights of the digit.

    Attributes:
        jitter: standard deviation of each control point.
        drift: standard deviation of each stroke as a whole, after the first.
        slant: mean and standard deviation, horizontal per vertical.
        width: standard deviation of the logarithm of the factor of the width.
        rounded: probability that all corners are rounded.
        pens: the smallest and the largest pen width.
    """

    jitter: float = 0.045
    drift: float = 0.045
    slant: tuple[float, float] = (0.15, 0.2)
    width: float = 0.3
    rounded: float = 0.25
    pens: tuple[float, float] = (0.05, 0.2)


VARIATION = Variation()


def draw_digits(count: int, seed: int, variation: Variation = VARIATION) -> Split:
    """Draw digits, with equal numbers of each class within one.

    Args:
        count: how many.
        seed: the same seed gives the same digits.
        variation: the amounts of variation.

    Returns:
        (count, 28, 28) uint8 images, normalized as the recognizer does with strokes, and labels, in random order.
    """
    generator = np.random.default_rng(seed)
    labels = generator.permutation(np.arange(count) % CLASSES).astype(np.uint8)
    weights = {digit: np.array([shape.weight for shape in shapes_of(digit)]) for digit in range(CLASSES)}
    images = np.zeros((count, 28, 28), np.uint8)
    for image, digit in zip(images, labels, strict=True):
        weight = weights[int(digit)]
        shape = shapes_of(int(digit))[generator.choice(len(weight), p=weight / weight.sum())]
        image[:] = draw(shape, generator, variation)
    return Split(images, labels)


def draw(shape: Shape, generator: np.random.Generator, variation: Variation = VARIATION) -> npt.NDArray[np.uint8]:
    """Draw a shape with random variation: a normalized image, (28, 28) uint8."""
    thin, thick = np.log(variation.pens)
    pen = float(np.exp(generator.uniform(thin, thick)))
    lines = [[(float(x), float(y)) for x, y in line] for line in vary(shape, generator, variation)]
    normalized = normalize_strokes(lines, pen).image
    if normalized is None:
        raise ValueError(f"the shape {shape.digit} {shape.name} leaves no ink")
    return normalized


def vary(shape: Shape, generator: np.random.Generator, variation: Variation = VARIATION) -> list[Points]:
    """The strokes of a shape with random variation: curves (M, 2)."""
    slant = generator.normal(*variation.slant)
    width = float(np.exp(generator.normal(0, variation.width)))
    rounded = generator.random() < variation.rounded
    lines = []
    for number, stroke in enumerate(shape.strokes):
        moved = stroke.points + generator.normal(0, variation.jitter, stroke.points.shape)
        if number:
            moved += generator.normal(0, variation.drift, 2)
        corners = np.zeros_like(stroke.corners) if rounded else stroke.corners
        line = curve(Stroke(moved, corners))
        lines.append(np.stack((width * line[:, 0] - slant * line[:, 1], line[:, 1]), axis=1))
    return lines
