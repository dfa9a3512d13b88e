"""Pictures and drawings of numbers, composed of single digits that are spaced or touching.

The digits of one string are of one writer, as on paper. What is drawn at random: the height of the digits (28 to 90
pixels), each digit's own size (within 8 %) and height above the line (within 6 % of the digits' height), the gaps (from
5 % to 60 % of that height in a string, measured where two neighbours come closest), the tilt of the whole (within 4
degrees), the colours of pen and paper, the paper's noise (standard deviation 0 to 3 grey levels), and whether a ruled
line runs below.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digits import mnist
from digits.image import Strokes

Bytes = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
Box = tuple[int, int, int, int]

MARKS = "-,"
"""The characters of a number besides digits."""

_FINER = 4  # times as fine as the picture: what marks are drawn on before they are reduced
_INK = 64  # from this level on a pixel counts as ink when digits are brought together
_RULES = ((150, 180, 220), (200, 200, 200), (220, 160, 160))  # blue, grey and red rules


@dataclass(frozen=True)
class StringPicture:
    """A picture of a number: (H, W, 3) uint8, its digits from left to right, and the box of each in pixels."""

    picture: Bytes
    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class StringStrokes:
    """A drawing of a number: strokes of points (x, y), y downwards, its digits, and the box of each."""

    strokes: list[list[tuple[float, float]]]
    text: str
    boxes: tuple[tuple[float, float, float, float], ...]


def pictures(  # noqa: PLR0913, PLR0917 - each says one thing of how the strings are composed
    count: int,
    length: int,
    seed: int,
    touching: bool = False,
    fold: int = 0,
    ruled: bool = False,
    marks: bool = False,
) -> Iterator[StringPicture]:
    """Strings of MNIST's training images, each by one writer of a fold; the same again for the same arguments.

    Args:
        count: how many strings.
        length: digits in each.
        seed: of everything that is drawn at random.
        touching: whether at least one pair of neighbours is joined; else none is.
        fold: whose writers; see `digits.mnist.folds`.
        ruled: whether a ruled line runs below the digits.
        marks: whether a minus may stand in front, and a decimal comma or point between two digits.

    Raises:
        DataError: MNIST or its writers are neither found nor fetched.
    """
    split = mnist.load("train")
    by_writer = writers_of([fold], length)
    for index in range(count):
        generator = np.random.default_rng((seed, index))
        chosen = generator.choice(by_writer[generator.integers(len(by_writer))], length, replace=False)
        text = "".join(str(label) for label in split.labels[chosen])
        if marks:
            text = marked(text, generator)
        yield compose(list(split.images[chosen]), text, generator, touching, ruled)


def writers_of(folds: Sequence[int], images: int) -> list[npt.NDArray[np.intp]]:
    """The indices of the training images of each writer of these folds with at least this many images."""
    places = np.flatnonzero(np.isin(mnist.folds(), folds))
    return [one for one in _grouped(places, mnist.writers()[places]) if len(one) >= images]


def marked(text: str, generator: np.random.Generator) -> str:
    """Perhaps a minus in front, and perhaps a comma after any digit but the last."""
    if len(text) > 1 and generator.random() < 0.5:
        place = int(generator.integers(1, len(text)))
        text = f"{text[:place]},{text[place:]}"
    return "-" + text if generator.random() < 0.4 else text


def _grouped(places: npt.NDArray[np.intp], writers: npt.NDArray[np.int32]) -> list[npt.NDArray[np.intp]]:
    order = np.argsort(writers, kind="stable")
    changes = np.flatnonzero(np.diff(writers[order])) + 1
    return np.split(places[order], changes)


def compose(
    digits: Sequence[Bytes], text: str, generator: np.random.Generator, touching: bool = False, ruled: bool = False
) -> StringPicture:
    """Write digits side by side on paper.

    Args:
        digits: of (28, 28) uint8, 255 = ink.
        text: what they are, and the marks between them: "-" in front, "," for a decimal comma or point.
        generator: of everything that is drawn at random.
        touching: whether at least one pair of neighbours is joined; else none is.
        ruled: whether a ruled line runs below the digits.
    """
    ink, boxes, height = written(digits, text, generator, touching)
    return StringPicture(_on_paper(ink, height, ruled, generator), text, boxes)


def written(
    digits: Sequence[Bytes], text: str, generator: np.random.Generator, touching: bool = False
) -> tuple[Bytes, tuple[Box, ...], float]:
    """The ink alone of digits side by side, see `compose`: (H, W) uint8; the box of each, and the digits' height."""
    height = float(generator.uniform(28, 90))
    rest = iter(digits)
    parts = [
        _mark(character, height, generator)
        if character in MARKS
        else _enlarged(next(rest), height * generator.uniform(0.92, 1.08))
        for character in text
    ]
    apart = np.array([first in MARKS or second in MARKS for first, second in pairwise(text)], bool)
    joined = _joined_pairs(apart, generator) if touching else np.zeros(len(parts) - 1, bool)
    layers = _side_by_side(parts, text, height, joined, generator)
    angle = float(generator.uniform(-4, 4))
    layers = [np.array(Image.fromarray(one).rotate(angle, Image.Resampling.BICUBIC, expand=True)) for one in layers]
    return np.maximum.reduce(layers), tuple(_box(layer) for layer in layers), height


def _enlarged(digit: Bytes, height: float) -> Bytes:
    """The ink in its box, 20 of MNIST's pixels becoming `height`."""
    left, top, right, bottom = _box(digit, 1)
    scale = height / 20
    size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
    return np.array(Image.fromarray(digit[top:bottom, left:right]).resize(size, Image.Resampling.BICUBIC))


def _box(ink: Bytes, level: int = _INK) -> Box:
    rows, columns = np.flatnonzero((ink >= level).any(1)), np.flatnonzero((ink >= level).any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _mark(character: str, height: float, generator: np.random.Generator) -> Bytes:
    """The ink of a minus, or of a comma or point, drawn with a pen of its own width."""
    pen = height * generator.uniform(0.06, 0.14)
    if character == "-":
        size = height * generator.uniform(0.25, 0.7), height * generator.uniform(-0.06, 0.06)
    else:
        fall = generator.uniform(0, 0.25) if generator.random() < 0.7 else 0.0
        size = -height * fall * generator.uniform(0, 0.8), height * fall
    side = round(2 * height)
    middle = side / 2
    ends = [(middle - x, middle - y) for x, y in ((size[0] / 2, size[1] / 2), (-size[0] / 2, -size[1] / 2))]
    canvas = Image.new("L", (side * _FINER, side * _FINER))
    draw = ImageDraw.Draw(canvas)
    draw.line([(x * _FINER, y * _FINER) for x, y in ends], 255, round(pen * _FINER))
    for x, y in ends:
        draw.circle((x * _FINER, y * _FINER), pen / 2 * _FINER, 255)
    ink = np.array(canvas.reduce(_FINER))
    left, top, right, bottom = _box(ink, 1)
    return ink[top:bottom, left:right]


def _joined_pairs(apart: npt.NDArray[np.bool_], generator: np.random.Generator) -> npt.NDArray[np.bool_]:
    joined = generator.random(len(apart)) < 0.5
    joined[generator.choice(np.flatnonzero(~apart))] = True
    return joined & ~apart


def _side_by_side(
    parts: list[Bytes], text: str, height: float, joined: npt.NDArray[np.bool_], generator: np.random.Generator
) -> list[Bytes]:
    """Each digit on a layer of its own, all of one size."""
    margin = round(1.5 * height)
    base = margin + round(height)
    spacing = generator.uniform(0.05, 0.6)
    size = base + margin, sum(part.shape[1] + margin for part in parts) + 2 * margin
    layers: list[Bytes] = []
    ink = np.zeros(size, np.uint8)
    for index, part in enumerate(parts):
        bottom = base + round(height * generator.uniform(-0.06, 0.06))
        if text[index] == "-":
            bottom -= round(height * generator.uniform(0.35, 0.6))
        elif text[index] == ",":
            bottom += round(len(part) * generator.uniform(0, 0.8))
        top = bottom - len(part)
        left = margin
        if index:
            contact = _contact(ink, part, top)
            overlap = height * generator.uniform(0.0, 0.06)
            gap = max(3.0, height * max(0.05, spacing * generator.uniform(0.6, 1.4)))
            left = contact - round(overlap) - 1 if joined[index - 1] else contact + round(gap)
        layer = np.zeros(size, np.uint8)
        layer[top : top + part.shape[0], left : left + part.shape[1]] = part
        layers.append(layer)
        ink = np.maximum(ink, layer)
    width = max(_box(layer)[2] for layer in layers) + margin
    return [layer[:, :width] for layer in layers]


def _contact(ink: Bytes, part: Bytes, top: int) -> int:
    """How far left a digit can go until its ink meets what is written, in the same row or the next."""
    written = ink[top : top + len(part)] >= _INK
    own = part >= _INK
    width = ink.shape[1]
    right = np.where(written.any(1), width - np.argmax(written[:, ::-1], 1), -width)
    right = np.maximum(right, np.maximum(np.roll(right, 1), np.roll(right, -1)))
    left = np.where(own.any(1), np.argmax(own, 1), width)
    return max(int((right - left).max()), 0)


def _on_paper(ink: Bytes, height: float, ruled: bool, generator: np.random.Generator) -> Bytes:
    paper = np.full((*ink.shape, 3), generator.integers(215, 256, 3), np.float64)
    if ruled:
        thickness = max(1, round(height / 40))
        bottom = min(_box(ink)[3] + round(height * generator.uniform(-0.05, 0.15)), len(ink) - thickness)
        paper[bottom : bottom + thickness] = _RULES[generator.integers(len(_RULES))]
    pen = generator.integers(0, (90, 90, 170))
    share = (ink / 255)[..., None]
    picture = paper * (1 - share) + pen * share + generator.normal(0, generator.uniform(0, 3), paper.shape)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def strokes(digits: Sequence[Strokes], text: str, generator: np.random.Generator) -> StringStrokes:
    """Drawings of digits, brought to one height, side by side as one drawing, in the order of writing.

    Args:
        digits: the strokes of each digit.
        text: what they are.
        generator: of sizes (within 8 %), heights above the line (within 6 %) and gaps (from -2 % to 60 % of the
            digits' height between the boxes of neighbours).
    """
    spacing = generator.uniform(0.1, 0.6)
    drawn: list[list[tuple[float, float]]] = []
    boxes = []
    right = 0.0
    for digit in digits:
        points = np.concatenate([np.asarray(stroke, np.float64) for stroke in digit])
        low, high = points.min(0), points.max(0)
        scale = 100 * generator.uniform(0.92, 1.08) / max(float((high - low).max()), 1e-9)
        left = right + 100 * spacing * generator.uniform(-0.02 / spacing, 1.0)
        top = 100 - scale * (high - low)[1] + 100 * generator.uniform(-0.06, 0.06)
        shift = np.array((left, top)) - scale * low
        drawn += [[(float(x), float(y)) for x, y in np.asarray(s, np.float64) * scale + shift] for s in digit]
        corner = high * scale + shift
        boxes.append((left, top, float(corner[0]), float(corner[1])))
        right = float(corner[0])
    return StringStrokes(drawn, text, tuple(boxes))
