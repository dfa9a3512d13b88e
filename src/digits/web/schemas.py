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
Verdict = Literal["digit", "unsure", "blank", "not_a_digit", "number"]
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


class CorrectionBody(_Strict):
    """What was meant, and the drawing or the picture (a file in base64 or as a data URL) that was read wrongly."""

    label: str = Field(max_length=80, description="Digits, perhaps with a decimal comma and a minus sign.")
    image: str | None = None
    strokes: Drawing | None = None


class KeptCorrection(_Described):
    """A correction that was kept; its key, told only here, lets it be deleted."""

    id: str
    key: str
    label: str


class Model(_Described):
    """The model that gave a reading."""

    name: str
    version: str
    sha256: str


class Step(_Described):
    """One step of the normalization, as a picture of at most 280 pixels on its longest side."""

    name: Literal["picture", "paper", "lines", "ink", "box", "scaled", "field"]
    png: str = Field(description="A data URL of a PNG file.")


class DigitReading(_Described):
    """What one digit was read as, such as a part of a number."""

    digit: Digit | None = Field(
        description="The most probable digit; null where there is no ink, no digit, or a number of several."
    )
    verdict: Verdict
    mirrored: bool = Field(description="Whether the digit was written mirror-wise; `digit` is what was meant.")
    probabilities: Annotated[list[Probability], Field(min_length=10, max_length=10)] = Field(
        description="Calibrated, in the order 0 to 9; their sum is 1. Of what is not a digit: what it is most like."
    )
    candidates: list[Digit] = Field(
        description="The digits that hold the truth with the model's coverage, the most probable first."
    )
    ink: Field28 = Field(description="What the model saw; 255 is full ink.")
    model: Model
    milliseconds: float = Field(ge=0, description="Time in the server for normalizing and reading.")


class Part(_Described):
    """A digit, the decimal comma or the minus sign of a number, and where it stands."""

    text: Annotated[str, Field(pattern=r"^[0-9,-]$")] = Field(description="A digit, `,` or `-`.")
    box: Annotated[list[float], Field(min_length=4, max_length=4)] = Field(
        description="Left, top, right, bottom: in pixels of the picture as it was sent, turned upright; of a drawing "
        "in the unit of its strokes."
    )
    reading: DigitReading | None = Field(description="Null for the comma and the minus sign.")


class Number(_Described):
    """Several digits in one picture or drawing."""

    text: Annotated[str, Field(pattern=r"^[0-9,-]+$")] = Field(
        description="Of 0 to 9, `,` for a decimal comma or point, and `-` in front; line after line.",
        examples=["2026", "-20,5"],
    )
    parts: list[Part] = Field(description="In the order of the text.")


class Reading(DigitReading):
    """What was read."""

    number: Number | None = Field(description="With the verdict `number`; null otherwise.")
    size: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        description="Width and height of the picture as it was sent, turned upright; null for a drawing."
    )
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
