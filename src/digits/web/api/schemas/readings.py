"""Readings, models and corrections."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from digits.web.api.schemas.basics import Digit, DocumentedSchema, Model, Pixels28, Probability, ProblemDetails, Verdict

Box = Annotated[
    list[float],
    Field(
        min_length=4,
        max_length=4,
        description="Left, top, right, bottom: in pixels of the image as it was sent, turned upright; in the unit of "
        "the strokes for a drawing.",
    ),
]


class Step(DocumentedSchema):
    """One step of the normalization, as an image of at most 280 pixels on its longest side."""

    name: Literal["picture", "paper", "ink", "box", "scaled", "normalized"]
    png: str = Field(description="A data URL of a PNG file.")


class DigitReading(DocumentedSchema):
    """The reading of one digit, such as a part of a number."""

    digit: Digit | None = Field(
        description="The most probable digit; null where there is no ink, no digit, or one number or more."
    )
    verdict: Verdict = Field(
        description="`digit`, or `number` for several, if nothing is in doubt; `unsure`: look at the candidates and at "
        "the doubts; `blank` without ink; `not_a_digit` if there is ink, but no digit."
    )
    mirrored: bool = Field(description="Whether it is a mirror-image digit; `digit` is the one that was meant.")
    probabilities: Annotated[list[Probability], Field(min_length=10, max_length=10)] = Field(
        description="Calibrated, in the order 0 to 9, of sum 1; also for what is not a digit."
    )
    candidates: list[Digit] = Field(
        description="The digits that include the true one with the model's coverage, the most probable first; empty "
        "without a digit."
    )
    ink: Pixels28 = Field(description="The normalized image that the model read; 255 is full ink.")
    model: Model
    milliseconds: float = Field(ge=0, description="Time on the server for normalizing and reading.")


class Part(DocumentedSchema):
    """A digit, a decimal comma, a minus sign or a slash of a number, and its place."""

    text: Annotated[str, Field(pattern=r"^[0-9,/-]$")] = Field(description="A digit, `,`, `-` or `/`.")
    box: Box
    reading: DigitReading | None = Field(description="Null for the comma, the minus sign and the slash.")


class Number(DocumentedSchema):
    """A number on a page."""

    text: Annotated[str, Field(pattern=r"^[0-9,/-]+$")] = Field(
        description="Digits, `,` for a decimal comma or point, `-` and `/`.", examples=["2026", "-20,5", "3/4"]
    )
    parts: list[Part] = Field(description="In the order of the text.")


class Doubt(DocumentedSchema):
    """A place where something may have been misread or missed."""

    reason: Literal["digit", "mark", "cut", "unread", "gap"] = Field(
        description="`digit`: a digit with several candidates, or one that may be none; `mark`: a decimal comma, minus "
        "sign or slash that may be none; `cut`: a digit cut by the edge of the image; `unread`: handwriting that was "
        "found but not read; `gap`: two numbers that may be one, or one that may be two."
    )
    box: Box


class Reading(DigitReading):
    """The reading of a picture or a drawing."""

    numbers: list[Number] = Field(description="In reading order, if there are several digits; empty otherwise.")
    doubts: list[Doubt] = Field(
        description="The places to check. With any of them the verdict is `unsure`, for numbers and for one digit."
    )
    size: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        description="Width and height of the image as it was sent, turned upright; null for a drawing."
    )
    steps: list[Step] | None = Field(default=None, description="With `?steps=1` only.")


class NamedReading(Reading):
    """The reading of one file of a form."""

    name: str


class FileError(DocumentedSchema):
    """Why one file of a form cannot be read."""

    name: str
    error: ProblemDetails


class Readings(DocumentedSchema):
    """One result for each file of a form, in the order of the form."""

    readings: list[NamedReading | FileError]


class ModelCard(Model):
    """Public facts about a model."""

    description: str | None
    parameters: int | None
    macs: int | None
    test_errors: int | None = Field(description="Errors on MNIST's 10,000 test images.")


class Models(DocumentedSchema):
    """The models that `?model=` can name."""

    default: str
    models: list[ModelCard]


class StoredCorrection(DocumentedSchema):
    """A stored correction; its key, returned only here, authorizes deleting it."""

    id: str
    key: str
    label: str
