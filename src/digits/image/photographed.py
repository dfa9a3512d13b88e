"""Find ink in a photograph, by its darkness, its noise and its connected components.

A threshold that keeps all ink keeps bleed-through and the edges of shadows too; one that drops those drops parts of
the ink. So there are two (hysteresis; Canny, "A Computational Approach to Edge Detection", 1986): a piece is
bounded by the lower and kept when it somewhere passes the higher. Both are shares of what the main piece takes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from digits.image.background import remove_background
from digits.image.components import Pieces, find_pieces
from digits.image.frames import without_frame
from digits.image.lines import remove_lines
from digits.image.morphology import running_maximum

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

SMALLEST = 64
"""Pixels a side: in a smaller picture there is too little paper to tell its light from ink."""

_NOISES = 5.0  # standard deviations of the blurred noise that are still paper
_BLANK_NOISES = 9.0  # ... that the main piece must exceed
_BLANK_LEVELS = 14.0  # grey levels that the main piece must exceed
_LEAST_PIXELS = 12  # of a piece that can be the main one
_FULL_QUANTILE = 0.9  # of the main piece's darker pixels: what counts as full ink
_LOW, _HIGH = 0.25, 0.5  # of full ink: what bounds a piece, and what it must pass
_SOLID = 0.1  # of a piece's pixels must pass the higher
_FLOOR = 0.12  # of full ink: fainter is paper
_REACH = 0.35  # of the longer side of what is kept: how far away a smaller piece still belongs to it
_NEAR_MASS = 0.0025  # of the main piece's mass: smaller pieces near it are specks
_FAR_MASS = 0.15  # ... and such as are far from it
_AT_BORDER = 0.04  # of what lies at the border: as much elsewhere shows that it is no ink


@dataclass(frozen=True)
class Photographed:
    """What was found in a photograph, (H, W) uint8 each: see `digits.image.ink.PageInk`; `ink` all 0 when blank."""

    ink: Bytes
    background: Bytes
    lines: Bytes


def find_photographed(colour: Bytes) -> Photographed:
    """Tell ink from unevenly lit paper, printed lines, specks and what shows through, in (H, W, C)."""
    absorbed = remove_background(colour)
    # First the box of a form: of a large one some sides may pass for lines, and the others would be left.
    cleaned = remove_lines(without_frame(absorbed.amount), absorbed.noise)
    lines = absorbed.amount - cleaned
    smooth = np.asarray(Image.fromarray(cleaned).filter(ImageFilter.BoxBlur(1)))
    noise = absorbed.noise / 2
    nothing = Photographed(np.zeros_like(cleaned), absorbed.background, lines)
    full = _full(smooth, max(_NOISES * noise, 3.0))
    if full <= max(_BLANK_NOISES * noise, _BLANK_LEVELS / absorbed.levels):
        return nothing
    mask = smooth > max(_LOW * full, _NOISES * noise)
    if not mask.any():
        return nothing
    pieces = find_pieces(mask, smooth)
    passing = np.bincount(pieces.of_pixels(), smooth[mask] > _HIGH * full) > _SOLID * np.bincount(pieces.of_pixels())
    kept = _kept(pieces, passing)
    if not kept.any():
        return nothing
    floor = max(_FLOOR * full, 2 * absorbed.noise)
    return Photographed(_ink(cleaned, pieces, kept, (floor, full)), absorbed.background, lines)


def _full(smooth: Bytes, threshold: float) -> float:
    """What counts as full ink: what the main piece takes, the one with the largest sum of squares; 0 without any."""
    mask = smooth > threshold
    if not mask.any():
        return 0.0
    values = smooth[mask].astype(np.float32)
    pieces = find_pieces(mask, smooth)
    piece = pieces.of_pixels()
    score = np.where(np.bincount(piece) >= _LEAST_PIXELS, np.bincount(piece, values * values), 0)
    inner = np.where(pieces.at_border(), 0, score)
    if inner.max() >= _AT_BORDER * score.max():
        score = inner
    if not score.any():
        return 0.0
    values = values[piece == score.argmax()]
    return float(np.quantile(values[values > values.max() / 2], _FULL_QUANTILE))


def _kept(pieces: Pieces, passing: Bools) -> Bools:
    """(N,) the pieces that are ink: neither at the border with as much ink elsewhere, nor small and far away."""
    mass = np.where(passing, pieces.mass, 0)
    inner = np.where(pieces.at_border(), 0, mass)
    if inner.max() >= _AT_BORDER * mass.max():
        mass = inner
    largest = mass.max()
    kept: Bools = (mass >= _FAR_MASS * largest) & (mass > 0)
    waiting = (mass >= _NEAR_MASS * largest) & ~kept
    while waiting.any():
        near = waiting & _near(pieces.boxes, pieces.boxes[kept])
        if not near.any():
            break
        kept |= near
        waiting &= ~near
    return kept


def _near(boxes: npt.NDArray[np.int64], others: npt.NDArray[np.int64]) -> Bools:
    """(N,) whether each box lies within reach of one of the others, by the other's own size."""
    gaps = np.maximum(
        np.maximum(others[None, :, :2] - boxes[:, None, 2:], boxes[:, None, :2] - others[None, :, 2:]).max(2), 0
    )
    sizes = (others[:, 2:] - others[:, :2]).max(1)
    near: Bools = (gaps <= _REACH * sizes).any(1)
    return near


def _ink(cleaned: Bytes, pieces: Pieces, kept: Bools, ends: tuple[float, float]) -> Bytes:
    """The amounts in the pieces kept and one pixel around them, those between the two ends as 0..255."""
    floor, full = ends
    boxes = pieces.boxes[kept]
    rows = slice(max(int(boxes[:, 1].min()) - 1, 0), int(boxes[:, 3].max()) + 1)
    columns = slice(max(int(boxes[:, 0].min()) - 1, 0), int(boxes[:, 2].max()) + 1)
    around = pieces.mask(kept)[rows, columns].view(np.uint8)
    for axis in (0, 1):
        around = running_maximum(around, 3, axis)
    levels = np.rint(np.clip((np.arange(256) - floor) * (255 / (full - floor)), 0, 255)).astype(np.uint8)
    ink = np.zeros_like(cleaned)
    ink[rows, columns] = levels[cleaned[rows, columns]] * around
    return ink
