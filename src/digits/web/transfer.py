"""How answers travel: compressed where that makes them much shorter, and without a type where nothing is in them."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

LEAST = 1024
"""Bytes; what is shorter stays as it is, such as every answer with the key of a correction, which is a secret."""
LEVEL = 6
TEXTS = ("text/", "application/json", "application/javascript")
SUFFIXES = ("+json", "+xml")


class Application(Flask):
    """A Flask application that says with an empty answer by which methods an address is asked."""

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS."""
        response = super().make_default_options_response()
        response.status_code = 204
        return response


def tidy(app: Flask) -> None:
    """Compress texts, and take the type from answers without content."""

    @app.after_request
    def send(response: Response) -> Response:
        if response.status_code == 204:
            response.headers.pop("Content-Type", None)
        elif response.status_code in {200, 304} and _is_text(response) and not response.content_encoding:
            _compress(response)
        return response


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    return kind.startswith(TEXTS) or kind.endswith(SUFFIXES)


def _compress(response: Response) -> None:
    """Compress an answer where it is long enough and whoever asked takes it.

    Its ETag becomes a weak one, and so stands for the same content in either form (RFC 9110, section 8.8.1).
    """
    response.vary.add("Accept-Encoding")
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
    if response.status_code != 200 or request.accept_encodings.quality("gzip") <= 0:
        return
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) >= LEAST:
        response.set_data(gzip.compress(content, LEVEL, mtime=0))
        response.content_encoding = "gzip"
