"""Models compared: a race over one digit, and what the laboratory found."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from digits.web.schemas.basics import Described, Digit, Probability, Verdict

Count = Annotated[int, Field(ge=0)]
CountsOfRead = Annotated[list[Count], Field(min_length=10, max_length=10)]
Confusion = Annotated[list[CountsOfRead], Field(min_length=10, max_length=10)]
Shares = list[Annotated[float, Field(ge=0, le=1)]]


class Runner(Described):
    """What one model read, and its time."""

    model: str
    digit: Digit | None
    verdict: Verdict
    mirrored: bool
    probability: Probability = Field(description="Of the digit that it is most like.")
    most_like: Digit
    milliseconds: float = Field(ge=0, description="The median of the runs; of the network alone.")
    parameters: Count | None
    multiplies: Count | None


class Race(Described):
    """All models, the fastest first; none where there is no ink."""

    runs: Count = Field(description="How often each model read the digit.")
    readings: list[Runner]


class ErrorShare(Described):
    """Errors, and the ends of the interval of their share (Clopper-Pearson, 95 %)."""

    errors: Count
    images: Count
    low: Probability
    high: Probability


class Protocol(Described):
    """How a model was trained before the test set was opened."""

    epochs: Count | None
    trained: Literal["all", "tenth", "fold", "members"] = Field(
        description="On all training images, all but a tenth, all but a fold of writers, or each member on its own."
    )
    fold: Count | None


class LaboratoryModel(Described):
    """A row of the table of results."""

    name: str
    kind: Literal["linear", "dense", "convolutional", "classical"]
    description: str
    validation: ErrorShare | None = Field(description="On writers that it had not seen.")
    test: ErrorShare | None = Field(description="On MNIST's test set.")
    published: float | None = Field(description="The published error on the test set, in per cent.")
    differs: bool = Field(description="Whether the published figure is outside the interval.")
    source: str
    note: str
    parameters: Count | None
    multiplies: Count | None
    seconds: float | None = Field(description="Of training.")
    microseconds: float | None = Field(description="Of reading one image.")
    protocol: Protocol
    claim: str | None = Field(description="The folder of the claim under `results/`.")


class LaboratoryModels(Described):
    """The table of results."""

    models: list[LaboratoryModel]


class Curve(Described):
    """Loss and share of errors after each epoch, on the training images and (`val_`) on new writers."""

    loss: list[float]
    val_loss: list[float]
    error: Shares
    val_error: Shares


class Curves(Described):
    """The learning curves, by the models' names."""

    curves: dict[str, Curve]


class Confusions(Described):
    """Ten rows of ten counts: what the image shows, and what was read."""

    model: str
    validation: Confusion | None = Field(description="On new writers; null where the mistakes were not kept.")
    test: Confusion | None = Field(description="On the test set; null where it was not opened.")


class Misread(Described):
    """A training image that models misread whose writers they had not seen."""

    place: Count = Field(description="Its place among MNIST's training images.")
    truth: Digit
    misread_by: Count = Field(description="How many models misread it.")
    png: str = Field(description="A data URL of a PNG file.")


class Confused(Described):
    """The images of one digit that a model read as another, those first that most models misread."""

    model: str
    truth: Digit
    read: Digit
    models: Count = Field(description="How many models there are.")
    images: list[Misread]


class HardMisread(Misread):
    """An image, and what those models read that misread it."""

    said: dict[str, Digit] = Field(description="By the models' names.")


class Hardest(Described):
    """The images that most models misread, the hardest first."""

    models: list[str]
    images: list[HardMisread]
