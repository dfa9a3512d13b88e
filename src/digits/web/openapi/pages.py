"""The two addresses of the description: for programs and for people."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from digits.web.api import check_accept
from digits.web.openapi import snippets
from digits.web.openapi.document import document
from digits.web.openapi.examples import answers, requests, shown
from digits.web.openapi.operations import OPERATIONS, TAGS
from digits.web.problems import title

LIMITS = ("MAX_CONTENT_LENGTH", "MAX_JSON_BYTES", "MAX_FILES", "MAX_PIXELS", "MAX_STROKES", "MAX_POINTS")

documentation = Blueprint("documentation", __name__)


@documentation.get("/openapi.json")
def openapi() -> Response:
    """Describe the API for programs."""
    check_accept()
    return _lasting(jsonify(document()))


@documentation.get("/docs")
def docs() -> Response:
    """Describe the API for people."""
    server = request.host_url.rstrip("/")
    page = render_template(
        "docs.html",
        document=document(),
        tags=TAGS,
        operations=OPERATIONS,
        first=snippets.first(server),
        snippets={operation.name: snippets.of(operation, server) for operation in OPERATIONS},
        requests=requests(),
        answers=answers(),
        shown=shown,
        title=title,
        limits={name: current_app.config[name] for name in LIMITS},
    )
    answer = make_response(page)
    answer.vary.update(("Accept-Language", "Cookie"))
    return _lasting(answer)


def _lasting(answer: Response) -> Response:
    """An answer that is not sent again to those who have it."""
    answer.cache_control.no_cache = True
    answer.add_etag()
    return answer.make_conditional(request)
