"""What a request brings: the picture in a raw body, the files of a form, the drawing or picture in JSON."""

from __future__ import annotations

import base64
import binascii
import io
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from flask import Request, current_app
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from digits.web.problems import Problem
from digits.web.schemas import PredictBody

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from werkzeug.datastructures import FileStorage

    from digits.image import Strokes
    from digits.web.service import Source

LONGEST_NAME = 120
MOST_ERRORS = 5
ONE_OF = 'exactly one of "image", "strokes" and "pixels"'


class MemoryRequest(Request):
    """A request that keeps uploaded files in memory, which MAX_CONTENT_LENGTH bounds, and writes nothing."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> io.BytesIO:
        return io.BytesIO()


def picture(request: Request) -> bytes:
    """Return the raw body.

    Raises:
        Problem: it is empty.
    """
    body = request.get_data(cache=False)
    if not body:
        raise Problem(400, "The request has no body. Send a picture file as the body.")
    return body


def files(request: Request) -> list[FileStorage]:
    """Return the files of a form's field `file`, in order.

    Raises:
        Problem: there are none.
        RequestEntityTooLarge: there are too many.
    """
    uploaded = [part for part in request.files.getlist("file") if part.filename or part.stream.read(1)]
    for part in uploaded:
        part.stream.seek(0)
    if len(uploaded) > current_app.config["MAX_FILES"]:
        raise RequestEntityTooLarge
    if not uploaded:
        raise Problem(400, "The form holds no picture. Choose one or more files for the field named file.")
    return uploaded


def shown_name(name: str | None) -> str:
    """Return a file's name without its folders, fit to be shown in a line of text."""
    return shown((name or "").replace("\\", "/").rsplit("/", 1)[-1]) or "unnamed"


def shown(text: str) -> str:
    """Return a stranger's text with what could disturb the line it stands in replaced.

    Control characters, direction marks and the like become U+FFFD; a long text loses its middle.
    """
    clean = "".join("\N{REPLACEMENT CHARACTER}" if _disturbs(character) else character for character in text.strip())
    if len(clean) <= LONGEST_NAME:
        return clean
    half = LONGEST_NAME // 2
    return f"{clean[:half]}\N{HORIZONTAL ELLIPSIS}{clean[-half + 1 :]}"


def _disturbs(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def json_source(request: Request) -> tuple[Source | None, Strokes | None]:
    """Return the picture or the drawing of a JSON body; the other of the two is None.

    Raises:
        Problem: it is no JSON (400) or not of the form that is asked for (422).
        RequestEntityTooLarge: it is too long.
    """
    request.max_content_length = current_app.config["MAX_JSON_BYTES"]
    content = request.get_data(cache=False)
    check_values(content)
    try:
        body = PredictBody.model_validate_json(content)
    except ValidationError as error:
        raise as_problem(error, f"The body must hold {ONE_OF}") from None
    given = [name for name in ("image", "strokes", "pixels") if getattr(body, name) is not None]
    if len(given) != 1:
        raise Problem(422, f"The JSON object holds {' and '.join(given) or 'nothing'}; it must hold {ONE_OF}.")
    if body.strokes is not None:
        return None, checked_strokes(body.strokes)
    if body.pixels is not None:
        return np.array(body.pixels, np.uint8), None
    return decoded(body.image or ""), None


def check_values(content: bytes) -> None:
    """Refuse more values than any drawing needs before they are parsed, each into many times its length."""
    most_strokes, most_points = current_app.config["MAX_STROKES"], current_app.config["MAX_POINTS"]
    values = content.count(b",")
    if values > 2 * most_points + most_strokes + 28 * 28:
        raise Problem(
            422,
            f"The JSON holds about {values:,} values; a drawing may have {most_strokes:,} strokes with "
            f"{most_points:,} points, and a picture 28 rows of 28.",
        )


def checked_strokes(strokes: Strokes) -> Strokes:
    """Return a drawing that is within the limits.

    Raises:
        Problem: it is not.
    """
    most_strokes, most_points = current_app.config["MAX_STROKES"], current_app.config["MAX_POINTS"]
    points = sum(map(len, strokes))
    if len(strokes) > most_strokes or points > most_points:
        raise Problem(
            422,
            f"The drawing has {len(strokes):,} strokes with {points:,} points; "
            f"at most {most_strokes:,} with {most_points:,} are read. Leave out points that lie close together.",
        )
    return strokes


def decoded(text: str) -> bytes:
    """Return the bytes of a picture in base64 (line breaks allowed), bare or in a data URL.

    Raises:
        Problem: it is not base64, or empty.
    """
    if text.startswith("data:"):
        header, comma, text = text.partition(",")
        if not comma or not header.endswith(";base64"):
            raise _image_problem("The data URL in image is not in base64; it begins data:image/png;base64,")
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise _image_problem("The text in image is not base64 (RFC 4648, section 4, with padding).") from None
    if not content:
        raise _image_problem("The text in image is empty; put a picture file there, in base64.")
    return content


def _image_problem(detail: str) -> Problem:
    return Problem(422, detail, [{"pointer": "/image", "detail": detail}])


def as_problem(error: ValidationError, wanted: str) -> Problem:
    """Return what is wrong with a JSON body, by its places, and what is wanted."""
    places = error.errors(include_url=False, include_input=False)
    if places[0]["type"] == "json_invalid":
        return Problem(400, f"The body is not JSON that can be read: {places[0]['ctx']['error']}.")
    errors = [{"pointer": _pointer(place["loc"]), "detail": _said(place)} for place in places[:MOST_ERRORS]]
    first = errors[0]
    more = f" (and wrong places besides: {len(places) - 1:,})" if len(places) > 1 else ""
    where = f"At {first['pointer']}" if first["pointer"] else "The body"
    return Problem(422, f"{where}: {first['detail']}{more}. {wanted}.", errors)


def _said(place: ErrorDetails) -> str:
    return "There is no such member" if place["type"] == "extra_forbidden" else place["msg"]


def _pointer(location: Sequence[int | str]) -> str:
    """Return a JSON pointer (RFC 6901); a member's name, which strangers choose, is cut short."""
    parts = (shown(part) if isinstance(part, str) else str(part) for part in location)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
