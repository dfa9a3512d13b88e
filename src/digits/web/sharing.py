"""Cross-origin use of the API: by the pages of those origins only that the operator lists (`CORS_ORIGINS`)."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

_SECONDS = 600
_METHODS = "GET, POST, DELETE"
_HEADERS = "Authorization, Content-Type"


def share(app: Flask) -> None:
    """Answer the questions of browsers before a cross-origin request, and mark the answers to it."""

    @app.before_request
    def preflight() -> Response | None:
        asked = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if not asked or not _allowed():
            return None
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = _HEADERS
        response.headers["Access-Control-Max-Age"] = str(_SECONDS)
        return response

    @app.after_request
    def mark(response: Response) -> Response:
        if request.path.startswith("/api/") and current_app.config["CORS_ORIGINS"]:
            response.vary.add("Origin")
        if _allowed():
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _allowed() -> bool:
    origins = current_app.config["CORS_ORIGINS"] or ()
    return request.path.startswith("/api/") and request.headers.get("Origin") in origins
