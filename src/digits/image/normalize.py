"""Ink -> the 28x28 image that MNIST would have held.

The steps are those by which NIST's forms became MNIST, as reconstructed by Yadav and Bottou, "Cold Case: The Lost
MNIST Digits" (2019): the bounding box of the ink, its longest side brought to 20 pixels by area-weighted
resampling, grey levels scaled so that the darkest is full, and the centre of mass put at the centre of
28x28 by whole pixels.

A pixel's coordinate is its index. Measured on MNIST's 10,000 test images the centre of mass lies within
[13.5, 14.5) on both axes, in all of them: MNIST's centre is pixel 14.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.image.balance import balance
from digits.image.decode import MAX_PIXELS, Picture, open_picture
from digits.image.ink import FULL, LONGEST, Box, ink_of
from digits.image.pixels import read_pixels
from digits.image.rasterize import Strokes, draw_strokes
from digits.image.thin import broaden

SIDE = 28
"""Pixels on a side of a normalized image."""

CENTRE = 14
"""The index of the pixel at which the centre of mass is put."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Page:
    """A picture, which may hold several digits.

    Attributes:
        ink: (H, W) uint8: the ink before thin lines are broadened.
        scale: pixels of the original picture to one of `ink`.
        background: (H, W) uint8: the picture without its ink, as estimated; None if the background is one colour.
        lines: (H, W) uint8: the printed lines that were removed; None if there were none.
    """

    ink: Bytes
    scale: float
    background: Bytes | None
    lines: Bytes | None


@dataclass(frozen=True)
class Drawing:
    """Strokes of a pen, which may be several digits."""

    strokes: Strokes


@dataclass(frozen=True)
class DigitImage:
    """An array of 28x28, which is always one digit."""


@dataclass(frozen=True)
class NormalizedDigit:
    """The steps from ink to MNIST's form, if all the ink is one digit; arrays are uint8.

    Attributes:
        box: left, top, right, bottom of the ink, the last two exclusive.
        scaled: (h, w): the ink in its box, the longer side 20, the largest value 254 or 255.
        image: (28, 28): the normalized image, centred by centre of mass.
    """

    box: Box
    scaled: Bytes
    image: Bytes


@dataclass(frozen=True)
class Normalization:
    """Ink that was found, with the steps to the normalized image; arrays are uint8.

    Attributes:
        grey: (H, W): the picture as luminance, upright, transparent parts white, reduced if it was large.
        ink: (H, W): background and lines removed, very thin lines broadened; 0 = paper, 255 = full ink.
        digit: the ink as one digit; None when blank.
        source: where the ink comes from.
    """

    grey: Bytes
    ink: Bytes
    digit: NormalizedDigit | None
    source: Page | Drawing | DigitImage

    @property
    def image(self) -> Bytes | None:
        """(28, 28): the normalized image of all the ink; None when blank."""
        return self.digit.image if self.digit else None


def normalize_picture(source: Picture, max_pixels: int = MAX_PIXELS) -> Normalization:
    """Bring a picture to MNIST's form; `open_picture` says which pictures it accepts and which errors it raises."""
    found = ink_of(read_pixels(open_picture(source, max_pixels)))
    ink, box = found.ink, found.box
    page: Page | DigitImage = Page(ink, found.pixels.scale, found.paper, found.lines)
    if isinstance(source, np.ndarray) and source.shape == (SIDE, SIDE):
        page = DigitImage()
    if box is not None:
        ink, box = broaden(ink, box, LONGEST)
    return Normalization(found.pixels.grey, ink, _normalize_digit(ink, box), page)


def normalize_strokes(strokes: Strokes, width: float | None = None) -> Normalization:
    """Draw strokes and bring them to MNIST's form; see `draw_strokes` for arguments and errors."""
    ink = draw_strokes(strokes, width)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    box = None
    if len(rows):
        box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return Normalization(255 - ink, ink, _normalize_digit(ink, box), Drawing(strokes))


def _normalize_digit(ink: Bytes, box: Box | None) -> NormalizedDigit | None:
    if box is None:
        return None
    left, top, right, bottom = box
    scaled = to_longest(ink[top:bottom, left:right])
    return NormalizedDigit(box, scaled, centre(scaled))


def to_longest(ink: Bytes) -> Bytes:
    """Ink in its box (H, W) -> longest side 20, the largest value full, and such that it can be centred."""
    return balance(_scale(ink), SIDE, CENTRE)


def _scale(ink: Bytes) -> Bytes:
    """Ink in its box (H, W) -> longest side 20, the largest value full; a trace of ink stays a trace."""
    height, width = ink.shape
    longest = max(height, width)
    rows = max(1, round(height * LONGEST / longest))
    columns = max(1, round(width * LONGEST / longest))
    if (rows, columns) == (height, width):
        values = ink.astype(np.float32)
    else:
        values = resample(ink, area_weights(height, rows), area_weights(width, columns))
    largest = float(values.max())
    if largest < FULL:
        values *= 255 / largest
    return np.maximum(np.rint(values), values > 0).astype(np.uint8)


def area_weights(source: int, target: int) -> npt.NDArray[np.float32]:
    """(target, source) weights: the share that each source pixel has in the length of each target pixel."""
    cells = np.arange(target)[:, None] * source  # in units of 1/target of a source pixel
    pixels = np.arange(source)[None, :] * target
    overlap = np.minimum(cells + source, pixels + target) - np.maximum(cells, pixels)
    shares: npt.NDArray[np.float64] = np.maximum(overlap, 0) / source
    return shares.astype(np.float32)


def resample(ink: Bytes, down: npt.NDArray[np.float32], across: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Ink (H, W) as weights (h, H) and (w, W) mix its rows and columns: (h, w)."""
    with np.errstate(invalid="ignore"):  # BLAS may compute beyond the edges of a small matrix, on whatever lies there
        resampled: npt.NDArray[np.float32] = down @ ink.astype(np.float32) @ across.T
    return resampled


def centre(scaled: Bytes) -> Bytes:
    """Place ink (h, w) in 28x28 so that its centre of mass rounds to the centre on both axes."""
    height, width = scaled.shape
    top, left = offset(scaled.sum(1)), offset(scaled.sum(0))
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[top : top + height, left : left + width] = scaled
    return image


def offset(profile: npt.NDArray[np.integer]) -> int:
    """Where the first pixel of a profile of masses goes for its centre of mass to be within [13.5, 14.5)."""
    total = int(profile.sum())
    moment = int(profile @ np.arange(len(profile)))
    return CENTRE - (2 * moment + total) // (2 * total)
