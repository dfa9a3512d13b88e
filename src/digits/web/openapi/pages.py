"""The two addresses of the description: for programs and for people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request

from digits.web.openapi import snippets
from digits.web.openapi.document import document
from digits.web.openapi.examples import answers, requests, shown
from digits.web.openapi.operations import OPERATIONS, TAGS
from digits.web.problems import title

LIMITS = ("MAX_CONTENT_LENGTH", "MAX_JSON_BYTES", "MAX_FILES", "MAX_PIXELS", "MAX_STROKES", "MAX_POINTS")

documentation = Blueprint("documentation", __name__)


@documentation.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """Describe the API for programs."""
    return document()


@documentation.get("/docs")
def docs() -> str:
    """Describe the API for people."""
    server = request.host_url.rstrip("/")
    return render_template(
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
