"""Stroke width: measure it, and thicken strokes too thin to survive at 20 pixels."""

import numpy as np
import numpy.typing as npt

from digits.image.ink import Box, Bytes
from digits.image.morphology import running_maximum

MIN_STROKE_WIDTH = 1.2
"""Pixels at the final size: thinner strokes are thickened. MNIST's median is 2.5."""

THICKENED_WIDTH = 2.2
"""Pixels at the final size: the width of thickened strokes."""


def thicken_thin_strokes(ink: Bytes, box: Box, longest: int) -> tuple[Bytes, Box]:
    """Thicken the strokes of a fine pen on a large page; return other ink unchanged.

    Scaled down by area, a line of one pixel on a page of a thousand is one faint pixel wide, and half as dark
    between two crossings as in them; no MNIST image looks like that.

    Args:
        ink: (H, W) uint8, 0 = background.
        box: left, top, right, bottom of the ink.
        longest: pixels of the ink's longest side at the final size.

    Returns:
        The ink and its box, grown on all sides as far as the picture reaches.
    """
    left, top, right, bottom = box
    unit = max(right - left, bottom - top) / longest
    part = ink[top:bottom, left:right]
    width = mean_stroke_width(part > part.max() / 2)
    reach = int((THICKENED_WIDTH * unit - width) / 2)
    if width >= MIN_STROKE_WIDTH * unit or reach < 1:
        return ink, box
    left, top = max(left - reach, 0), max(top - reach, 0)
    right, bottom = min(right + reach, ink.shape[1]), min(bottom + reach, ink.shape[0])
    thickened = ink.copy()
    thickened[top:bottom, left:right] = _dilate(ink[top:bottom, left:right], reach)
    return thickened, (left, top, right, bottom)


def mean_stroke_width(mask: npt.NDArray[np.bool_]) -> float:
    """Return the mean width of strokes in pixels; infinite if there are none.

    It is twice the area over the perimeter.

    The perimeter is the number of edges between pixels times pi/4, right on average over all directions
    (the Cauchy-Crofton formula).
    """
    padded = np.pad(mask, 1)
    edges = np.count_nonzero(padded[1:] != padded[:-1]) + np.count_nonzero(padded[:, 1:] != padded[:, :-1])
    return 2 * np.count_nonzero(mask) / (edges * np.pi / 4) if edges else np.inf


def _dilate(ink: Bytes, reach: int) -> Bytes:
    """Replace each pixel by the largest within `reach` rows and columns."""
    for axis in (0, 1):
        ink = running_maximum(ink, 2 * reach + 1, axis)
    return ink
