"""The description of the API: an OpenAPI 3.1 document and a page that shows it, both from this server alone."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from flask import Blueprint, current_app, render_template
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from digits.web import schemas
from digits.web.problems import PROBLEM_TYPE, title

REFERENCE = "#/components/schemas/{model}"
RESULTS: tuple[type[BaseModel], ...] = (
    schemas.Reading,
    schemas.Readings,
    schemas.Models,
    schemas.Health,
    schemas.ProblemDetails,
)
BODIES: tuple[type[BaseModel], ...] = (schemas.ImageBody, schemas.StrokesBody, schemas.PixelsBody)
PICTURE = {"type": "string", "contentMediaType": "image/png", "description": "A picture file."}
FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "array", "items": PICTURE, "description": "One or more picture files."}},
}
PARAMETERS = [
    {
        "name": "steps",
        "in": "query",
        "description": "1 adds a picture of every step of the normalization.",
        "schema": {"type": "string", "enum": ["0", "1"], "default": "0"},
    },
    {
        "name": "model",
        "in": "query",
        "description": "The model to read with, by its name; the server's default one otherwise.",
        "schema": {"type": "string"},
    },
]
REASONS = {
    400: "The body is empty or no JSON, or the query is not understood.",
    406: "The Accept header leaves application/json out.",
    413: "The body, or the number of files in it, is over a limit.",
    415: "The Content-Type is none of those above.",
    422: "The body is understood, but no picture or drawing that can be read.",
    503: "The model is not loaded.",
}

documentation = Blueprint("documentation", __name__)


@documentation.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """Describe the API for programs."""
    return document()


@documentation.get("/docs")
def docs() -> str:
    """Describe the API for people."""
    names = ("MAX_CONTENT_LENGTH", "MAX_JSON_BYTES", "MAX_FILES", "MAX_PIXELS", "MAX_STROKES", "MAX_POINTS")
    limits = {name: current_app.config[name] for name in names}
    return render_template("docs.html", document=document(), limits=limits)


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document; its schemas are those that bodies and answers are checked with."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handwritten digits",
            "version": version("digits-classification"),
            "summary": "Reads a handwritten digit from a picture or a drawing.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/predict": {"post": _predict()},
            "/api/v1/models": {"get": _get("models", "List the models that can be named", schemas.Models, 406)},
            "/health/live": {"get": _get("live", "Tell whether the process is alive", schemas.Health)},
            "/health/ready": {"get": _get("ready", "Tell whether the model is loaded", schemas.Health, 503)},
            "/metrics": {"get": _metrics()},
        },
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Any]:
    inputs = [(model, "validation") for model in BODIES]
    outputs = [(model, "serialization") for model in RESULTS]
    _, definitions = models_json_schema([*inputs, *outputs], ref_template=REFERENCE)  # type: ignore[list-item]
    return dict(definitions["$defs"])


def _predict() -> dict[str, Any]:
    binary = {"schema": PICTURE}
    form = _reference(schemas.Readings) | {"description": "The answer to a form."}
    answers = {"oneOf": [_reference(schemas.Reading), form]}
    return {
        "operationId": "predict",
        "summary": "Read a picture, several pictures, or a drawing",
        "parameters": PARAMETERS,
        "requestBody": {
            "required": True,
            "content": {
                "image/*": binary,
                "application/octet-stream": binary,
                "multipart/form-data": {"schema": FORM},
                "application/json": {"schema": {"oneOf": [_reference(model) for model in BODIES]}},
            },
        },
        "responses": {"200": _answer("What was read", answers)} | _problems(*REASONS),
    }


def _get(name: str, summary: str, result: type[BaseModel], *errors: int) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": _answer("Done", _reference(result))} | _problems(*errors),
    }


def _metrics() -> dict[str, Any]:
    text = {"description": "Prometheus text", "content": {"text/plain": {"schema": {"type": "string"}}}}
    return {"operationId": "metrics", "summary": "Show counts and durations", "responses": {"200": text}}


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model.__name__)}


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _problems(*statuses: int) -> dict[str, Any]:
    content = {PROBLEM_TYPE: {"schema": _reference(schemas.ProblemDetails)}}
    return {
        str(status): {"description": f"{title(status)}. {REASONS[status]}", "content": content} for status in statuses
    }
