"""The OpenAPI document, made of the operations; its schemas are those that bodies and answers are checked with."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from digits.web.openapi.examples import answers, requests
from digits.web.openapi.operations import OPERATIONS, TAGS
from digits.web.openapi.parts import REFERENCE
from digits.web.schemas import ProblemDetails

DESCRIPTION = (
    "Pictures and drawings in, readings out. Every error is a problem object (RFC 9457). A request is refused "
    "with 406 where its answer would be application/json and its Accept header leaves that out; health is told to any "
    "probe. Long lists of objects in the examples are cut to two."
)


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = operation.as_json(answers())
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handwritten digits",
            "version": version("digits-classification"),
            "summary": "Reads a handwritten digit from a picture or a drawing.",
            "description": DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": description} for name, description in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "examples": requests(),
            "securitySchemes": {
                "correctionKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The key that keeping the correction gave.",
                }
            },
        },
    }


def _schemas() -> dict[str, Any]:
    bodies = [operation.body.schemas for operation in OPERATIONS if operation.body]
    results = [operation.results for operation in OPERATIONS]
    inputs = [(model, "validation") for model in _each(bodies)]
    outputs = [(model, "serialization") for model in [*_each(results), ProblemDetails]]
    _, definitions = models_json_schema([*inputs, *outputs], ref_template=REFERENCE)  # type: ignore[list-item]
    return dict(definitions["$defs"])


def _each(groups: list[tuple[type[BaseModel], ...]]) -> list[type[BaseModel]]:
    return list(dict.fromkeys(model for group in groups for model in group))
