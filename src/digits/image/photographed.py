"""Find ink in a photograph, by its darkness and the paper's noise."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from digits.image.background import remove_background
from digits.image.morphology import running_maximum

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

SMALLEST = 64
"""Pixels a side: in a smaller picture there is too little paper to tell its light from ink."""

_NOISES = 5.0  # standard deviations of the blurred noise that are still paper
_BLANK_NOISES = 9.0  # ... that full ink must exceed
_BLANK_LEVELS = 14.0  # grey levels that full ink must exceed
_LEAST_PIXELS = 12  # of the ink, whose darkest tell how dark ink is here: fewer may be specks
_FULL_QUANTILE = 0.9  # of the ink's darker pixels: what counts as full ink
_LOW = 0.25  # of full ink: what is ink
_FLOOR = 0.12  # of full ink: fainter is paper


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
    """What counts as full ink: what the darker part of the ink takes, lines and all; 0 where hardly any is there."""
    values = np.sort(smooth[smooth > threshold]).astype(np.float32)
    if len(values) < _LEAST_PIXELS:
        return 0.0
    darkest = values[-_LEAST_PIXELS]
    return float(np.quantile(values[values > darkest / 2], _FULL_QUANTILE))
