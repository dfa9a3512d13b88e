"""What goes in and comes out as JSON; the OpenAPI document and the checks are made from these."""

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
Probability = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Described(_Strict):
    """Used by the OpenAPI document and tests only, and so built when it is first used."""

    model_config = ConfigDict(defer_build=True)


class ImageBody(_Described):
    """A picture file (PNG, JPEG, WebP, GIF or BMP)."""

    image: str = Field(description="The file in base64, or as a data URL.")


class StrokesBody(_Described):
    """A drawing: one list of points (x, y) for each time the pen was down; y grows downwards, any scale."""

    strokes: Drawing = Field(
        description="Points in the order in which they were drawn.",
        examples=[[[[20.0, 20.0], [80.0, 20.0], [40.0, 100.0]]]],
    )


class PixelsBody(_Described):
    """A picture of 28 rows of 28 grey levels; ink may be dark or light."""

    pixels: Field28


class PredictBody(_Strict):
    """What a JSON body may hold; exactly one of the three must be there."""

    image: str | None = None
    strokes: Drawing | None = None
    pixels: Field28 | None = None


class Model(_Described):
    """The model that gave a reading."""

    name: str
    version: str
    sha256: str


class Step(_Described):
    """One step of the normalization, as a picture of at most 280 pixels on its longest side."""

    name: Literal["picture", "ink", "box", "scaled", "field"]
    png: str = Field(description="A data URL of a PNG file.")


class Reading(_Described):
    """What was read."""

    digit: Digit | None = Field(description="The most probable digit; null where there is no ink.")
    verdict: Literal["digit", "unsure", "blank", "not_a_digit", "number"]
    probabilities: Annotated[list[Probability], Field(min_length=10, max_length=10)] = Field(
        description="Calibrated, in the order 0 to 9; their sum is 1."
    )
    candidates: list[Digit] = Field(description="The digits that hold the truth with the model's coverage.")
    number: dict[str, object] | None = Field(description="Several digits; null until a model reads them.")
    ink: Field28 = Field(description="What the model saw; 255 is full ink.")
    model: Model
    milliseconds: float = Field(ge=0, description="Time in the server for normalizing and reading.")
    steps: list[Step] | None = Field(default=None, description="With `?steps=1` only.")


class NamedReading(Reading):
    """What was read in one file of a form."""

    name: str


class ProblemPlace(_Described):
    """One wrong place in a JSON body."""

    pointer: str = Field(description="A JSON pointer (RFC 6901) into the body.")
    detail: str


class ProblemDetails(_Described):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemPlace] | None = None


class Refusal(_Described):
    """Why one file of a form could not be read."""

    name: str
    error: ProblemDetails


class Readings(_Described):
    """One result for each file of a form, in the order of the form."""

    readings: list[NamedReading | Refusal]


class ModelCard(Model):
    """What is known of one model."""

    description: str | None
    parameters: int | None
    multiplies: int | None
    test_errors: int | None = Field(description="Errors on MNIST's 10,000 test images.")


class Models(_Described):
    """The models that `?model=` can name."""

    default: str
    models: list[ModelCard]


class Health(_Described):
    """The server is well."""

    status: Literal["ok"]
