"""The OpenAPI document, made of the operations and the schemas of their bodies and responses."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from itertools import chain
from typing import Any

from pydantic.json_schema import models_json_schema

from digits.web.api.openapi.examples import requests
from digits.web.api.openapi.operation import REFERENCE
from digits.web.api.openapi.operations import OPERATIONS, TAGS
from digits.web.api.schemas.basics import ProblemDetails

DESCRIPTION = (
    "Pictures and drawings in, readings out. Every error is a problem object (RFC 9457). A request whose Accept header "
    "excludes application/json gets a 406 where the answer would be JSON; health checks are always answered."
)
KEY = {"type": "http", "scheme": "bearer", "description": "The key from the response that stored the correction."}


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = operation.as_json()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handwritten digit recognition",
            "version": version("digits-classification"),
            "summary": "Reads handwritten digits and numbers from pictures and drawings.",
            "description": DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": description} for name, description in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "examples": requests(),
            "securitySchemes": {"correctionKey": KEY},
        },
    }


def _schemas() -> dict[str, Any]:
    bodies = chain.from_iterable(operation.body.schemas for operation in OPERATIONS if operation.body)
    results = chain.from_iterable(operation.results for operation in OPERATIONS)
    inputs = [(model, "validation") for model in dict.fromkeys(bodies)]
    outputs = [(model, "serialization") for model in dict.fromkeys([*results, ProblemDetails])]
    _, definitions = models_json_schema([*inputs, *outputs], ref_template=REFERENCE)  # type: ignore[list-item]
    return dict(definitions["$defs"])
