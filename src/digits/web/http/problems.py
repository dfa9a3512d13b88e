"""Errors: `application/problem+json` (RFC 9457) on the API's paths, an HTML page elsewhere."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
)
from werkzeug.wrappers import Response as AnyResponse

from digits.web.http.body_limits import too_large_message

API_ROOTS = frozenset({"api", "health", "metrics", "openapi.json", "v2"})
"""First parts of the paths that programs ask for."""
PROBLEM_TYPE = "application/problem+json"


class Problem(HTTPException):
    """An HTTP error with a status, a detail and, for a JSON body, its wrong members."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.code = status
        self.errors = errors


def status_phrase(status: int) -> str:
    """The phrase of a status by RFC 9110, also where Python still has the older one."""
    newer = {413: "Content Too Large", 422: "Unprocessable Content"}
    return newer.get(status) or HTTPStatus(status).phrase


def problem_details(status: int, detail: str, instance: str) -> dict[str, object]:
    """The members of a problem object (RFC 9457, section 3.1)."""
    return {
        "type": "about:blank",
        "title": status_phrase(status),
        "status": status,
        "detail": detail,
        "instance": instance,
    }


def is_api_path(path: str) -> bool:
    """Whether errors at this path are sent as problem objects."""
    return path.lstrip("/").split("/", 1)[0] in API_ROOTS


def register(app: Flask) -> None:
    """Send every error, expected or not, in the form of its path."""
    app.register_error_handler(HTTPException, error_response)
    app.register_error_handler(Exception, _unexpected_error_response)


def error_response(error: HTTPException) -> AnyResponse:
    """The response to an HTTP error."""
    if error.code is None or error.response is not None:
        return error.get_response(request.environ)
    detail = _detail(error)
    response = _problem_response(error, detail) if is_api_path(request.path) else _page(error.code, detail)
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _problem_response(error: HTTPException, detail: str) -> Response:
    members = problem_details(error.code or 500, detail, request.path)
    if isinstance(error, Problem) and error.errors:
        members["errors"] = error.errors
    return Response(json.dumps(members), status=error.code, content_type=PROBLEM_TYPE)


def _page(status: int, detail: str) -> Response:
    page = render_template("error.html", status=status, detail=detail)
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _unexpected_error_response(error: Exception) -> AnyResponse:
    current_app.logger.exception("Unexpected error at %s %s", request.method, request.path, exc_info=error)
    return error_response(InternalServerError())


def _detail(error: HTTPException) -> str:
    """What is wrong and what to do; a standard exception's own text where that is enough."""
    if isinstance(error, NotFound) and error.description == NotFound.description:
        return f"Nothing at {request.path}. The start page is /, the API is described at /docs."
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return f"{request.path} does not support {request.method}. Supported: {allowed}."
    if isinstance(error, InternalServerError):
        return "The server failed; the fault is not in your request. The reason is in the server's log."
    if isinstance(error, RequestEntityTooLarge) and error.description == RequestEntityTooLarge.description:
        return too_large_message()
    return error.description or status_phrase(error.code or 500)
