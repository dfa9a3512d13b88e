"""Results of the recognizer: `Reading`, `Number`, `Part` and `ModelInfo`."""

from dataclasses import asdict, dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from digits.metrics import CLASSES

Verdict = Literal["digit", "unsure", "blank", "not_a_digit", "number"]

UNIFORM = (1 / CLASSES,) * CLASSES
"""The probabilities of a reading that says nothing about a single digit."""


@dataclass(frozen=True)
class ModelInfo:
    """Name, version and SHA-256 of a model: 64 hexadecimal digits, of its ONNX file."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Part:
    """A digit, decimal mark, minus sign or slash of a number.

    Attributes:
        text: "0" to "9", "," for a decimal comma or point, "-" or "/".
        box: left, top, right, bottom, in pixels of the original picture or in the unit of the strokes.
        reading: of the digit; None for a decimal mark, a minus sign and a slash.
    """

    text: str
    box: tuple[float, float, float, float]
    reading: "Reading | None"

    def as_dict(self) -> dict[str, object]:
        """Return the part as JSON; its reading has no ``numbers`` and no ``doubts``."""
        left_out = {"numbers", "doubts"}
        reading = self.reading and {k: value for k, value in self.reading.as_dict().items() if k not in left_out}
        return {"text": self.text, "box": list(self.box), "reading": reading}


@dataclass(frozen=True)
class Number:
    """A number on a page: its text, and its parts from left to right."""

    text: str
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the number as JSON."""
        return {"text": self.text, "parts": [part.as_dict() for part in self.parts]}


@dataclass(frozen=True)
class Doubt:
    """A place where something may have been misread or missed.

    Attributes:
        reason: ``digit``: a digit with several candidates, or one that may be none; ``mark``: a decimal mark, minus
            sign or slash that may be none, that a number cannot have there, or that was perhaps missed; ``cut``: the
            picture's edge cuts a digit; ``unread``: handwriting that was found but not read; ``gap``: two numbers may
            be one, or one two.
        box: left, top, right, bottom, in pixels of the original picture or in the unit of the strokes.
    """

    reason: Literal["digit", "mark", "cut", "unread", "gap"]
    box: tuple[float, float, float, float]

    def as_dict(self) -> dict[str, object]:
        """Return the doubt as JSON."""
        return {"reason": self.reason, "box": list(self.box)}


@dataclass(frozen=True)
class Reading:
    """The result for one picture or drawing.

    Two readings are equal if their answers are; ``ink`` and ``milliseconds`` are not compared.

    Attributes:
        digit: the most probable digit, 0..9; None without a digit, and for a number.
        verdict: ``digit``; ``unsure`` with several candidates; ``blank`` without ink; ``not_a_digit`` if the
            out-of-distribution detector rejects the ink (`digits.rejection`) or nothing was found; ``number`` for
            several digits, all of which are certain, else ``unsure``.
        probabilities: ten, for the digits 0..9 in order, finite, of sum 1. 0.1 each when blank and for a number;
            after a rejection, those that the classifier would have given.
        candidates: the most probable digits, the most probable first. As a set they hold the true digit with the
            coverage that the model's card states. Empty without a digit, and for a number.
        numbers: the numbers in reading order, if there are several digits.
        doubts: the places that make a reading ``unsure``.
        ink: (28, 28) uint8, 0 = background, 255 = full ink: the normalized image; zeros when blank.
        model: the model that gave the answer.
        milliseconds: the time taken; in a batch, the picture's share of the batch's inference.
        mirrored: whether the digit is mirrored; the other attributes then describe the digit that was meant.
    """

    digit: int | None
    verdict: Verdict
    probabilities: tuple[float, ...]
    candidates: tuple[int, ...]
    numbers: tuple[Number, ...]
    doubts: tuple[Doubt, ...]
    ink: npt.NDArray[np.uint8] = field(compare=False, repr=False)
    model: ModelInfo
    milliseconds: float = field(compare=False)
    mirrored: bool = False

    @property
    def text(self) -> str:
        """What was read: the numbers with a space between, the digit, or nothing."""
        if self.numbers:
            return " ".join(number.text for number in self.numbers)
        return "" if self.digit is None else str(self.digit)

    def as_dict(self) -> dict[str, object]:
        """Return the reading as JSON: the attributes by name, ``ink`` as 28 rows of 28 integers."""
        return {
            "digit": self.digit,
            "verdict": self.verdict,
            "mirrored": self.mirrored,
            "probabilities": list(self.probabilities),
            "candidates": list(self.candidates),
            "numbers": [number.as_dict() for number in self.numbers],
            "doubts": [doubt.as_dict() for doubt in self.doubts],
            "ink": self.ink.tolist(),
            "model": asdict(self.model),
            "milliseconds": round(self.milliseconds, 3),
        }
