"""Synthetic non-digits: scribbles, shapes, doodles, letters, and digits cut, joined or crossed out.

Every family is a function from a generator to one normalized image, and the same generator state gives the same image.
Shapes that are written as digits are (circles, squares, upright lines) are in none of them.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from digits.image import normalize_picture, normalize_strokes
from digits.lab.data.synthesis.doodles import DOODLES, SHAPES, Points, line, varied
from digits.mnist import Split

Bytes = npt.NDArray[np.uint8]
Maker = Callable[[np.random.Generator, Split], Bytes | None]

PRINTED = "ACEFGHKLMNPRTUVWXacefhkmntuvwx?#%&@$+=*<>~^"
"""Printed characters that do not look like digits."""

_HALVES = ((0, "top"), (0, "bottom"), (2, "bottom"), (3, "bottom"), (5, "top"), (7, "top"))
"""Halves of digits that do not look like digits; half an 8 may look like a 0, and half a 0 like a 1."""

_ENLARGED = 4  # pixels to each of MNIST's when digits are composed
_PEN = (0.05, 0.17)  # of the drawing's longest side


def make(family: str, count: int, generator: np.random.Generator, digits: Split) -> Bytes:
    """Normalized images of one family, (count, 28, 28) uint8.

    Args:
        family: one of `FAMILIES`.
        count: how many.
        generator: the source of chance.
        digits: MNIST's images that are cut, joined and crossed out.
    """
    maker = FAMILIES[family]
    images: list[Bytes] = []
    while len(images) < count:
        made = maker(generator, digits)
        if made is not None:
            images.append(made)
    return np.stack(images) if images else np.zeros((0, 28, 28), np.uint8)


def _scribble(generator: np.random.Generator, _: Split) -> Bytes | None:
    """One to three long strokes whose direction wanders: too many turns for a digit."""
    return _draw([_wandering(generator) for _ in range(generator.integers(1, 4))], generator)


def _wandering(generator: np.random.Generator) -> Points:
    steps = int(generator.integers(25, 90))
    turns = generator.normal(0, generator.uniform(0.4, 1.1), steps)
    turning = generator.uniform(-0.25, 0.25) + np.convolve(turns, np.ones(3) / 3, "same")
    angle = generator.uniform(0, 2 * np.pi) + np.cumsum(turning)
    steps_taken = np.stack([np.cos(angle), np.sin(angle)], axis=1) * generator.uniform(0.5, 1.5, (steps, 1))
    pull = np.cumsum(steps_taken, axis=0)
    return np.asarray(pull - np.linspace(0, generator.uniform(0.3, 1), steps)[:, None] * pull[-1])


def _shape(generator: np.random.Generator, _: Split) -> Bytes | None:
    """Triangles, stars, arrows, crosses, zigzags, spirals."""
    return _draw(varied(SHAPES[generator.integers(len(SHAPES))](generator), generator), generator)


def _doodle(generator: np.random.Generator, _: Split) -> Bytes | None:
    """A tick, a heart, a face, a house, a flower, and the like."""
    return _draw(varied(DOODLES[generator.integers(len(DOODLES))](generator), generator), generator)


def _lines(generator: np.random.Generator, _: Split) -> Bytes | None:
    """One to five straight lines that lie rather than stand, or stand side by side."""
    count = int(generator.integers(1, 6))
    if count > 1 and generator.random() < 0.3:
        strokes = [line((place, 0), (place, 4)) for place in np.linspace(0, count, count)]
    else:
        slopes = generator.uniform(-0.4, 0.4, count)
        strokes = [line((0, 2.0 * place), (4, 2.0 * place + 4 * slopes[0])) for place in range(count)]
        if generator.random() < 0.5:
            strokes = [line((0, 0), (4, 4 * slope)) for slope in slopes]
    return _draw(varied(strokes, generator), generator)


def _dots(generator: np.random.Generator, _: Split) -> Bytes | None:
    """One to six dots, or a filled blot."""
    ink = np.zeros((112, 112))
    rows, columns = np.mgrid[:112, :112]
    count = int(generator.integers(1, 7))
    for _one in range(count):
        across, down = generator.uniform(20, 92, 2)
        wide = generator.uniform(4, 10) if count > 1 else generator.uniform(6, 40)
        high = wide * generator.uniform(0.75, 1.35)
        ink += ((columns - across) / wide) ** 2 + ((rows - down) / high) ** 2 < 1
    return _normalized(np.where(ink > 0, 255, 0).astype(np.uint8))


def _texture(generator: np.random.Generator, _: Split) -> Bytes | None:
    """Noise, coarse or fine, gratings and chequers that fill the image."""
    rows, columns = np.mgrid[:20, :20]
    kind = generator.integers(3)
    if kind == 0:
        cells = int(generator.choice([4, 5, 10, 20]))
        picture = np.kron(generator.random((cells, cells)), np.ones((20 // cells, 20 // cells)))
    else:
        across, down = generator.uniform(0.6, 3, 2) * generator.choice([-1, 1], 2)
        waves = np.sin(across * columns + down * rows + generator.uniform(0, 6))
        picture = waves if kind == 1 else waves * np.sin(down * columns - across * rows)
    level = np.quantile(picture, generator.uniform(0.3, 0.7))
    inked = np.where(picture > level, 255, 0) if generator.random() < 0.5 else 255 * (picture - picture.min())
    return np.pad(np.clip(inked, 0, 255).astype(np.uint8), 4)


def _printed(generator: np.random.Generator, _: Split) -> Bytes | None:
    """A printed character, slanted, stretched and broadened."""
    page = Image.new("L", (160, 160))
    character = PRINTED[generator.integers(len(PRINTED))]
    ImageDraw.Draw(page).text(
        (80, 80), character, 255, _font(), anchor="mm", stroke_width=int(generator.integers(0, 5))
    )
    slant, wider = generator.uniform(-0.3, 0.3), generator.uniform(0.75, 1.3)
    turned = page.rotate(generator.uniform(-15, 15), Image.Resampling.BILINEAR)
    across = (wider, slant, 80 - 80 * (wider + slant), 0, 1, 0)
    return _normalized(
        np.asarray(turned.transform((160, 160), Image.Transform.AFFINE, across, Image.Resampling.BILINEAR))
    )


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(90)


def _crossed_out(generator: np.random.Generator, digits: Split) -> Bytes | None:
    """A digit under three to six strokes to and fro."""
    digit = Image.fromarray(_enlarged(_any(generator, digits)))
    turns = int(generator.integers(4, 8))
    across = np.where(np.arange(turns) % 2, generator.uniform(75, 105, turns), generator.uniform(5, 35, turns))
    down = np.sort(generator.uniform(10, 102, turns))
    points = [(float(x), float(y)) for x, y in zip(across, down, strict=True)]
    ImageDraw.Draw(digit).line(points, fill=255, width=int(generator.integers(6, 12)), joint="curve")
    return _normalized(np.asarray(digit))


def _jigsaw(generator: np.random.Generator, digits: Split) -> Bytes | None:
    """Quarters of digits at wrong places, each turned; or half a digit."""
    if generator.random() < 0.3:
        digit, half = _HALVES[generator.integers(len(_HALVES))]
        image = _any(generator, digits, digit)
        return _normalized(_enlarged(image[:13] if half == "top" else image[15:]))
    image, other = _any(generator, digits)[4:24, 4:24], _any(generator, digits)[4:24, 4:24]
    quarters = [one[rows, columns] for one in (image, other) for rows in _PARTS for columns in _PARTS]
    turned = [np.rot90(quarters[place], int(generator.integers(1, 4))) for place in generator.permutation(8)[:4]]
    return _normalized(_enlarged(np.block([turned[:2], turned[2:]])))


_PARTS = (slice(0, 10), slice(10, 20))


def _pair(generator: np.random.Generator, digits: Split) -> Bytes | None:
    """Two digits, side by side or one above the other, apart or touching."""
    first, second = _cropped(_any(generator, digits)), _cropped(_any(generator, digits))
    if generator.random() < 0.2:
        return _normalized(_joined(first.T, second.T, generator).T)
    return _normalized(_joined(first, second, generator))


def _digit_and_piece(generator: np.random.Generator, digits: Split) -> Bytes | None:
    """A digit, and at one side of it a good part of its neighbour."""
    digit, other = _cropped(_any(generator, digits)), _cropped(_any(generator, digits))
    if other.shape[1] < 10 * _ENLARGED:
        return None
    part = int(other.shape[1] * generator.uniform(0.4, 0.7))
    if generator.random() < 0.5:
        return _normalized(_joined(digit, other[:, :part], generator))
    return _normalized(_joined(other[:, -part:], digit, generator))


def _joined(first: Bytes, second: Bytes, generator: np.random.Generator) -> Bytes:
    """Two inks beside each other, up to 3 of MNIST's pixels over each other or 5 apart, one shifted up or down."""
    gap = int(generator.integers(-3 * _ENLARGED, 5 * _ENLARGED))
    shift = int(generator.integers(-3 * _ENLARGED, 3 * _ENLARGED + 1))
    height = max(len(first), len(second)) + abs(shift)
    width = max(first.shape[1] + second.shape[1] + gap, first.shape[1], second.shape[1])
    page = np.zeros((height, width), np.uint8)
    page[max(-shift, 0) :][: len(first), : first.shape[1]] = first
    place = page[max(shift, 0) :][: len(second), width - second.shape[1] :]
    np.maximum(place, second, out=place)
    return page


def _any(generator: np.random.Generator, digits: Split, digit: int | None = None) -> Bytes:
    """An image of any digit, or of the one asked for."""
    there = np.arange(len(digits.labels)) if digit is None else np.flatnonzero(digits.labels == digit)
    return np.asarray(digits.images[there[generator.integers(len(there))]])


def _enlarged(image: Bytes) -> Bytes:
    size = (image.shape[1] * _ENLARGED, image.shape[0] * _ENLARGED)
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BICUBIC))


def _cropped(image: Bytes) -> Bytes:
    """The ink in its box, enlarged."""
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    return _enlarged(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _draw(strokes: list[Points], generator: np.random.Generator) -> Bytes | None:
    extent = float(np.ptp(np.concatenate(strokes), axis=0).max())
    lines = [[(float(x), float(y)) for x, y in stroke] for stroke in strokes]
    return normalize_strokes(lines, max(extent, 1e-3) * generator.uniform(*_PEN)).image


def _normalized(ink: Bytes) -> Bytes | None:
    """Ink on a page of its own, as the recognizer sees it; None where it finds none."""
    return normalize_picture(Image.fromarray(255 - np.pad(ink, 8))).image


FAMILIES: dict[str, Maker] = {
    "scribbles": _scribble,
    "shapes": _shape,
    "doodles": _doodle,
    "lines": _lines,
    "dots": _dots,
    "textures": _texture,
    "printed letters": _printed,
    "crossed out": _crossed_out,
    "jigsaws": _jigsaw,
    "pairs": _pair,
    "digit and piece": _digit_and_piece,
}
"""The generator of each family."""
