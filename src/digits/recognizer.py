"""The pipeline from a picture or strokes to a `Reading`: normalize, find a number, classify, reject."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt

from digits import rejection
from digits.classifier import Classifier
from digits.image import (
    MAX_PIXELS,
    Normalization,
    Picture,
    PictureError,
    Strokes,
    normalize_picture,
    normalize_strokes,
)
from digits.metrics import log_odds
from digits.model_card import Card, shipped_models
from digits.numbers import COMMA, DIGIT, MINUS, combine_posteriors, find_number
from digits.onnx_session import ModelError
from digits.reading import UNIFORM, ModelInfo, Number, Part, Reading, Verdict

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
    "shipped_models",
]

_BATCH = 64
_REJECTED_SHARE = 0.3  # of a number's digits: if more are rejected, there is no number
_LOG_ODDS = 2.5  # mean digit log-odds of a number below which no digit may be rejected: words have less
_SURER = 4.0  # log-odds by which the classifier may be surer of a digit as it stands than of its mirror image


@dataclass(frozen=True)
class _Answer:
    """What classifier and rejection say of a normalized image.

    Attributes:
        probabilities: (10,), of the mirror image where the digit is mirrored.
        rejected: whether it is no digit.
        mirrored: whether it is a mirrored digit.
        log_odds: of a digit against everything else.
    """

    probabilities: npt.NDArray[np.float64]
    rejected: bool
    mirrored: bool
    log_odds: float


_Pending = tuple[npt.NDArray[np.uint8] | None, Number | None, float]


class Recognizer:
    """Reads digits with one model; safe to share between threads.

    Args:
        model: the name of a shipped model, the path of an ``.onnx`` file with its card beside it, or the folder of an
            ensemble.
        max_pixels: pictures with more pixels are rejected before they are decoded.

    Attributes:
        classifier: what classifies normalized images.
        info: the model's name, version and SHA-256.
        card: everything the model's card says.

    Raises:
        ModelError: there is no such model, or its file or its card is missing, damaged or unfit.
    """

    def __init__(self, model: str | Path = "default", max_pixels: int = MAX_PIXELS) -> None:
        self.classifier = Classifier(model)
        self.info = self.classifier.info
        self.card = self.classifier.card
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
            raise PictureError("read_many takes a sequence of pictures; put a single picture into a list, or call `read`")
        readings: list[Reading] = []
        pending: list[_Pending] = []
        for index, picture in enumerate(pictures):
            start = perf_counter()
            try:
                normalization = normalize_picture(picture, self._max_pixels)
            except PictureError as error:
                raise PictureError(f"picture {index}: {error}") from error
            number = self._number(normalization)
            pending.append((normalization.image, number, perf_counter() - start))
            if len(pending) == _BATCH:
                readings += self._read_batch(pending)
                pending = []
        return readings + self._read_batch(pending)

    def _read(self, normalization: Normalization, start: float) -> Reading:
        number = self._number(normalization)
        field = normalization.image
        if number is not None and field is not None:
            return self._several(field, number, perf_counter() - start)
        answer = None if field is None else self._answers(field[np.newaxis])[0]
        return self._reading(field, answer, perf_counter() - start)

    def _read_batch(self, pending: list[_Pending]) -> list[Reading]:
        """Readings of normalized images (None: blank) or numbers, each with the seconds taken so far."""
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
        spans = find_number(normalization, self.classifier.probabilities)
        if spans is None:
            return None
        found = [span for span in spans if span.kind == DIGIT]
        fields = np.stack([span.field for span in found])
        answers = self._answers(fields)
        rows = combine_posteriors(
            np.stack([one.probabilities for one in answers]), np.stack([span.digits for span in found])
        )
        answers = [
            one if one.mirrored else replace(one, probabilities=row) for one, row in zip(answers, rows, strict=True)
        ]
        share = (perf_counter() - start) / len(fields)
        rejected = np.mean([answer.rejected for answer in answers])
        mean_log_odds = np.mean([answer.log_odds for answer in answers])
        if rejected > _REJECTED_SHARE or mean_log_odds < 0 or (rejected and mean_log_odds < _LOG_ODDS):
            return None
        digits = iter([self._reading(field, answer, share) for field, answer in zip(fields, answers, strict=True)])
        parts = []
        for span in spans:
            reading = next(digits) if span.kind == DIGIT else None
            text = {COMMA: ",", MINUS: "-"}[span.kind] if reading is None else str(np.argmax(reading.probabilities))
            parts.append(Part(text, span.box, reading))
        return Number("".join(part.text for part in parts), tuple(parts))

    def _several(self, field: npt.NDArray[np.uint8], number: Number, seconds: float) -> Reading:
        return Reading(None, "number", UNIFORM, (), number, field, self.info, 1000 * seconds)

    def _answers(self, images: npt.NDArray[np.uint8]) -> list[_Answer]:
        """Classify normalized images (N, 28, 28), and reject what is no digit.

        A digit counts as mirrored where classifier and rejection find the same digit in the mirror image, unless the
        classifier is far surer of the digit as it stands.
        """
        rows = self.classifier.probabilities(images)
        judged, limits = rejection.shared().judge(images), rejection.shared().thresholds
        odds = log_odds(judged.mirrored.max(axis=1)) - log_odds(rows.max(axis=1))
        mirrored = (judged.mirrored.max(axis=1) >= limits.mirrored) & (odds > -_SURER)
        if mirrored.any():
            turned = self.classifier.probabilities(images[mirrored, :, ::-1])
            agreed = turned.argmax(axis=1) == judged.mirrored[mirrored].argmax(axis=1)
            mirrored[mirrored] = agreed
            rows[mirrored] = turned[agreed]
        rejected = (judged.digit < limits.digit) & ~mirrored
        told = zip(rows, rejected.tolist(), mirrored.tolist(), judged.digit.tolist(), strict=True)
        return [_Answer(*one) for one in told]

    def _reading(self, field: npt.NDArray[np.uint8] | None, answer: _Answer | None, seconds: float) -> Reading:
        if field is None or answer is None:
            nothing = np.zeros((28, 28), np.uint8)
            return Reading(None, "blank", UNIFORM, (), None, nothing, self.info, 1000 * seconds)
        row = tuple(answer.probabilities.tolist())
        if answer.rejected:
            return Reading(None, "not_a_digit", row, (), None, field, self.info, 1000 * seconds)
        chosen = self.classifier.candidates(answer.probabilities)
        verdict: Verdict = "digit" if len(chosen) == 1 else "unsure"
        milliseconds = 1000 * seconds
        return Reading(chosen[0], verdict, row, chosen, None, field, self.info, milliseconds, answer.mirrored)
