"""The steps of a normalization as small PNG pictures, for the strip on the page."""

from __future__ import annotations

import base64
import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image import Drawing, Normalization, Page
from digits.image.rasterize import PEN, draw_strokes
from digits.recognizer import Number

Bytes = npt.NDArray[np.uint8]

LONGEST = 280


def steps(normalization: Normalization, number: Number | None = None) -> list[dict[str, str]]:
    """Return each step by name and as a data URL; of a blank picture and of a number those before the box only.

    Paper and lines are there where they were found: the light on the paper, and the lines printed on it.
    """
    pictures = _of_one_digit(normalization) if number is None else _of_a_number(normalization, number)
    return [{"name": name, "png": data_url(pixels)} for name, pixels in pictures.items() if pixels is not None]


def _of_one_digit(normalization: Normalization) -> dict[str, Bytes | None]:
    return {
        "picture": normalization.grey,
        **_of_the_page(normalization.source),
        "ink": normalization.ink,
        "box": _boxed(normalization),
        "scaled": normalization.digit.scaled if normalization.digit else None,
        "field": normalization.image,
    }


def _of_the_page(source: object) -> dict[str, Bytes | None]:
    return {"paper": source.background, "lines": source.lines} if isinstance(source, Page) else {}


def _of_a_number(normalization: Normalization, number: Number) -> dict[str, Bytes | None]:
    """Return the steps with the ink of all digits: of a drawing with a pen that fits one of them."""
    source = normalization.source
    if not isinstance(source, Drawing):
        ink = source.ink if isinstance(source, Page) else normalization.ink
        return {"picture": normalization.grey, **_of_the_page(source), "ink": ink}
    height = np.median([part.box[3] - part.box[1] for part in number.parts if part.reading])
    ink = draw_strokes(source.strokes, PEN * float(height))
    return {"picture": 255 - ink, "ink": ink}


def _boxed(normalization: Normalization) -> Bytes | None:
    if normalization.digit is None:
        return None
    left, top, right, bottom = normalization.digit.box
    return normalization.ink[top:bottom, left:right]


def data_url(pixels: Bytes) -> str:
    """Return a grey picture (H, W) as a PNG in a data URL, at most 280 pixels on its longest side."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
