"""Errors: `application/problem+json` (RFC 9457) where programs ask, a page where people do."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    ServiceUnavailable,
)
from werkzeug.wrappers import Response as AnyResponse

from digits.recognizer import ModelError

PROGRAM_PATHS = frozenset({"api", "health", "metrics", "openapi.json", "v2"})
PROBLEM_TYPE = "application/problem+json"


class Problem(HTTPException):
    """An error with a status and a detail of our own, and for a JSON body the places that are wrong."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.code = status
        self.errors = errors


def title(status: int) -> str:
    """Return the phrase of a status; of today's standard (RFC 9110) where Python still says the old one."""
    newer = {413: "Content Too Large", 422: "Unprocessable Content"}
    return newer.get(status) or HTTPStatus(status).phrase


def problem(status: int, detail: str, instance: str) -> dict[str, object]:
    """Return the members of a problem object (RFC 9457, section 3.1)."""
    return {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": detail,
        "instance": instance,
    }


def asked_by_program(path: str) -> bool:
    """Tell whether errors at this path are for programs."""
    return path.lstrip("/").split("/", 1)[0] in PROGRAM_PATHS


def register(app: Flask) -> None:
    """Answer every error, expected or not, in the form that its path asks for."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(ModelError, _answer_model_error)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer(error: HTTPException) -> AnyResponse:
    if error.code is None or error.response is not None:
        return error.get_response(request.environ)
    detail = _detail(error)
    response = _as_problem(error, detail) if asked_by_program(request.path) else _as_page(error.code, detail)
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _as_problem(error: HTTPException, detail: str) -> Response:
    members = problem(error.code or 500, detail, request.path)
    if isinstance(error, Problem) and error.errors:
        members["errors"] = error.errors
    return Response(json.dumps(members), status=error.code, content_type=PROBLEM_TYPE)


def _as_page(status: int, detail: str) -> Response:
    page = render_template("error.html", status=status, detail=detail)
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _answer_model_error(error: ModelError) -> AnyResponse:
    current_app.logger.error("The model cannot be used: %s", error)
    return _answer(ServiceUnavailable(f"The model cannot be used: {error}"))


def _answer_unexpected(error: Exception) -> AnyResponse:
    current_app.logger.exception("Unexpected error at %s %s", request.method, request.path, exc_info=error)
    return _answer(InternalServerError())


def _detail(error: HTTPException) -> str:
    """Return what was wrong and what to do; a standard exception's own text where it says enough."""
    if isinstance(error, NotFound) and error.description == NotFound.description:
        return f"There is nothing at {request.path}. The start page is at /, the API is described at /docs."
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return f"{request.path} cannot be asked with {request.method}; it answers {allowed}."
    if isinstance(error, InternalServerError):
        return "Something went wrong in the server, not in your request; it is noted in the server's log."
    if isinstance(error, RequestEntityTooLarge) and error.description == RequestEntityTooLarge.description:
        return _limits()
    return error.description or title(error.code or 500)


def _limits() -> str:
    config = current_app.config
    return (
        f"The request is larger than this server takes: at most {_size(config['MAX_CONTENT_LENGTH'])} in all, "
        f"{_size(config['MAX_JSON_BYTES'])} of JSON, {config['MAX_FILES']} pictures in one form and "
        f"{_size(config['MAX_FORM_MEMORY_SIZE'])} in its other fields. "
        "Send a smaller picture, or fewer at a time."
    )


def _size(count: int) -> str:
    return f"{count / 2**20:.4g} MiB" if count >= 2**20 else f"{count / 2**10:.4g} KiB"
