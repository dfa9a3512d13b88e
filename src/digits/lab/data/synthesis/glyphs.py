"""Glyphs of a handwritten number as ink: digits of MNIST's writers and of national shapes, marks, and letters.

A glyph is an array (h, w) float32, 0 = paper, 1 = full ink, cut to its ink. Its height follows from the size of the
writing: a digit that fills 20 of MNIST's pixels is as high as the writing.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from digits.lab.data.synthesis.digit_shapes import shapes_of
from digits.lab.data.synthesis.doodles import DOODLES, SHAPES, varied
from digits.lab.data.synthesis.drawn_digits import Variation, vary
from digits.mnist import Split

Floats = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]

MARKS = ",-/"
"""Decimal mark, minus sign and slash: what a number holds besides digits."""

_MNIST_HEIGHT = 20  # pixels of a digit's longest side in MNIST
_FINER = 3  # times the final resolution at which strokes are drawn
_FINEST = 4  # times MNIST's resolution at which its strokes are made thinner or thicker
_FAINTEST = 0.08  # of full ink, from which a pixel belongs to a glyph
_VARIATION = Variation(slant=(0.0, 0.08))


@dataclass(frozen=True)
class Hand:
    """How one person writes.

    Attributes:
        images: (N, 28, 28) this writer's MNIST images; empty: digits are drawn from national shapes.
        labels: (N,) of `images`.
        pen: width as a share of the height of the writing.
        threshold, steepness: of the ink of MNIST images: a high threshold thins strokes, a steep edge sharpens them.
        slant: horizontal shift per height, in addition to the digits' own.
        uneven: standard deviation of the logarithm of sizes.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    pen: float
    threshold: float
    steepness: float
    slant: float
    uneven: float


def random_hand(generator: np.random.Generator, split: Split, writers: list[npt.NDArray[np.intp]]) -> Hand:
    """Choose a writer and a pen.

    Args:
        generator: the source of chance.
        split: MNIST's training images.
        writers: indices of each writer's images in `split`.
    """
    drawn = generator.random() < 0.4
    own = writers[generator.integers(len(writers))][: 0 if drawn else None]
    return Hand(
        split.images[own],
        split.labels[own],
        pen=float(np.exp(generator.uniform(np.log(0.03), np.log(0.2)))),
        threshold=float(generator.uniform(0.25, 0.7)),
        steepness=float(generator.uniform(1.2, 5)),
        slant=float(generator.normal(0.0, 0.1)),
        uneven=float(generator.uniform(0.0, 0.12)),
    )


def digit(
    hand: Hand, value: int | None, height: float, angle: float, generator: np.random.Generator
) -> tuple[Floats, int]:
    """Write a digit.

    Args:
        hand: who writes.
        value: which digit; None: any.
        height: of the writing, in pixels.
        angle: of the line of text, in radians, clockwise.
        generator: the source of chance.

    Returns:
        The glyph, and its digit.
    """
    size = height * float(np.exp(generator.normal(0, hand.uneven)))
    there = np.flatnonzero(hand.labels == value) if value is not None else np.arange(len(hand.labels))
    if len(there):
        index = there[generator.integers(len(there))]
        return _of_mnist(hand.images[index], hand, size, angle, generator), int(hand.labels[index])
    value = int(generator.integers(10)) if value is None else value
    shapes = shapes_of(value)
    weights = np.array([shape.weight for shape in shapes])
    shape = shapes[generator.choice(len(shapes), p=weights / weights.sum())]
    strokes = vary(shape, generator, _VARIATION)
    return draw(strokes, size, hand.pen * size, hand.slant + 0.15, angle), value


def mark(character: str, hand: Hand, height: float, angle: float, generator: np.random.Generator) -> Floats:
    """Write a decimal mark, a minus sign or a slash; see `digit`."""
    width = max(hand.pen if not len(hand.labels) else generator.uniform(0.06, 0.15), 1.5 / height) * height
    if character == "-":
        long, rise = generator.uniform(0.25, 0.7), generator.uniform(-0.06, 0.06)
        line = np.array([(0, 0), (long, rise)])
    elif character == "/":
        line = np.array([(generator.uniform(0.2, 0.75), 0), (0, generator.uniform(1.0, 1.5))])
    elif generator.random() < 0.5:
        line = np.array([(0, 0), (0.02, 0.0)])
        width *= generator.uniform(1.0, 1.5)
    else:
        fall = generator.uniform(0.08, 0.35)
        line = np.array([(fall * generator.uniform(-0.1, 0.9), 0), (0, fall)])
    return _strokes([line * height], width, 0.0, angle)


def letter(hand: Hand, height: float, angle: float, generator: np.random.Generator, letters: list[Floats]) -> Floats:
    """Write a letter of another script or a doodle; see `digit`."""
    if generator.random() < 0.75 and letters:
        image = letters[generator.integers(len(letters))]
        return _transformed(image, height * generator.uniform(0.7, 1.2) / image.shape[0], hand.slant, angle)
    kinds = (*SHAPES, *DOODLES)
    return draw(
        varied(kinds[generator.integers(len(kinds))](generator), generator), height, hand.pen * height, 0, angle
    )


def printed(text: str, height: float, generator: np.random.Generator) -> Floats:
    """Print text in one of the fonts at hand."""
    fonts = _fonts()
    font = ImageFont.truetype(fonts[generator.integers(len(fonts))], max(8, round(height * 1.35)))
    left, top, right, bottom = font.getbbox(text)
    page = Image.new("L", (int(right - left) + 4, int(bottom - top) + 4))
    ImageDraw.Draw(page).text((2 - left, 2 - top), text, 255, font)
    return _cut(np.asarray(page, np.float32) / np.float32(255))


@cache
def _fonts() -> list[str]:
    import matplotlib as mpl

    return sorted(str(path) for path in Path(mpl.get_data_path(), "fonts", "ttf").glob("DejaVu*.ttf"))


def draw(strokes: list[Points], height: float, width: float, slant: float, angle: float) -> Floats:
    """Draw strokes, scaled to a height (or, where they are wider than high, to that width)."""
    everything = np.concatenate(strokes)
    low, extent = everything.min(0), np.ptp(everything, axis=0)
    scale = height / max(float(extent.max()), 1e-6)
    return _strokes([(stroke - low) * scale for stroke in strokes], width, slant, angle)


def _strokes(strokes: list[Points], width: float, slant: float, angle: float) -> Floats:
    """Draw strokes in pixels, slanted and turned."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    lean = np.array([[1.0, 0.0], [-slant, 1.0]])
    turned = [stroke @ lean @ turn for stroke in strokes]
    everything = np.concatenate(turned)
    margin = width + 2
    low = everything.min(0) - margin
    size = np.ceil(np.ptp(everything, axis=0) + 2 * margin).astype(int)
    page = Image.new("L", (int(size[0]) * _FINER, int(size[1]) * _FINER))
    pen = ImageDraw.Draw(page)
    radius = width * _FINER / 2
    for stroke in turned:
        points = [(float(x), float(y)) for x, y in (stroke - low) * _FINER]
        pen.line(points, 255, max(1, round(2 * radius)), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return _cut(np.asarray(page.reduce(_FINER), np.float32) / np.float32(255))


def _of_mnist(
    image: npt.NDArray[np.uint8], hand: Hand, size: float, angle: float, generator: np.random.Generator
) -> Floats:
    fine = Image.fromarray(image).resize((28 * _FINEST, 28 * _FINEST), Image.Resampling.BICUBIC)
    ink = np.asarray(fine, np.float32) / np.float32(255)
    ink = np.clip((ink - hand.threshold) * hand.steepness + 0.5, 0, 1)
    if ink.max() < 0.5:
        ink = np.asarray(fine, np.float32) / np.float32(255)
    return _transformed(ink, size / (_MNIST_HEIGHT * _FINEST), hand.slant + generator.normal(0, 0.03), angle)


def _transformed(ink: npt.NDArray[np.floating], scale: float, slant: float, angle: float) -> Floats:
    """Scale, slant and turn ink about its middle."""
    height, width = ink.shape
    side = int(np.ceil(max(height, width) * scale * 1.5)) + 4
    forward = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.array(
        [[1.0, -slant], [0.0, 1.0]]
    )
    back = np.linalg.inv(forward)
    finer = 2 if scale < 1 else 1
    back = back / (scale * finer)
    middle = np.array([width / 2, height / 2]) - back @ np.full(2, side * finer / 2)
    page = Image.fromarray((ink * 255).astype(np.uint8)).transform(
        (side * finer, side * finer),
        Image.Transform.AFFINE,
        (back[0, 0], back[0, 1], middle[0], back[1, 0], back[1, 1], middle[1]),
        Image.Resampling.BILINEAR,
    )
    if finer > 1:
        page = page.reduce(finer)
    return _cut(np.asarray(page, np.float32) / np.float32(255))


def _cut(ink: npt.NDArray[np.floating]) -> Floats:
    rows, columns = (np.flatnonzero((ink > _FAINTEST).any(axis)) for axis in (1, 0))
    if not len(rows):
        return np.ones((1, 1), np.float32)
    return np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.float32)
