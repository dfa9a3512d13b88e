"""Corruptions of handwriting, such as bleeding ink, stains and folds, each at three strengths.

They measure and train nothing. None of them is one of MNIST-C's fifteen (Mu and Gilmer, "MNIST-C: a robustness
benchmark for computer vision", 2019), which stay unseen here.
"""

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

STRENGTHS = (1, 2, 3)
ENLARGED = 5
"""Pixels of a corrupted picture per pixel of the image, so that edges and corruptions can be finer."""

_MARGIN = 4
_PAPER, _INK = 240, 15
_SIDE = (28 + 2 * _MARGIN) * ENLARGED

Harm = Callable[[Floats, float, np.random.Generator, Floats], Floats]
"""Maps a drawing (H, W), 0 = paper and 1 = ink, an amount and another digit's drawing to the corrupted drawing."""


def corrupt(name: str, image: Bytes, strength: int, generator: np.random.Generator, other: Bytes) -> Bytes:
    """A picture of a corrupted digit, dark on light.

    Args:
        name: one of `CORRUPTIONS`.
        image: (28, 28), 0 = paper, 255 = ink.
        strength: one of `STRENGTHS`; 0 for none.
        generator: where the harm is and how it runs.
        other: another digit, for what is left of one.

    Returns:
        (180, 180) uint8.
    """
    drawing = _enlarge(image)
    if strength:
        harm, amounts = CORRUPTIONS[name]
        drawing = harm(drawing, amounts[strength - 1], generator, _enlarge(other))
    return np.rint(_PAPER - (_PAPER - _INK) * np.clip(drawing, 0, 1)).astype(np.uint8)


def _enlarge(image: Bytes) -> Floats:
    padded = Image.fromarray(np.pad(image, _MARGIN))
    return _floats(padded.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC))


def _floats(picture: Image.Image) -> Floats:
    return np.asarray(picture, np.float32) / np.float32(255)


def _picture(drawing: Floats) -> Image.Image:
    return Image.fromarray(np.rint(255 * np.clip(drawing, 0, 1)).astype(np.uint8))


def _blurred(drawing: Floats, radius: float) -> Floats:
    return _floats(_picture(drawing).filter(ImageFilter.GaussianBlur(radius)))


def _moved(drawing: Floats, down: Floats, right: Floats) -> Floats:
    """The drawing (H, W) with each pixel taken from so many pixels further down and to the right, bilinearly."""
    rows, columns = np.mgrid[: drawing.shape[0], : drawing.shape[1]].astype(np.float32)
    rows, columns = (np.clip(place, 0, _SIDE - 1.001) for place in (rows + down, columns + right))
    top, left = rows.astype(int), columns.astype(int)
    low, far = rows - top, columns - left
    above = drawing[top, left] * (1 - far) + drawing[top, left + 1] * far
    below = drawing[top + 1, left] * (1 - far) + drawing[top + 1, left + 1] * far
    return np.asarray(above * (1 - low) + below * low)


def _along(generator: np.random.Generator) -> Floats:
    """How far each pixel lies along a random direction, pixels from the middle."""
    angle = generator.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[:_SIDE, :_SIDE].astype(np.float32) - _SIDE / 2
    return np.asarray(rows * np.sin(angle) + columns * np.cos(angle), np.float32)


def _smooth_noise(cells: int, generator: np.random.Generator) -> Floats:
    """Even noise in -1..1 on a coarse grid, smooth between."""
    coarse = Image.fromarray(generator.uniform(-1, 1, (cells, cells)).astype(np.float32))
    return np.asarray(coarse.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC), np.float32)


def _thick_pen(drawing: Floats, amount: float, _generator: np.random.Generator, _other: Floats) -> Floats:
    """The edge of the ink moved outwards by so many pixels of the image: a felt pen."""
    return _floats(_picture(drawing).filter(ImageFilter.MaxFilter(2 * round(amount * ENLARGED) + 1)))


def _thin_pen(drawing: Floats, amount: float, _generator: np.random.Generator, _other: Floats) -> Floats:
    """The edge of the ink moved inwards by so many pixels of the image: a hard pencil."""
    return _floats(_picture(drawing).filter(ImageFilter.MinFilter(2 * round(amount * ENLARGED) + 1)))


def _bent(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """Bowed to one side like a page near the spine of a book: the digit's ends so many pixels of the image off."""
    rows = np.linspace(-1.8, 1.8, _SIDE, dtype=np.float32)[:, None] * np.ones((1, _SIDE), np.float32)
    right = np.float32(ENLARGED * amount * generator.choice((-1, 1))) * (rows**2 - np.float32(0.3))
    return _moved(drawing, np.zeros_like(right), right)


def _skipping_pen(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """A pen that skips: so many bands of a pixel's width without ink, and the ink between them uneven."""
    for _ in range(round(amount)):
        band = np.abs(_along(generator) - generator.uniform(-8, 8) * ENLARGED)
        drawing = drawing * np.clip(band / ENLARGED - 0.2, 0, 1)
    return np.asarray(drawing * (0.85 + 0.15 * _smooth_noise(12, generator)))


def _specks(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """So many specks of ink or dirt beside and on the digit, 0.3 to 0.9 pixels of the image in radius."""
    rows, columns = np.mgrid[:_SIDE, :_SIDE].astype(np.float32)
    for _ in range(round(amount)):
        row, column = generator.uniform(0.1, 0.9, 2) * _SIDE
        distance = np.hypot(rows - row, columns - column)
        spot = np.clip(generator.uniform(0.3, 0.9) * ENLARGED + 0.5 - distance, 0, 1)
        drawing = np.maximum(drawing, generator.uniform(0.4, 1) * spot)
    return np.asarray(drawing)


def _uneven_light(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """Light that falls off across the page and by a hand's soft shadow, together by this share."""
    slope = 0.5 + _along(generator) / (1.42 * _SIDE)
    shadow = 1 / (1 + np.exp(-(_along(generator) - generator.uniform(-6, 6) * ENLARGED) / (2 * ENLARGED)))
    light = (1 - amount * 0.5 * slope) * (1 - amount * 0.5 * shadow)
    return np.asarray(1 - (1 - 0.94 * drawing) * light)


def _smear(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """Wet ink dragged to one side by the hand, so many pixels of the image, ever fainter."""
    angle, dragged = generator.uniform(-0.4, 0.4), drawing.copy()
    for step in range(1, round(amount * ENLARGED)):
        down, right = round(step * np.sin(angle)), round(step * np.cos(angle))
        faint = 0.55 * (1 - step / (amount * ENLARGED))
        dragged = np.maximum(dragged, faint * np.roll(drawing, (down, right), (0, 1)))
    return np.asarray(dragged)


def _coarse(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """Scanned with so many pixels for the whole picture's side, wherever the grid may fall, and enlarged smoothly."""
    shifted = np.roll(drawing, generator.integers(0, ENLARGED, 2), (0, 1))
    small = _picture(shifted).resize((round(amount),) * 2, Image.Resampling.BOX)
    return _floats(small.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR))


def _faint(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """A pencil of this share of the ink's darkness on paper with a grain."""
    grain = _blurred(np.asarray(0.5 + 0.25 * generator.normal(size=drawing.shape), np.float32), 1) - 0.5
    return np.asarray(amount * drawing * (1 + 2 * grain) + 0.08 + 0.25 * grain)


def _ghost(drawing: Floats, amount: float, generator: np.random.Generator, other: Floats) -> Floats:
    """What is left of another digit below: badly rubbed out, of this share of the ink's darkness."""
    away = generator.integers(-4 * ENLARGED, 4 * ENLARGED, 2)
    return np.asarray(np.maximum(drawing, amount * _blurred(np.roll(other, away, (0, 1)), 2)))


def _box_of_a_form(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """The printed box of a form around the digit, from corner to corner, so many of its four sides in sight."""
    place = round(generator.uniform(1.5, 3) * ENLARGED)
    line = np.s_[place : place + 3, place:-place]
    for side in generator.permutation(4)[: round(amount)]:
        turned = np.rot90(drawing, side)
        turned[line] = np.maximum(turned[line], 0.6)
        drawing = np.rot90(turned, -side)
    return drawing


def _wave(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """Written in a shaking car: waves along both axes, so many pixels of the image high, 7 to 14 long."""
    rows, columns = np.mgrid[:_SIDE, :_SIDE].astype(np.float32)
    height = amount * ENLARGED
    return _moved(drawing, _ripple(columns, height, generator), _ripple(rows, height, generator))


def _ripple(places: Floats, height: float, generator: np.random.Generator) -> Floats:
    length, phase = generator.uniform(7, 14) * ENLARGED, generator.uniform(0, 2 * np.pi)
    return np.asarray(height * np.sin(2 * np.pi / length * places + phase), np.float32)


def _crumple(drawing: Floats, amount: float, generator: np.random.Generator, _other: Floats) -> Floats:
    """Paper that was crumpled: three folds that shift what lies behind them and shade it."""
    for _ in range(3):
        fold = _along(generator) - generator.uniform(-8, 8) * ENLARGED
        behind = np.clip(fold / ENLARGED, 0, 1)
        down, right = np.asarray(generator.normal(0, 0.7, 2) * amount * ENLARGED, np.float32)
        drawing = _moved(drawing, down * behind, right * behind)
        drawing = np.asarray(1 - (1 - drawing) * (1 - 0.12 * amount * behind * np.exp(-fold / (12 * ENLARGED))))
    return drawing


def _squeezed(drawing: Floats, amount: float, _generator: np.random.Generator, _other: Floats) -> Floats:
    """Saved as a JPEG of 45 pixels a side and of this quality."""
    file = io.BytesIO()
    _picture(1 - 0.9 * drawing).resize((45, 45), Image.Resampling.BOX).save(file, "JPEG", quality=round(amount))
    with Image.open(file) as saved:
        return np.asarray((1 - _floats(saved.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC))) / 0.9)


CORRUPTIONS: dict[str, tuple[Harm, tuple[float, float, float]]] = {
    "thick pen": (_thick_pen, (0.4, 0.8, 1.2)),
    "thin pen": (_thin_pen, (0.2, 0.4, 0.6)),
    "bent": (_bent, (2.0, 4.0, 6.0)),
    "skipping pen": (_skipping_pen, (1, 2, 4)),
    "specks": (_specks, (3, 8, 20)),
    "uneven light": (_uneven_light, (0.4, 0.6, 0.8)),
    "smear": (_smear, (3.0, 6.0, 10.0)),
    "coarse": (_coarse, (24, 18, 13)),
    "faint": (_faint, (0.5, 0.3, 0.2)),
    "ghost": (_ghost, (0.2, 0.35, 0.5)),
    "box of a form": (_box_of_a_form, (1, 2, 4)),
    "wave": (_wave, (0.5, 1.0, 1.5)),
    "crumple": (_crumple, (0.7, 1.4, 2.1)),
    "squeezed": (_squeezed, (30, 15, 7)),
}
"""Each corruption and its amount at each strength; what an amount is stands with the function."""
