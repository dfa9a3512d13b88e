"""Conditional GET: an ETag on answers that seldom change, and 304 for clients that have them."""

from __future__ import annotations

from flask import Response, request


def conditional(response: Response) -> Response:
    """Add an ETag and `Cache-Control: no-cache`; turn the response into a 304 where the client has this content."""
    response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response
