"""Content negotiation: which `Accept` and `Content-Type` headers a JSON address takes."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType

from digits.web.http.printable import printable

JSON = "application/json"


def require_json_accepted() -> None:
    """Raise NotAcceptable (406) unless the `Accept` header allows JSON."""
    if request.accept_mimetypes and request.accept_mimetypes.quality(JSON) == 0:
        raise NotAcceptable(f"The Accept header excludes {JSON}, the only type of this answer.")


def require_uncompressed_body() -> None:
    """Raise UnsupportedMediaType (415) for a body with a `Content-Encoding`."""
    if request.content_encoding:
        raise UnsupportedMediaType(
            f"Unsupported Content-Encoding `{printable(request.content_encoding)}`. Send the body uncompressed."
        )


def require_json_body() -> None:
    """Raise UnsupportedMediaType (415) unless the body is JSON, uncompressed."""
    if request.mimetype != JSON:
        raise unsupported_type((JSON,))
    require_uncompressed_body()


def unsupported_type(supported: tuple[str, ...], hint: str = "") -> UnsupportedMediaType:
    """A 415 that names the body's type and the supported ones."""
    given = f"Unsupported Content-Type `{printable(request.mimetype)}`" if request.mimetype else "Missing Content-Type"
    return UnsupportedMediaType(f"{given}. Supported: {', '.join(supported)}.{hint and ' ' + hint}")
