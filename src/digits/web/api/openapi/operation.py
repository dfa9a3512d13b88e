"""An operation of the API: its parameters, body, response and errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel

from digits.web.api.openapi.examples import requests
from digits.web.api.schemas.basics import ProblemDetails
from digits.web.http.negotiation import JSON
from digits.web.http.problems import PROBLEM_TYPE, problem_details, status_phrase

REFERENCE = "#/components/schemas/{model}"
PNG = "image/png"
FILE = {"type": "string", "contentMediaType": PNG, "description": "An image file."}
FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "array", "items": FILE, "description": "One or more image files."}},
}
PICTURE_ADDRESS = "/api/v1/practise/handwritten?number=7&seed=1"
"""An image on this server that can be sent to it."""
REASONS = {
    400: "Invalid query, empty body, or a body that is not JSON.",
    404: "There is nothing with this name or number.",
    406: "The Accept header excludes application/json.",
    413: "The body, or the number of files in it, exceeds a limit.",
    415: "Unsupported Content-Type.",
    422: "The body does not match its schema, or has nothing to read.",
    501: "The model is an ensemble, or its graph has an unsupported node or, for neighbours, no dense layer.",
    503: "The model is not loaded, or its file cannot be used.",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of the path or the query.

    Attributes:
        in_example: whether the operation's example sends it.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    example: str | int
    where: Literal["path", "query"] = "query"
    required: bool = False
    in_example: bool = True

    def as_json(self) -> dict[str, Any]:
        """A Parameter Object."""
        return {
            "name": self.name,
            "in": self.where,
            "required": self.required or self.where == "path",
            "description": self.description,
            "schema": dict(self.schema),
            "example": self.example,
        }


@dataclass(frozen=True)
class Body:
    """A JSON body of one of these schemas; its examples are named as in `digits.web.api.openapi.examples`.

    Attributes:
        files: whether image files may be sent instead, bare or in a form.
    """

    schemas: tuple[type[BaseModel], ...]
    examples: tuple[str, ...]
    files: bool = False

    def as_json(self) -> dict[str, Any]:
        """A Request Body Object."""
        examples = {name: {"$ref": f"#/components/examples/{name}"} for name in self.examples}
        content: dict[str, Any] = {JSON: {"schema": one_of(self.schemas), "examples": examples}}
        if self.files:
            file = {"schema": FILE, "examples": {"seven": {"summary": "A 7", "externalValue": PICTURE_ADDRESS}}}
            form = {"schema": FORM, "example": {"file": ["(contents of seven.png)", "(contents of four.jpg)"]}}
            content |= {"image/*": file, "application/octet-stream": file, "multipart/form-data": form}
        return {"required": True, "content": content}


@dataclass(frozen=True)
class Operation:
    """A method on a path.

    Attributes:
        name: its operationId.
        results: the schemas of its JSON response.
        media: the type of the response; empty for none.
        errors: the statuses of its errors.
        reasons: their meaning, where it differs from `REASONS`.
        conditional: whether the response has an ETag, and 304 is possible.
        key: whether the key of a correction is required.
    """

    name: str
    method: Literal["get", "post", "delete"]
    path: str
    tag: str
    summary: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    results: tuple[type[BaseModel], ...] = ()
    media: str = JSON
    status: int = 200
    done: str = "Done."
    errors: tuple[int, ...] = ()
    reasons: Mapping[int, str] = field(default_factory=dict)
    conditional: bool = False
    key: bool = False

    @property
    def address(self) -> str:
        """Path and query of its example."""
        sent = [parameter for parameter in self.parameters if parameter.in_example]
        path = self.path.format_map({one.name: one.example for one in sent if one.where == "path"})
        query = urlencode({one.name: one.example for one in sent if one.where == "query"})
        return f"{path}?{query}" if query else path

    @property
    def example(self) -> Any:
        """JSON body of its example; None for no body."""
        return requests()[self.body.examples[0]]["value"] if self.body else None

    def reason(self, status: int) -> str:
        """What an error means here."""
        return self.reasons.get(status, REASONS.get(status, ""))

    def as_json(self) -> dict[str, Any]:
        """An Operation Object."""
        members: dict[str, Any] = {"operationId": self.name, "tags": [self.tag], "summary": self.summary}
        if self.description:
            members["description"] = self.description
        if self.parameters:
            members["parameters"] = [one.as_json() for one in self.parameters]
        if self.body:
            members["requestBody"] = self.body.as_json()
        if self.key:
            members["security"] = [{"correctionKey": []}]
        return members | {"responses": self._responses()}

    def _responses(self) -> dict[str, Any]:
        found: dict[str, Any] = {str(self.status): self._response()}
        if self.conditional:
            found["304"] = {"description": "Unchanged since the ETag in If-None-Match."}
        return found | {str(status): self._error(status) for status in self.errors} | {"default": OTHER_ERROR}

    def _response(self) -> dict[str, Any]:
        if not self.media:
            return {"description": self.done}
        schema = FILE if self.media == PNG else one_of(self.results) if self.results else {"type": "string"}
        return {"description": self.done, "content": {self.media: {"schema": schema}}}

    def _error(self, status: int) -> dict[str, Any]:
        reason = self.reason(status)
        example = problem_details(status, reason, self.address.partition("?")[0])
        content = {PROBLEM_TYPE: {"schema": reference(ProblemDetails), "example": example}}
        return {"description": f"{status_phrase(status)}. {reason}", "content": content}


def reference(model: type[BaseModel]) -> dict[str, str]:
    """A Reference Object to a schema."""
    return {"$ref": REFERENCE.format(model=model.__name__)}


def one_of(models: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    """A reference to one schema, or `oneOf` several."""
    found = [reference(model) for model in models]
    return dict(found[0]) if len(found) == 1 else {"oneOf": found}


OTHER_ERROR = {
    "description": "Any other error, such as 405 for another method or 500 for a fault of the server.",
    "content": {
        PROBLEM_TYPE: {
            "schema": reference(ProblemDetails),
            "example": problem_details(500, "The server failed; the fault is not in your request.", "/api/v1/models"),
        }
    },
}
