"""The request's body as a picture or strokes: JSON in three forms, or an image file itself."""

from __future__ import annotations

import base64
import binascii

import numpy as np
from flask import current_app, request

from digits.web.api.schemas.bodies import CorrectionBody, PredictBody
from digits.web.http.bodies import json_body, member_problem, raw_body
from digits.web.http.negotiation import require_uncompressed_body
from digits.web.http.problems import Problem
from digits.web.services.image_input import ImageInput

MEMBERS = ("image", "strokes", "pixels")
PIXELS = 28 * 28


def request_image(*, files: bool = False) -> ImageInput:
    """The picture or the drawing in the request's body.

    Args:
        files: whether the body may also be an image file itself.

    Raises:
        Problem: it is empty or not JSON (400), or does not match the schema (422).
        RequestEntityTooLarge: it is too long (413).
        UnsupportedMediaType: it is of another type (415).
    """
    if files and is_file(request.mimetype):
        require_uncompressed_body()
        return ImageInput(raw_body())
    return image_of(json_body(PredictBody, f"The body must have {_exactly_one(MEMBERS)}.", limit_values))


def is_file(mimetype: str) -> bool:
    """Whether a body of this type is an image file."""
    return mimetype.startswith("image/") or mimetype == "application/octet-stream"


def image_of(body: PredictBody | CorrectionBody) -> ImageInput:
    """The picture or the drawing in a JSON body that matches its schema.

    Raises:
        Problem: it has none or several, too many strokes, or no base64 (422).
    """
    possible = tuple(name for name in MEMBERS if name in type(body).model_fields)
    given = {name: value for name in possible if (value := getattr(body, name)) is not None}
    if len(given) != 1:
        raise Problem(422, f"The body has {' and '.join(given) or 'no image'}; it must have {_exactly_one(possible)}.")
    if body.strokes is not None:
        _limit_strokes(len(body.strokes), sum(map(len, body.strokes)))
        return ImageInput(strokes=body.strokes)
    if body.image is not None:
        return ImageInput(_decode_base64(body.image))
    return ImageInput(pixels=np.array(given["pixels"], np.uint8))


def limit_values(content: bytes) -> None:
    """Reject JSON with more values than any drawing needs: parsed, each would take many times its length.

    Raises:
        Problem: there are too many (422).
    """
    strokes, points = current_app.config["MAX_STROKES"], current_app.config["MAX_POINTS"]
    values = content.count(b",")
    if values > 2 * points + strokes + PIXELS:
        raise Problem(
            422,
            f"The JSON has about {values:,} values. The limits are {strokes:,} strokes with {points:,} points, "
            "and 28 rows of 28 pixels.",
        )


def _limit_strokes(strokes: int, points: int) -> None:
    most_strokes, most_points = current_app.config["MAX_STROKES"], current_app.config["MAX_POINTS"]
    if strokes > most_strokes or points > most_points:
        raise Problem(
            422,
            f"The drawing has {strokes:,} strokes with {points:,} points. The limits are {most_strokes:,} and "
            f"{most_points:,}. Leave out points that lie close together.",
        )


def _decode_base64(text: str) -> bytes:
    """An image file in base64 (line breaks allowed), bare or as a data URL."""
    if text.startswith("data:"):
        header, comma, text = text.partition(",")
        if not comma or not header.endswith(";base64"):
            raise member_problem("/image", "The data URL is not base64. It must start with data:image/png;base64,")
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise member_problem("/image", "Invalid base64 (RFC 4648, section 4, with padding).") from None
    if not content:
        raise member_problem("/image", "The text is empty. Put an image file there, in base64.")
    return content


def _exactly_one(names: tuple[str, ...]) -> str:
    *first, last = (f"`{name}`" for name in names)
    return f"exactly one of {', '.join(first)} and {last}"
