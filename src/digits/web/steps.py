"""The steps of a normalization as small PNG pictures, for the strip on the page."""

from __future__ import annotations

import base64
import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image import Normalization

LONGEST = 280


def steps(normalization: Normalization) -> list[dict[str, str]]:
    """Return each step by name and as a data URL; of a blank picture the first two only."""
    pictures: list[tuple[str, npt.NDArray[np.uint8] | None]] = [
        ("picture", normalization.grey),
        ("ink", normalization.ink),
        ("box", _boxed(normalization)),
        ("scaled", normalization.scaled),
        ("field", normalization.field),
    ]
    return [{"name": name, "png": data_url(pixels)} for name, pixels in pictures if pixels is not None]


def _boxed(normalization: Normalization) -> npt.NDArray[np.uint8] | None:
    if normalization.box is None:
        return None
    left, top, right, bottom = normalization.box
    return normalization.ink[top:bottom, left:right]


def data_url(pixels: npt.NDArray[np.uint8]) -> str:
    """Return a grey picture (H, W) as a PNG in a data URL, at most 280 pixels on its longest side."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
