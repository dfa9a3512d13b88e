"""The steps of a normalization as small PNG pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image import PEN_WIDTH, Drawing, Normalization, NormalizedDigit, Page
from digits.image.rasterize import draw_strokes
from digits.recognizer import Number

Bytes = npt.NDArray[np.uint8]

MAX_SIDE = 280
"""Pixels on the longest side of a step's picture."""


def digit_steps(normalization: Normalization, digit: NormalizedDigit | None) -> list[dict[str, str]]:
    """Each step of reading one digit, by name and as a data URL; up to the ink only where there is none.

    `paper` (the background) is there only if it was estimated.

    Args:
        normalization: of the picture or drawing.
        digit: its only digit, without what is around it (`Recognizer.single_digit`).
    """
    ink = normalization.ink if digit is normalization.digit else _page_ink(normalization)
    page = {"picture": normalization.grey, "paper": _paper(normalization), "ink": ink}
    if digit is None:
        return _step_images(page)
    return _step_images({**page, "box": digit.cropped, "scaled": digit.scaled, "normalized": digit.image})


def number_steps(normalization: Normalization, numbers: Sequence[Number]) -> list[dict[str, str]]:
    """The steps up to the ink of all digits; a drawing is drawn with a pen that fits its median digit."""
    source = normalization.source
    if isinstance(source, Drawing):
        parts = [part for number in numbers for part in number.parts if part.reading]
        ink = draw_strokes(source.strokes, PEN_WIDTH * float(np.median([part.box[3] - part.box[1] for part in parts])))
        return _step_images({"picture": 255 - ink, "ink": ink})
    return _step_images(
        {"picture": normalization.grey, "paper": _paper(normalization), "ink": _page_ink(normalization)}
    )


def _page_ink(normalization: Normalization) -> Bytes:
    """All ink, of a picture before it is thickened to be a digit as a whole."""
    return normalization.source.ink if isinstance(normalization.source, Page) else normalization.ink


def _paper(normalization: Normalization) -> Bytes | None:
    return normalization.source.background if isinstance(normalization.source, Page) else None


def _step_images(pictures: Mapping[str, Bytes | None]) -> list[dict[str, str]]:
    return [{"name": name, "png": png_data_url(pixels)} for name, pixels in pictures.items() if pixels is not None]


def png_data_url(pixels: Bytes) -> str:
    """A grey picture (H, W) uint8 as a PNG in a data URL, reduced to `MAX_SIDE`."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.BOX)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
