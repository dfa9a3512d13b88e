"""What was read, and with which models it can be; corrections of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from digits.web.schemas.basics import Described, Digit, Field28, Model, Probability, ProblemDetails, Verdict


class Step(Described):
    """One step of the normalization, as a picture of at most 280 pixels on its longest side."""

    name: Literal["picture", "paper", "lines", "ink", "box", "scaled", "field"]
    png: str = Field(description="A data URL of a PNG file.")


class DigitReading(Described):
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


class Part(Described):
    """A digit, the decimal comma or the minus sign of a number, and where it stands."""

    text: Annotated[str, Field(pattern=r"^[0-9,-]$")] = Field(description="A digit, `,` or `-`.")
    box: Annotated[list[float], Field(min_length=4, max_length=4)] = Field(
        description="Left, top, right, bottom: in pixels of the picture as it was sent, turned upright; of a drawing "
        "in the unit of its strokes."
    )
    reading: DigitReading | None = Field(description="Null for the comma and the minus sign.")


class Number(Described):
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


class Refusal(Described):
    """Why one file of a form could not be read."""

    name: str
    error: ProblemDetails


class Readings(Described):
    """One result for each file of a form, in the order of the form."""

    readings: list[NamedReading | Refusal]


class ModelCard(Model):
    """What is known of one model."""

    description: str | None
    parameters: int | None
    multiplies: int | None
    test_errors: int | None = Field(description="Errors on MNIST's 10,000 test images.")


class Models(Described):
    """The models that `?model=` can name."""

    default: str
    models: list[ModelCard]


class KeptCorrection(Described):
    """A correction that was kept; its key, told only here, lets it be deleted."""

    id: str
    key: str
    label: str
