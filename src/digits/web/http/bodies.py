"""Request bodies: raw bytes, uploaded files, and JSON checked by a pydantic model."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from flask import Request, request
from pydantic import BaseModel, ValidationError

from digits.web.http.body_limits import limit_files, limit_json_body
from digits.web.http.negotiation import require_json_body
from digits.web.http.printable import printable
from digits.web.http.problems import Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from werkzeug.datastructures import FileStorage

MAX_ERRORS = 5
"""Errors of a JSON body that an answer lists."""

Body = TypeVar("Body", bound=BaseModel)


class InMemoryRequest(Request):
    """A request whose uploads stay in memory, within `MAX_CONTENT_LENGTH`, and never touch a disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> io.BytesIO:
        return io.BytesIO()


def raw_body() -> bytes:
    """The body as it is.

    Raises:
        Problem: it is empty (400).
    """
    body = request.get_data(cache=False)
    if not body:
        raise Problem(400, "The request has no body. Send an image file as the body.")
    return body


def uploaded_files() -> list[FileStorage]:
    """The files in the form field `file`, in order.

    Raises:
        Problem: there are none (400).
        RequestEntityTooLarge: there are too many (413).
    """
    uploaded = [part for part in request.files.getlist("file") if part.filename or part.stream.read(1)]
    for part in uploaded:
        part.stream.seek(0)
    limit_files(len(uploaded))
    if not uploaded:
        raise Problem(400, "The form has no image. Choose one or more files for the field `file`.")
    return uploaded


def json_body(model: type[Body], expected: str, check_content: Callable[[bytes], None]) -> Body:
    """The JSON body as a pydantic model.

    Args:
        model: what the body must be.
        expected: a sentence for error messages, such as "The body must be an object with `label`."
        check_content: raises for content that should not be parsed at all.

    Raises:
        Problem: it is not JSON (400), or does not match the model (422).
        RequestEntityTooLarge: it is too long (413).
        UnsupportedMediaType: the Content-Type is another, or there is a Content-Encoding (415).
    """
    require_json_body()
    limit_json_body()
    content = request.get_data(cache=False)
    check_content(content)
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise _validation_problem(error, expected) from None


def member_problem(pointer: str, detail: str) -> Problem:
    """A 422 about one member of a JSON body, given by its JSON pointer (RFC 6901)."""
    return Problem(422, f"At {pointer}: {detail}", [{"pointer": pointer, "detail": detail}])


def _validation_problem(error: ValidationError, expected: str) -> Problem:
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return Problem(400, f"The body is not valid JSON: {found[0]['ctx']['error']}.")
    errors = [{"pointer": _pointer(one["loc"]), "detail": _message(one)} for one in found[:MAX_ERRORS]]
    first = errors[0]
    more = f" (and {len(found) - 1:,} more errors)" if len(found) > 1 else ""
    where = f"At {first['pointer']}" if first["pointer"] else "The body"
    return Problem(422, f"{where}: {first['detail']}{more}. {expected}", errors)


def _message(error: ErrorDetails) -> str:
    return "Unknown member" if error["type"] == "extra_forbidden" else error["msg"]


def _pointer(location: Sequence[int | str]) -> str:
    """A JSON pointer (RFC 6901); the names of members, which the client chose, are shortened."""
    parts = (printable(part) if isinstance(part, str) else str(part) for part in location)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
