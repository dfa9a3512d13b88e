"""Compression of text responses (gzip), and empty responses without a Content-Type."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

MIN_BYTES = 1024
"""Shorter responses stay uncompressed; among them every one with the key of a correction, which is a secret."""
LEVEL = 6
TEXT_TYPES = ("text/", "application/json", "application/javascript")
TEXT_SUFFIXES = ("+json", "+xml")


class Application(Flask):
    """A Flask application that answers OPTIONS with 204 and the allowed methods."""

    def make_default_options_response(self) -> Response:
        """The response to OPTIONS."""
        response = super().make_default_options_response()
        response.status_code = 204
        return response


def register(app: Flask) -> None:
    """Compress text, and remove the type of empty responses."""

    @app.after_request
    def send(response: Response) -> Response:
        if response.status_code == 204:
            response.headers.pop("Content-Type", None)
        elif response.status_code in {200, 304} and _is_text(response) and not response.content_encoding:
            _compress(response)
        return response


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    return kind.startswith(TEXT_TYPES) or kind.endswith(TEXT_SUFFIXES)


def _compress(response: Response) -> None:
    """Compress a response that is long enough, if the client accepts gzip.

    Its ETag becomes a weak one, which stands for the same content in either form (RFC 9110, section 8.8.1).
    """
    response.vary.add("Accept-Encoding")
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
    if response.status_code != 200 or request.accept_encodings.quality("gzip") <= 0:
        return
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) >= MIN_BYTES:
        response.set_data(gzip.compress(content, LEVEL, mtime=0))
        response.content_encoding = "gzip"
