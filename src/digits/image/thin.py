"""Lines too thin to survive at 20 pixels, drawn again with a broader pen."""

import numpy as np
import numpy.typing as npt

from digits.image.ink import Box, Bytes
from digits.image.morphology import running_maximum

THIN = 1.2
"""Pixels at the final size: lines thinner than these are broadened. MNIST's are 2.5 wide at the median."""

BROAD = 2.2
"""Pixels at the final size: how wide they are made."""


def broaden(ink: Bytes, box: Box, longest: int) -> tuple[Bytes, Box]:
    """Broaden the ink of a fine pen on a large page; other ink is returned as it is.

    Scaled down by area, a line of one pixel on a page of a thousand is one faint pixel wide, and half as dark
    between two crossings as in them; no image of MNIST looks like that.

    Args:
        ink: (H, W) uint8, 0 = paper.
        box: left, top, right, bottom of the ink.
        longest: pixels of the ink's longest side at the final size.

    Returns:
        The ink and its box, grown on all sides as far as the picture reaches.
    """
    left, top, right, bottom = box
    unit = max(right - left, bottom - top) / longest
    width = line_width(ink[top:bottom, left:right] > 127)
    reach = int((BROAD * unit - width) / 2)
    if width >= THIN * unit or reach < 1:
        return ink, box
    left, top = max(left - reach, 0), max(top - reach, 0)
    right, bottom = min(right + reach, ink.shape[1]), min(bottom + reach, ink.shape[0])
    broadened = ink.copy()
    broadened[top:bottom, left:right] = _dilate(ink[top:bottom, left:right], reach)
    return broadened, (left, top, right, bottom)


def line_width(mask: npt.NDArray[np.bool_]) -> float:
    """The mean width of lines in pixels: twice their area over their perimeter; infinite where there are none.

    The perimeter is the number of edges between pixels times pi/4, right on average over all directions
    (the Cauchy-Crofton formula).
    """
    padded = np.pad(mask, 1)
    edges = np.count_nonzero(padded[1:] != padded[:-1]) + np.count_nonzero(padded[:, 1:] != padded[:, :-1])
    return 2 * np.count_nonzero(mask) / (edges * np.pi / 4) if edges else np.inf


def _dilate(ink: Bytes, reach: int) -> Bytes:
    """Each pixel becomes the largest within `reach` rows and columns."""
    for axis in (0, 1):
        ink = running_maximum(ink, 2 * reach + 1, axis)
    return ink
