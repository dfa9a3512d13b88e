"""The types that bodies and answers are made of, errors among them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Coordinate = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Grey = Annotated[int, Field(ge=0, le=255)]
Row = Annotated[list[Grey], Field(min_length=28, max_length=28, fail_fast=True)]
Field28 = Annotated[list[Row], Field(min_length=28, max_length=28, fail_fast=True)]
Stroke = Annotated[list[tuple[Coordinate, Coordinate]], Field(fail_fast=True)]
Drawing = Annotated[list[Stroke], Field(fail_fast=True)]
Digit = Annotated[int, Field(ge=0, le=9)]
Verdict = Literal["digit", "unsure", "blank", "not_a_digit", "number"]
Probability = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    """No other member, and no value that would have to be converted."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Described(Strict):
    """Used by the OpenAPI document and tests only, and so built when it is first used."""

    model_config = ConfigDict(defer_build=True)


class Model(Described):
    """The model that gave a reading."""

    name: str
    version: str
    sha256: str


class ProblemPlace(Described):
    """One wrong place in a JSON body."""

    pointer: str = Field(description="A JSON pointer (RFC 6901) into the body.")
    detail: str


class ProblemDetails(Described):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemPlace] | None = None
