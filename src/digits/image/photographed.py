"""Find ink in a photograph, by its darkness and the paper's noise."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from digits.image.background import remove_background
from digits.image.components import find_pieces
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
_LOW = 0.25  # of full ink: what bounds a piece
_FLOOR = 0.12  # of full ink: fainter is paper
_AT_BORDER = 0.04  # of what lies at the border: as much elsewhere shows that it is no ink


def find_photographed(colour: Bytes) -> tuple[Bytes, Bytes]:
    """Tell ink, lines and all, from unevenly lit paper.

    Args:
        colour: (H, W, C) uint8, C 1 or 3.

    Returns:
        The ink, all 0 when blank, and the light on the bare paper: (H, W) uint8 each.
    """
    absorbed = remove_background(colour)
    smooth = np.asarray(Image.fromarray(absorbed.amount).filter(ImageFilter.BoxBlur(1)))
    noise = absorbed.noise / 2
    full = _full(smooth, max(_NOISES * noise, 3.0))
    if full <= max(_BLANK_NOISES * noise, _BLANK_LEVELS / absorbed.levels):
        return np.zeros_like(absorbed.amount), absorbed.background
    mask = smooth > max(_LOW * full, _NOISES * noise)
    floor = max(_FLOOR * full, 2 * absorbed.noise)
    levels = np.rint(np.clip((np.arange(256) - floor) * (255 / (full - floor)), 0, 255)).astype(np.uint8)
    return levels[absorbed.amount] * _grown(mask), absorbed.background


def _grown(mask: Bools) -> Bytes:
    """A mask and one pixel around it, as 0 and 1."""
    around = mask.view(np.uint8)
    for axis in (0, 1):
        around = running_maximum(around, 3, axis)
    return around


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
