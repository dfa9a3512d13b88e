"""Types shared by bodies and responses, and the schema of errors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Coordinate = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Grey = Annotated[int, Field(ge=0, le=255)]
Row = Annotated[list[Grey], Field(min_length=28, max_length=28, fail_fast=True)]
Pixels28 = Annotated[list[Row], Field(min_length=28, max_length=28, fail_fast=True)]
Stroke = Annotated[list[tuple[Coordinate, Coordinate]], Field(fail_fast=True)]
Drawing = Annotated[list[Stroke], Field(fail_fast=True)]
Digit = Annotated[int, Field(ge=0, le=9)]
Verdict = Literal["digit", "unsure", "blank", "not_a_digit", "number"]
Probability = Annotated[float, Field(ge=0, le=1)]


class StrictSchema(BaseModel):
    """A schema that rejects unknown members and values of another type."""

    model_config = ConfigDict(strict=True, extra="forbid")


class DocumentedSchema(StrictSchema):
    """A schema for the OpenAPI document and tests only, built on first use."""

    model_config = ConfigDict(defer_build=True)


class Model(DocumentedSchema):
    """The model that made a reading."""

    name: str
    version: str
    sha256: str


class ProblemMember(DocumentedSchema):
    """A wrong member of a JSON body."""

    pointer: str = Field(description="A JSON pointer (RFC 6901) into the body.")
    detail: str


class ProblemDetails(DocumentedSchema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemMember] | None = None
    reason: Literal["empty", "format", "size", "damaged", "time"] | None = Field(
        default=None, description="Of a file of a form: why it was not read. `size`: too many pixels."
    )
