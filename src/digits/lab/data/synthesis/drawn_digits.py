"""Digits drawn from the shapes, each by a hand of its own: what networks learn national shapes from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.image import normalize_strokes
from digits.lab.data.synthesis.digit_shapes import Points, Shape, Stroke, curve, shapes_of
from digits.metrics import CLASSES
from digits.mnist import Split


@dataclass(frozen=True)
class Hand:
    """How far a drawing strays from its shape; lengths are in heights of the digit.

    Attributes:
        jitter: standard deviation of each control point.
        drift: standard deviation of each stroke as a whole, after the first.
        slant: mean and standard deviation, horizontal per vertical.
        width: standard deviation of the logarithm of the factor of the width.
        rounded: probability that all corners are rounded.
        pens: the thinnest and the thickest pen.
    """

    jitter: float = 0.045
    drift: float = 0.045
    slant: tuple[float, float] = (0.15, 0.2)
    width: float = 0.3
    rounded: float = 0.25
    pens: tuple[float, float] = (0.05, 0.2)


HAND = Hand()


def drawn(count: int, seed: int, hand: Hand = HAND) -> Split:
    """Draw digits, as many of each digit as of any other within one.

    Args:
        count: how many.
        seed: the same seed gives the same digits.
        hand: how far they stray from the shapes.

    Returns:
        (count, 28, 28) uint8, normalized as the recognizer does with strokes, and the digits, in random order.
    """
    generator = np.random.default_rng(seed)
    labels = generator.permutation(np.arange(count) % CLASSES).astype(np.uint8)
    chances = {digit: [shape.share for shape in shapes_of(digit)] for digit in range(CLASSES)}
    images = np.zeros((count, 28, 28), np.uint8)
    for image, digit in zip(images, labels, strict=True):
        share = np.array(chances[int(digit)])
        shape = shapes_of(int(digit))[generator.choice(len(share), p=share / share.sum())]
        image[:] = draw(shape, generator, hand)
    return Split(images, labels)


def draw(shape: Shape, generator: np.random.Generator, hand: Hand = HAND) -> npt.NDArray[np.uint8]:
    """Draw a shape as one hand would, once: (28, 28) uint8."""
    thin, thick = np.log(hand.pens)
    pen = float(np.exp(generator.uniform(thin, thick)))
    lines = [[(float(x), float(y)) for x, y in line] for line in vary(shape, generator, hand)]
    field = normalize_strokes(lines, pen).image
    if field is None:
        raise ValueError(f"the shape {shape.digit} {shape.name} leaves no ink")
    return field


def vary(shape: Shape, generator: np.random.Generator, hand: Hand = HAND) -> list[Points]:
    """The strokes of a shape as one hand would write them, once: curves (M, 2)."""
    slant = generator.normal(*hand.slant)
    width = float(np.exp(generator.normal(0, hand.width)))
    rounded = generator.random() < hand.rounded
    lines = []
    for number, stroke in enumerate(shape.strokes):
        moved = stroke.points + generator.normal(0, hand.jitter, stroke.points.shape)
        if number:
            moved += generator.normal(0, hand.drift, 2)
        corners = np.zeros_like(stroke.corners) if rounded else stroke.corners
        line = curve(Stroke(moved, corners))
        lines.append(np.stack((width * line[:, 0] - slant * line[:, 1], line[:, 1]), axis=1))
    return lines
