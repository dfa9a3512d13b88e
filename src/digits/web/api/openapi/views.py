"""The document at /openapi.json, and the page /docs.

The operations with their schemas are imported when they are first asked for: a server starts without them.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template

from digits.web.http.conditional import conditional
from digits.web.http.negotiation import require_json_accepted
from digits.web.http.problems import status_phrase

LIMITS = ("MAX_CONTENT_LENGTH", "MAX_JSON_BYTES", "MAX_FILES", "MAX_PIXELS", "MAX_STROKES", "MAX_POINTS")
"""Settings that the page lists."""

blueprint = Blueprint("openapi", __name__)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    from digits.web.api.openapi.document import document

    require_json_accepted()
    return conditional(jsonify(document()))


@blueprint.get("/docs")
def docs() -> Response:
    """The description of the API for people."""
    from digits.web.api.openapi.document import document
    from digits.web.api.openapi.examples import requests
    from digits.web.api.openapi.operations import OPERATIONS, TAGS

    page = render_template(
        "docs.html",
        document=document(),
        tags=TAGS,
        operations=OPERATIONS,
        requests=requests(),
        status_phrase=status_phrase,
        limits={name: current_app.config[name] for name in LIMITS},
    )
    response = make_response(page)
    response.vary.update(("Accept-Language", "Cookie"))
    return conditional(response)
