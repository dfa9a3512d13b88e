"""What an operation of the API is: what it takes, what it answers, and how it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel

from digits.web.openapi.examples import requests
from digits.web.problems import PROBLEM_TYPE, problem, title
from digits.web.schemas import ProblemDetails

REFERENCE = "#/components/schemas/{model}"
JSON = "application/json"
PICTURE = {"type": "string", "contentMediaType": "image/png", "description": "A picture file."}
FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "array", "items": PICTURE, "description": "One or more picture files."}},
}
PICTURE_ADDRESS = "/api/v1/practise/handwritten?number=7&seed=1"
"""Where this server has a picture that can be sent to it."""
REASONS = {
    400: "The query is not understood, or the body is empty or no JSON.",
    404: "There is none of this name or number.",
    406: "The Accept header leaves application/json out.",
    413: "The body, or the number of files in it, is over a limit.",
    415: "The Content-Type is none of those that are read here.",
    422: "The body is understood, but it is not of the form that is asked for, or there is nothing in it to be read.",
    501: "The model's graph holds what is not understood, or it is an ensemble of several.",
    503: "The model is not loaded, or its file cannot be used.",
}


@dataclass(frozen=True)
class Parameter:
    """A part of the path, of the query or of the header.

    Attributes:
        sent: whether the example of the operation sends it.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    example: str | int
    where: Literal["path", "query", "header"] = "query"
    required: bool = False
    sent: bool = True

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
    """A JSON body, of one of these schemas; its examples are named as in `digits.web.openapi.examples`.

    Attributes:
        pictures: whether picture files may be sent in place of JSON, bare or in a form.
    """

    schemas: tuple[type[BaseModel], ...]
    examples: tuple[str, ...]
    pictures: bool = False

    def as_json(self) -> dict[str, Any]:
        """A Request Body Object."""
        examples = {name: {"$ref": f"#/components/examples/{name}"} for name in self.examples}
        content: dict[str, Any] = {JSON: {"schema": one_of(self.schemas), "examples": examples}}
        if self.pictures:
            seven = {"seven": {"summary": "A 7 in handwriting", "externalValue": PICTURE_ADDRESS}}
            picture = {"schema": PICTURE, "examples": seven}
            form = {"schema": FORM, "example": {"file": ["(the contents of seven.png)", "(the contents of four.jpg)"]}}
            content |= {"image/*": picture, "application/octet-stream": picture, "multipart/form-data": form}
        return {"required": True, "content": content}


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        name: its operationId, and the name of its recorded answer.
        results: the schemas of its answer; none for what is no JSON.
        forms: names of the recorded answers, where there are others than the operation's own.
        media: the type of the answer; empty for none.
        errors: the statuses it can refuse with.
        reasons: what they mean here, where that is not what they mean elsewhere.
        lasting: whether the answer has an ETag, and is not sent again to those who have it.
        key: whether the key of a correction must be sent.
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
    forms: tuple[str, ...] = ()
    media: str = JSON
    status: int = 200
    done: str = "Done."
    errors: tuple[int, ...] = ()
    reasons: Mapping[int, str] = field(default_factory=dict)
    lasting: bool = False
    key: bool = False

    @property
    def address(self) -> str:
        """The path and the query of its example."""
        sent = [parameter for parameter in self.parameters if parameter.sent]
        path = self.path.format_map({one.name: one.example for one in sent if one.where == "path"})
        query = urlencode({one.name: one.example for one in sent if one.where == "query"})
        return f"{path}?{query}" if query else path

    @property
    def example(self) -> Any:
        """The JSON body of its example; None where it takes no body."""
        return requests()[self.body.examples[0]]["value"] if self.body else None

    @property
    def recorded(self) -> tuple[str, ...]:
        """The names of its recorded answers."""
        return self.forms or (self.name,)

    def reason(self, status: int) -> str:
        """What an error means here."""
        return self.reasons.get(status, REASONS.get(status, ""))

    def as_json(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """An Operation Object."""
        members: dict[str, Any] = {"operationId": self.name, "tags": [self.tag], "summary": self.summary}
        if self.description:
            members["description"] = self.description
        parameters = [one.as_json() for one in self.parameters]
        if parameters:
            members["parameters"] = parameters
        if self.body:
            members["requestBody"] = self.body.as_json()
        if self.key:
            members["security"] = [{"correctionKey": []}]
        return members | {"responses": self._responses(answers)}

    def _responses(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {str(self.status): self._answer(answers)}
        if self.lasting:
            found["304"] = {"description": "The answer is still the one that the ETag in If-None-Match is of."}
        return found | {str(status): self._problem(status) for status in self.errors} | {"default": OTHER}

    def _answer(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        if not self.media:
            return {"description": self.done}
        if self.media == "image/png":
            examples = {"picture": {"externalValue": self.address}}
        else:
            examples = {name: {"value": answers[name]} for name in self.recorded}
        schema = one_of(self.results) if self.results else {"type": "string"}
        if self.media == "image/png":
            schema = PICTURE
        return {"description": self.done, "content": {self.media: {"schema": schema, "examples": examples}}}

    def _problem(self, status: int) -> dict[str, Any]:
        reason = self.reason(status)
        example = problem(status, reason, self.address.partition("?")[0])
        content = {PROBLEM_TYPE: {"schema": reference(ProblemDetails), "example": example}}
        return {"description": f"{title(status)}. {reason}", "content": content}


def reference(model: type[BaseModel]) -> dict[str, str]:
    """The place of a schema."""
    return {"$ref": REFERENCE.format(model=model.__name__)}


def one_of(models: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    """The places of one or more schemas."""
    found = [reference(model) for model in models]
    return dict(found[0]) if len(found) == 1 else {"oneOf": found}


OTHER = {
    "description": "Any other error, such as 405 for another method or 500 for a fault of the server.",
    "content": {
        PROBLEM_TYPE: {
            "schema": reference(ProblemDetails),
            "example": problem(500, "Something went wrong in the server, not in your request.", "/api/v1/models"),
        }
    },
}
