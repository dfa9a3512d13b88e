"""Ink at another scale."""

import numpy as np
import numpy.typing as npt
from PIL import Image

Bytes = npt.NDArray[np.uint8]

_DARKEST = 0.999  # quantile of the levels of a reduced page that are as dark as the darkest ink
_FAINTEST = 8  # levels: darkest ink below this is left as faint as it is


def rescaled(ink: Bytes, scale: float) -> Bytes:
    """Ink at another scale, by area where it shrinks; its darkest again as dark as it was."""
    size = max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale))
    image = Image.fromarray(ink)
    if scale >= 1:
        return np.asarray(image.resize(size, Image.Resampling.BICUBIC))
    small = np.asarray(image.resize(size, Image.Resampling.BOX))
    darkest = _high_level(small)
    if darkest < _FAINTEST:
        return small
    stretched: Bytes = np.clip(small * (float(ink.max()) / darkest), 0, 255).astype(np.uint8)
    return stretched


def _high_level(page: Bytes) -> float:
    """The quantile 0.999 of a page's levels; `numpy.quantile` takes ten times as long, and its import 10 ms."""
    place = _DARKEST * (page.size - 1)
    first = int(place)
    last = min(first + 1, page.size - 1)
    levels = np.partition(page, (first, last), axis=None)[[first, last]].tolist()
    return float(levels[0] + (levels[1] - levels[0]) * (place - first))
