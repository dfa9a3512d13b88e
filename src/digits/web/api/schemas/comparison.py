"""The race, and the laboratory's results."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from digits.web.api.schemas.basics import Digit, DocumentedSchema, Probability, Verdict

Count = Annotated[int, Field(ge=0)]
CountsOfRead = Annotated[list[Count], Field(min_length=10, max_length=10)]
Confusion = Annotated[list[CountsOfRead], Field(min_length=10, max_length=10)]
Shares = list[Annotated[float, Field(ge=0, le=1)]]


class RaceReading(DocumentedSchema):
    """One model's answer and its time."""

    model: str
    digit: Digit | None
    verdict: Verdict
    mirrored: bool
    probability: Probability = Field(description="Of the most probable digit.")
    most_like: Digit
    milliseconds: float = Field(ge=0, description="Median of the runs, of the network alone.")
    parameters: Count | None
    macs: Count | None


class Race(DocumentedSchema):
    """All models' answers, the fastest first; empty without ink."""

    runs: Count = Field(description="Readings by each model.")
    readings: list[RaceReading]


class ErrorRate(DocumentedSchema):
    """Errors, and the 95 % interval of their share."""

    errors: Count
    images: Count
    low: Probability
    high: Probability


class Protocol(DocumentedSchema):
    """How a model was trained before the test set was opened."""

    epochs: Count | None
    trained: Literal["all", "tenth", "fold", "members"] = Field(
        description="On all training images, all but a tenth, all but a fold of writers, or each member on its own."
    )
    fold: Count | None


class LaboratoryModel(DocumentedSchema):
    """A row of the table of results."""

    name: str
    kind: Literal["linear", "dense", "convolutional", "baseline"]
    description: str
    validation: ErrorRate | None = Field(description="On held-out writers; the interval is a bootstrap of the writers.")
    taught: bool = Field(description="Whether its teachers learned from most of the held-out writers.")
    test: ErrorRate | None = Field(description="On MNIST's test set; the interval is exact (Clopper-Pearson).")
    published: float | None = Field(description="The published error on the test set, in percent.")
    differs: bool = Field(description="Whether the published error is outside the interval.")
    source: str
    note: str
    parameters: Count | None
    macs: Count | None
    seconds: float | None = Field(description="Of training.")
    microseconds: float | None = Field(description="Of reading one image.")
    protocol: Protocol
    test_evaluation: str | None = Field(description="The folder of the test evaluation under `results/`.")


class LaboratoryModels(DocumentedSchema):
    """The table of results."""

    models: list[LaboratoryModel]


class Curve(DocumentedSchema):
    """Loss and share of errors after each epoch, on training images and (`val_`) on held-out writers."""

    loss: list[float]
    val_loss: list[float]
    error: Shares
    val_error: Shares


class Curves(DocumentedSchema):
    """The learning curves, by the models' names."""

    curves: dict[str, Curve]


class Confusions(DocumentedSchema):
    """Confusion matrices: a row for each label, a column for each answer."""

    model: str
    validation: Confusion | None = Field(description="On held-out writers; null if the mistakes are not available.")
    test: Confusion | None = Field(description="On the test set; null if it was not opened.")


class MisreadImage(DocumentedSchema):
    """A validation image that models misread, by a held-out writer."""

    mnist_index: Count = Field(description="In MNIST's training set.")
    truth: Digit
    misread_by: Count = Field(description="How many models misread it.")
    png: str = Field(description="A data URL of a PNG file.")


class MisreadDigits(DocumentedSchema):
    """The images of one digit that a model read as another, those misread by most models first."""

    model: str
    truth: Digit
    read: Digit
    models: Count = Field(description="How many models there are.")
    images: list[MisreadImage]


class HardImage(MisreadImage):
    """A misread image with the wrong answers."""

    said: dict[str, Digit] = Field(description="By the models' names.")


class HardestImages(DocumentedSchema):
    """The images that most models misread, the hardest first."""

    models: list[str]
    images: list[HardImage]
