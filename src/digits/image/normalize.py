"""Ink -> the 28x28 image that MNIST would have held.

The steps are those by which NIST's forms became MNIST, as reconstructed by Yadav and Bottou, "Cold Case: The Lost
MNIST Digits" (2019): the bounding box of the ink, its longest side brought to 20 pixels by area-weighted
resampling, grey levels scaled so that the darkest is full, and the centre of mass put at the centre of a field of
28x28 by whole pixels.

A pixel's coordinate is its index. Measured on MNIST's 10,000 test images the centre of mass lies within
[13.5, 14.5) on both axes, in all of them: MNIST's centre is pixel 14.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from digits.image.balance import balance
from digits.image.decode import MAX_PIXELS, Picture, open_picture
from digits.image.ink import FULL, LONGEST, Box, ink_of
from digits.image.pixels import read_pixels
from digits.image.rasterize import Strokes, draw_strokes
from digits.image.thin import broaden

FIELD = 28
"""Pixels a side of the field."""

CENTRE = 14
"""The index of the pixel at which the centre of mass is put."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Normalization:
    """What a picture went through on its way to MNIST's form; arrays are uint8.

    Attributes:
        grey: (H, W): the picture as luminance, upright, transparent parts as paper, reduced if it was large.
        paper: (H, W): what `grey` would be without ink: the light that falls on each place, as far as it was estimated;
            None for strokes and for clean pictures, whose paper is one colour.
        lines: (H, W): the printed lines that were taken away, as `ink` is given; None when there were none.
        ink: (H, W): paper and lines taken away, very thin lines broadened; 0 = paper, 255 = full ink.
        box: left, top, right, bottom of the ink in `ink`, the last two outside; None when blank.
        scaled: (h, w): the ink in its box, the longer side 20, the largest value 254 or 255; None when blank.
        field: (28, 28): what a model sees, centred by mass; None when blank.
        page: (H, W): the ink before lines were broadened, where there may be several digits; None of a drawing, and
            of an array of 28x28, which is one digit.
        page_scale: pixels of the picture as it was given to one of `page`.
        strokes: the drawing as it was given; None of a picture.
    """

    grey: Bytes
    ink: Bytes
    box: Box | None
    scaled: Bytes | None
    field: Bytes | None
    paper: Bytes | None = None
    lines: Bytes | None = None
    page: Bytes | None = None
    page_scale: float = 1.0
    strokes: Strokes | None = None


def normalize_picture(source: Picture, max_pixels: int = MAX_PIXELS) -> Normalization:
    """Bring a picture to MNIST's form; see `open_picture` for what is taken and which errors are raised."""
    found = ink_of(read_pixels(open_picture(source, max_pixels)))
    ink, box = found.ink, found.box
    page = None if isinstance(source, np.ndarray) and source.shape == (FIELD, FIELD) else ink
    if box is not None:
        ink, box = broaden(ink, box, LONGEST)
    steps = _finish(found.pixels.grey, ink, box)
    return replace(steps, paper=found.paper, lines=found.lines, page=page, page_scale=found.pixels.scale)


def normalize_strokes(strokes: Strokes, width: float | None = None) -> Normalization:
    """Draw strokes and bring them to MNIST's form; see `draw_strokes` for arguments and errors."""
    ink = draw_strokes(strokes, width)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    box = None
    if len(rows):
        box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return replace(_finish(255 - ink, ink, box), strokes=strokes)


def _finish(grey: Bytes, ink: Bytes, box: Box | None) -> Normalization:
    if box is None:
        return Normalization(grey, ink, None, None, None)
    left, top, right, bottom = box
    scaled = to_longest(ink[top:bottom, left:right])
    return Normalization(grey, ink, box, scaled, to_field(scaled))


def to_longest(ink: Bytes) -> Bytes:
    """Ink in its box (H, W) -> longest side 20, the largest value full, and such that it can be centred."""
    return balance(_scale(ink), FIELD, CENTRE)


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


def to_field(scaled: Bytes) -> Bytes:
    """Put ink (h, w) into the field so that its centre of mass rounds to the centre on both axes."""
    height, width = scaled.shape
    top, left = offset(scaled.sum(1)), offset(scaled.sum(0))
    field = np.zeros((FIELD, FIELD), np.uint8)
    field[top : top + height, left : left + width] = scaled
    return field


def offset(profile: npt.NDArray[np.integer]) -> int:
    """Where the first pixel of a profile of masses goes for its centre of mass to be within [13.5, 14.5)."""
    total = int(profile.sum())
    moment = int(profile @ np.arange(len(profile)))
    return CENTRE - (2 * moment + total) // (2 * total)
