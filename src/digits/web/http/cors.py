"""Cross-origin requests (CORS): the API for the origins in the setting `CORS_ORIGINS`, and for no others."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

MAX_AGE = 600
"""Seconds for which a browser may keep the answer to a preflight request."""
METHODS = "GET, POST, DELETE"
HEADERS = "Authorization, Content-Type"


def register(app: Flask) -> None:
    """Answer preflight requests, and add the CORS headers to responses."""

    @app.before_request
    def preflight() -> Response | None:
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if not is_preflight or not _is_allowed():
            return None
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = HEADERS
        response.headers["Access-Control-Max-Age"] = str(MAX_AGE)
        return response

    @app.after_request
    def add_headers(response: Response) -> Response:
        if request.path.startswith("/api/") and current_app.config["CORS_ORIGINS"]:
            response.vary.add("Origin")
        if _is_allowed():
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _is_allowed() -> bool:
    origins = current_app.config["CORS_ORIGINS"] or ()
    return request.path.startswith("/api/") and request.headers.get("Origin") in origins
