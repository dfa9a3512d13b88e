"""A shipped model file -> readings."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np
import numpy.typing as npt

from digits import rejection
from digits.classifier import load_network
from digits.image import (
    MAX_PIXELS,
    Normalization,
    Picture,
    PictureError,
    Strokes,
    normalize_picture,
    normalize_strokes,
)
from digits.metrics import log_odds, softmax
from digits.model_card import Card, ModelError, card_of, find_model, read_card, shipped_models
from digits.numbers import COMMA, DIGIT, MINUS, find_number, together

__all__ = [
    "Card",
    "ModelError",
    "ModelInfo",
    "Number",
    "Part",
    "PictureError",
    "Reading",
    "Recognizer",
    "Verdict",
    "candidates",
    "shipped_models",
]

Verdict = Literal["digit", "unsure", "blank", "not_a_digit", "number"]

DIGITS = 10
_BATCH = 64
_REFUSED = 0.3  # of a number's digits: if the gate refuses more, there is no number
_LIKENESS = 2.5  # the gate's mean log-odds of its digits, below which it may refuse none: words have less
_SURER = 4.0  # log-odds by which the model may be surer of a digit as it stands than the gate of a mirrored one


@dataclass(frozen=True)
class ModelInfo:
    """Which model gave a reading; ``sha256`` is that of its ONNX file, 64 hexadecimal digits."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Part:
    """A digit, comma or minus sign of a number.

    Attributes:
        text: "0" to "9", "," for a decimal comma or point, or "-".
        box: left, top, right, bottom, in pixels of the picture as it was given, or in the unit of the strokes.
        reading: of the digit; None for a comma and a minus.
    """

    text: str
    box: tuple[float, float, float, float]
    reading: "Reading | None"

    def as_dict(self) -> dict[str, object]:
        """The part as JSON has it; its reading is without ``number``."""
        reading = self.reading and {name: value for name, value in self.reading.as_dict().items() if name != "number"}
        return {"text": self.text, "box": list(self.box), "reading": reading}


@dataclass(frozen=True)
class Number:
    """Several digits in one picture: their text, and its parts, from left to right, line by line."""

    text: str
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, object]:
        """The number as JSON has it."""
        return {"text": self.text, "parts": [part.as_dict() for part in self.parts]}


@dataclass(frozen=True)
class Reading:
    """What a picture was read as.

    Two readings are equal when the answer is; the time taken and the ink are not compared.

    Attributes:
        digit: the most probable digit, 0..9; None when there is no digit, or a number.
        verdict: ``digit``; ``unsure`` when there are several candidates; ``blank`` when there is no ink;
            ``not_a_digit`` when the gate refuses what is there (`digits.rejection`); ``number`` when there are several.
        probabilities: ten, for the digits 0..9 in order, finite, of sum 1; 0.1 each when blank, and of a number;
            of what is no digit those that the model would have given it.
        candidates: the most probable digits, the most probable first: as a set they hold the true digit with
            the coverage that the model's card states. None of them where there is no digit, or a number.
        number: the digits of a number with several.
        ink: (28, 28) uint8, 0 = paper, 255 = full ink: what the model saw; zeros when blank.
        model: which model read it.
        milliseconds: the time it took; a picture of a batch is given its share of the batch's inference.
        mirrored: whether the digit was written mirror-wise; all that is said is then of the digit that was meant.
    """

    digit: int | None
    verdict: Verdict
    probabilities: tuple[float, ...]
    candidates: tuple[int, ...]
    number: Number | None
    ink: npt.NDArray[np.uint8] = field(compare=False, repr=False)
    model: ModelInfo
    milliseconds: float = field(compare=False)
    mirrored: bool = False

    def as_dict(self) -> dict[str, object]:
        """The reading as JSON has it: the attributes by name, ``ink`` as 28 rows of 28 integers."""
        return {
            "digit": self.digit,
            "verdict": self.verdict,
            "mirrored": self.mirrored,
            "probabilities": list(self.probabilities),
            "candidates": list(self.candidates),
            "number": self.number.as_dict() if self.number else None,
            "ink": self.ink.tolist(),
            "model": asdict(self.model),
            "milliseconds": round(self.milliseconds, 3),
        }


@dataclass(frozen=True)
class _Answer:
    """What the model and the gate say of a field: ten probabilities, of its mirror image where it is mirrored.

    `likeness` is the gate's log-odds of a digit.
    """

    probabilities: npt.NDArray[np.float64]
    refused: bool
    mirrored: bool
    likeness: float


_Pending = tuple[npt.NDArray[np.uint8] | None, Number | None, float]


class Recognizer:
    """Reads digits with one model; safe to share between threads.

    Args:
        model: the name of a shipped model, or the path of an ``.onnx`` file with its card beside it, or the folder of
            an ensemble.
        max_pixels: pictures with more pixels are refused before they are decoded.

    Attributes:
        info: the model's name, version and SHA-256.
        card: everything the model's card says.

    Raises:
        ModelError: there is no such model, or its file or its card is missing, damaged or unfit.
    """

    def __init__(self, model: str | Path = "default", max_pixels: int = MAX_PIXELS) -> None:
        path = find_model(model)
        self.card = read_card(card_of(path))
        self.info = ModelInfo(self.card["name"], self.card["version"], self.card["sha256"])
        self._network = load_network(path, self.card)
        self._max_pixels = max_pixels

    def read(self, picture: Picture) -> Reading:
        """The digit, or the number, in a picture; an array of 28x28 is always one digit.

        Raises:
            PictureError: the picture cannot be read.
        """
        start = perf_counter()
        return self._read(normalize_picture(picture, self._max_pixels), start)

    def read_strokes(self, strokes: Strokes) -> Reading:
        """The digit, or the number, that a pen drew: strokes of (x, y) points, y downwards, at any scale.

        Raises:
            PictureError: the strokes are malformed.
        """
        start = perf_counter()
        return self._read(normalize_strokes(strokes), start)

    def read_normalized(self, normalization: Normalization) -> Reading:
        """The digit, or the number, in a picture that is normalized already; the time is that of inference."""
        return self._read(normalization, perf_counter())

    def read_many(self, pictures: Iterable[Picture]) -> list[Reading]:
        """The digits, or the numbers, in many pictures, in order; single digits are inferred in batches.

        Raises:
            PictureError: a picture cannot be read; the message begins with its place, from 0.
        """
        if isinstance(pictures, str | bytes | Path):
            raise PictureError("read_many takes several pictures: put one into a list, or read it with `read`")
        readings: list[Reading] = []
        pending: list[_Pending] = []
        for index, picture in enumerate(pictures):
            start = perf_counter()
            try:
                normalization = normalize_picture(picture, self._max_pixels)
            except PictureError as error:
                raise PictureError(f"picture {index}: {error}") from error
            number = self._number(normalization)
            pending.append((normalization.field, number, perf_counter() - start))
            if len(pending) == _BATCH:
                readings += self._read_batch(pending)
                pending = []
        return readings + self._read_batch(pending)

    def probabilities(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        """The calibrated probability of each digit in normalized images: softmax(logits / temperature).

        Args:
            images: (N, 28, 28) uint8, 0 = paper, 255 = full ink.

        Returns:
            (N, 10), each row of sum 1.

        Raises:
            ValueError: the images have another shape or type.
            ModelError: the model's answer is not finite.
        """
        if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
            raise ValueError(f"images must be uint8 (N, 28, 28), not {images.dtype} {images.shape}")
        return softmax(self.logits(images), self.card["temperature"])

    def logits(self, images: npt.NDArray[np.uint8] | npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """What the network alone answers, without calibration.

        Args:
            images: (N, 28, 28), 0 = paper, 255 = full ink.

        Returns:
            (N, 10).

        Raises:
            ModelError: the model's answer is not finite.
        """
        logits = np.empty((len(images), DIGITS))
        for start in range(0, len(images), _BATCH):
            batch = images[start : start + _BATCH, :, :, np.newaxis].astype(np.float32)
            logits[start : start + _BATCH] = self._network(batch)
        if not np.isfinite(logits).all():
            raise ModelError(f"model {self.info.name} gave logits that are not finite: export it again")
        return logits

    def _read(self, normalization: Normalization, start: float) -> Reading:
        number = self._number(normalization)
        field = normalization.field
        if number is not None and field is not None:
            return self._several(field, number, perf_counter() - start)
        answer = None if field is None else self._answers(field[np.newaxis])[0]
        return self._reading(field, answer, perf_counter() - start)

    def _read_batch(self, pending: list[_Pending]) -> list[Reading]:
        """Readings of fields (None: blank) or numbers, each with the seconds that it took so far."""
        fields = [field for field, number, _ in pending if field is not None and number is None]
        start = perf_counter()
        answers = iter(self._answers(np.stack(fields)) if fields else ())
        share = (perf_counter() - start) / max(len(fields), 1)
        readings = []
        for image, number, seconds in pending:
            if image is None:
                readings.append(self._reading(image, None, seconds))
            elif number is not None:
                readings.append(self._several(image, number, seconds))
            else:
                readings.append(self._reading(image, next(answers), seconds + share))
        return readings

    def _number(self, normalization: Normalization) -> Number | None:
        """The number that is in a picture; None where it is one digit, or nothing that is a number."""
        start = perf_counter()
        spans = find_number(normalization, self.probabilities)
        if spans is None:
            return None
        found = [span for span in spans if span.kind == DIGIT]
        fields = np.stack([span.field for span in found])
        answers = self._answers(fields)
        rows = together(np.stack([one.probabilities for one in answers]), np.stack([span.digits for span in found]))
        answers = [
            one if one.mirrored else replace(one, probabilities=row) for one, row in zip(answers, rows, strict=True)
        ]
        share = (perf_counter() - start) / len(fields)
        refused = np.mean([answer.refused for answer in answers])
        likeness = np.mean([answer.likeness for answer in answers])
        if refused > _REFUSED or likeness < 0 or (refused and likeness < _LIKENESS):
            return None
        digits = iter([self._reading(field, answer, share) for field, answer in zip(fields, answers, strict=True)])
        parts = []
        for span in spans:
            reading = next(digits) if span.kind == DIGIT else None
            text = {COMMA: ",", MINUS: "-"}[span.kind] if reading is None else str(np.argmax(reading.probabilities))
            parts.append(Part(text, span.box, reading))
        return Number("".join(part.text for part in parts), tuple(parts))

    def _several(self, field: npt.NDArray[np.uint8], number: Number, seconds: float) -> Reading:
        uniform = (1 / DIGITS,) * DIGITS
        return Reading(None, "number", uniform, (), number, field, self.info, 1000 * seconds)

    def _answers(self, fields: npt.NDArray[np.uint8]) -> list[_Answer]:
        """What the model and the gate say of fields (N, 28, 28).

        A field counts as mirrored where the model reads the same digit in its mirror image as the gate does, and is not
        far surer of the digit that it reads as it stands than the gate is of the mirrored one.
        """
        rows = self.probabilities(fields)
        judged, limits = rejection.shared().judge(fields), rejection.shared().thresholds
        odds = log_odds(judged.mirrored.max(axis=1)) - log_odds(rows.max(axis=1))
        mirrored = (judged.mirrored.max(axis=1) >= limits.mirrored) & (odds > -_SURER)
        if mirrored.any():
            turned = self.probabilities(fields[mirrored, :, ::-1])
            agreed = turned.argmax(axis=1) == judged.mirrored[mirrored].argmax(axis=1)
            mirrored[mirrored] = agreed
            rows[mirrored] = turned[agreed]
        refused = (judged.digit < limits.digit) & ~mirrored
        told = zip(rows, refused.tolist(), mirrored.tolist(), judged.digit.tolist(), strict=True)
        return [_Answer(*one) for one in told]

    def _reading(self, field: npt.NDArray[np.uint8] | None, answer: _Answer | None, seconds: float) -> Reading:
        if field is None or answer is None:
            nothing = np.zeros((28, 28), np.uint8)
            uniform = (1 / DIGITS,) * DIGITS
            return Reading(None, "blank", uniform, (), None, nothing, self.info, 1000 * seconds)
        row = tuple(answer.probabilities.tolist())
        if answer.refused:
            return Reading(None, "not_a_digit", row, (), None, field, self.info, 1000 * seconds)
        chosen = candidates(answer.probabilities, self.card["conformal"]["threshold"])
        verdict: Verdict = "digit" if len(chosen) == 1 else "unsure"
        milliseconds = 1000 * seconds
        return Reading(chosen[0], verdict, row, chosen, None, field, self.info, milliseconds, answer.mirrored)


def candidates(probabilities: npt.NDArray[np.float64], threshold: float) -> tuple[int, ...]:
    """The digits at least as probable as the threshold, the most probable first; at least one.

    These are the least ambiguous sets of Sadinle, Lei and Wasserman, "Least ambiguous set-valued classifiers with
    bounded error levels", 2019; `digits.metrics.conformal_threshold` gives the threshold for a coverage.

    Args:
        probabilities: (10,), of sum 1.
        threshold: 0..1.
    """
    falling = np.argsort(-probabilities, kind="stable")
    count = max(1, int((probabilities >= threshold).sum()))
    return tuple(falling[:count].tolist())
