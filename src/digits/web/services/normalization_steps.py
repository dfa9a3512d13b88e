"""The steps of a normalization as small PNG pictures."""

from __future__ import annotations

import base64
import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image import DigitImage, Drawing, Normalization, Page
from digits.image.rasterize import PEN_WIDTH, draw_strokes
from digits.recognizer import Number

Bytes = npt.NDArray[np.uint8]

MAX_SIDE = 280
"""Pixels on the longest side of a step's picture."""


def step_images(normalization: Normalization, number: Number | None = None) -> list[dict[str, str]]:
    """Each step by name and as a data URL; up to the ink only for a blank picture and for a number.

    `paper` (the background) and `lines` (printed lines) are there only if they were found.
    """
    pictures = _digit_steps(normalization) if number is None else _number_steps(normalization, number)
    return [{"name": name, "png": png_data_url(pixels)} for name, pixels in pictures.items() if pixels is not None]


def _digit_steps(normalization: Normalization) -> dict[str, Bytes | None]:
    return {
        "picture": normalization.grey,
        **_page_steps(normalization.source),
        "ink": normalization.ink,
        "box": _ink_in_box(normalization),
        "scaled": normalization.digit.scaled if normalization.digit else None,
        "normalized": normalization.image,
    }


def _page_steps(source: Page | Drawing | DigitImage) -> dict[str, Bytes | None]:
    return {"paper": source.background, "lines": source.lines} if isinstance(source, Page) else {}


def _number_steps(normalization: Normalization, number: Number) -> dict[str, Bytes | None]:
    """The steps with the ink of all digits; a drawing is drawn with a pen that fits its median digit."""
    source = normalization.source
    if not isinstance(source, Drawing):
        ink = source.ink if isinstance(source, Page) else normalization.ink
        return {"picture": normalization.grey, **_page_steps(source), "ink": ink}
    height = np.median([part.box[3] - part.box[1] for part in number.parts if part.reading])
    ink = draw_strokes(source.strokes, PEN_WIDTH * float(height))
    return {"picture": 255 - ink, "ink": ink}


def _ink_in_box(normalization: Normalization) -> Bytes | None:
    if normalization.digit is None:
        return None
    left, top, right, bottom = normalization.digit.box
    return normalization.ink[top:bottom, left:right]


def png_data_url(pixels: Bytes) -> str:
    """A grey picture (H, W) uint8 as a PNG in a data URL, reduced to `MAX_SIDE`."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.BOX)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
