"""Pipeline from a picture or strokes to a `Reading`: normalize, segment, classify, reject."""

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
    NormalizedDigit,
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
from digits.reading import UNIFORM, Doubt, ModelInfo, Number, Part, Reading, Verdict

__all__ = [
    "Card",
    "Doubt",
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
_MAX_REJECTED_SHARE = 0.3  # of a number's digits: if more are rejected, there is no number
_CLEAR_LOG_ODDS = 2.5  # mean digit log-odds of a number below which no digit may be rejected: words have less
_MAX_UPRIGHT_ADVANTAGE = 4.0  # log-odds: if the classifier favours the unmirrored digit by more, it is not mirrored


@dataclass(frozen=True)
class _Classification:
    """The output of classifier and rejection for one normalized image.

    Attributes:
        probabilities: (10,), of the mirror image where the digit is mirrored.
        rejected: whether it is no digit.
        mirrored: whether it is a mirrored digit.
        log_odds: digit log-odds, of a digit against everything else.
    """

    probabilities: npt.NDArray[np.float64]
    rejected: bool
    mirrored: bool
    log_odds: float


_Pending = tuple[npt.NDArray[np.uint8] | None, Number | None, float]


class Recognizer:
    """Reads digits and numbers with one model; safe to share between threads.

    Args:
        model: the name of a shipped model, the path of an ``.onnx`` file with its card beside it, or the folder of an
            ensemble.
        max_pixels: pictures with more pixels are an error, raised before they are decoded.

    Attributes:
        classifier: classifies normalized images.
        info: the model's name, version and SHA-256.
        card: the model's card.

    Raises:
        ModelError: there is no such model, or its file or its card is missing, damaged or invalid.
    """

    def __init__(self, model: str | Path = "default", max_pixels: int = MAX_PIXELS) -> None:
        self.classifier = Classifier(model)
        self.info = self.classifier.info
        self.card = self.classifier.card
        self._max_pixels = max_pixels

    def read(self, picture: Picture) -> Reading:
        """Read the digit, or the number, in a picture; an array of 28x28 is always one digit.

        Args:
            picture: a path, the bytes of a file, a Pillow image, or an array: see `digits.image.open_picture`.

        Raises:
            PictureError: the picture cannot be read.
        """
        start = perf_counter()
        return self._read(normalize_picture(picture, self._max_pixels), start)

    def read_strokes(self, strokes: Strokes) -> Reading:
        """Read the digit, or the number, in a drawing.

        Args:
            strokes: lists of (x, y) points, y downwards, at any scale.

        Raises:
            PictureError: the strokes are malformed.
        """
        start = perf_counter()
        return self._read(normalize_strokes(strokes), start)

    def read_normalized(self, normalization: Normalization) -> Reading:
        """Read a normalized picture or drawing; the time is that of inference."""
        return self._read(normalization, perf_counter())

    def single_digit(self, normalization: Normalization) -> NormalizedDigit | None:
        """The steps to the image that is classified where a picture is read as one digit; None when blank."""
        return normalization.digit

    def read_many(self, pictures: Iterable[Picture]) -> list[Reading]:
        """Read many pictures, in order; single digits are classified in batches.

        Raises:
            PictureError: a picture cannot be read; the message begins with its index, from 0.
        """
        if isinstance(pictures, str | bytes | Path):
            raise PictureError("read_many takes several pictures; put a single picture into a list, or call `read`")
        readings: list[Reading] = []
        pending: list[_Pending] = []
        for index, picture in enumerate(pictures):
            start = perf_counter()
            try:
                normalization = normalize_picture(picture, self._max_pixels)
            except PictureError as error:
                raise PictureError(f"picture {index}: {error}") from error
            number = self._find_number(normalization)
            pending.append((normalization.image, number, perf_counter() - start))
            if len(pending) == _BATCH:
                readings += self._read_batch(pending)
                pending = []
        return readings + self._read_batch(pending)

    def _read(self, normalization: Normalization, start: float) -> Reading:
        number = self._find_number(normalization)
        image = normalization.image
        if number is not None and image is not None:
            return self._number_reading(image, number, perf_counter() - start)
        result = None if image is None else self._classify(image[np.newaxis])[0]
        return self._digit_reading(image, result, perf_counter() - start)

    def _read_batch(self, pending: list[_Pending]) -> list[Reading]:
        """Read normalized images (None: blank) or numbers, each with the seconds taken so far."""
        images = [image for image, number, _ in pending if image is not None and number is None]
        start = perf_counter()
        results = iter(self._classify(np.stack(images)) if images else ())
        share = (perf_counter() - start) / max(len(images), 1)
        readings = []
        for image, number, seconds in pending:
            if image is None:
                readings.append(self._digit_reading(image, None, seconds))
            elif number is not None:
                readings.append(self._number_reading(image, number, seconds))
            else:
                readings.append(self._digit_reading(image, next(results), seconds + share))
        return readings

    def _find_number(self, normalization: Normalization) -> Number | None:
        """Return the number in a picture; None if there is one digit, or no number."""
        start = perf_counter()
        spans = find_number(normalization, self.classifier.probabilities)
        if spans is None:
            return None
        found = [span for span in spans if span.kind == DIGIT]
        images = np.stack([span.image for span in found])
        results = self._classify(images)
        rows = combine_posteriors(
            np.stack([one.probabilities for one in results]), np.stack([span.digits for span in found])
        )
        results = [
            one if one.mirrored else replace(one, probabilities=row) for one, row in zip(results, rows, strict=True)
        ]
        share = (perf_counter() - start) / len(images)
        rejected = np.mean([one.rejected for one in results])
        mean_log_odds = np.mean([one.log_odds for one in results])
        if rejected > _MAX_REJECTED_SHARE or mean_log_odds < 0 or (rejected and mean_log_odds < _CLEAR_LOG_ODDS):
            return None
        digits = iter([self._digit_reading(image, one, share) for image, one in zip(images, results, strict=True)])
        parts = []
        for span in spans:
            reading = next(digits) if span.kind == DIGIT else None
            text = {COMMA: ",", MINUS: "-"}[span.kind] if reading is None else str(np.argmax(reading.probabilities))
            parts.append(Part(text, span.box, reading))
        return Number("".join(part.text for part in parts), tuple(parts))

    def _number_reading(self, image: npt.NDArray[np.uint8], number: Number, seconds: float) -> Reading:
        doubts = tuple(
            Doubt("digit", part.box) for part in number.parts if part.reading and part.reading.verdict != "digit"
        )
        verdict: Verdict = "unsure" if doubts else "number"
        return Reading(None, verdict, UNIFORM, (), (number,), doubts, image, self.info, 1000 * seconds)

    def _classify(self, images: npt.NDArray[np.uint8]) -> list[_Classification]:
        """Classify normalized images (N, 28, 28), and reject what is no digit.

        A digit counts as mirrored if classifier and rejection find the same digit in the mirror image, unless the
        classifier is far more certain of the unmirrored digit.
        """
        rows = self.classifier.probabilities(images)
        scores, thresholds = rejection.shared().scores(images), rejection.shared().thresholds
        odds = log_odds(scores.mirrored.max(axis=1)) - log_odds(rows.max(axis=1))
        mirrored = (scores.mirrored.max(axis=1) >= thresholds.mirrored) & (odds > -_MAX_UPRIGHT_ADVANTAGE)
        if mirrored.any():
            turned = self.classifier.probabilities(images[mirrored, :, ::-1])
            agreed = turned.argmax(axis=1) == scores.mirrored[mirrored].argmax(axis=1)
            mirrored[mirrored] = agreed
            rows[mirrored] = turned[agreed]
        rejected = (scores.digit_log_odds < thresholds.digit) & ~mirrored
        told = zip(rows, rejected.tolist(), mirrored.tolist(), scores.digit_log_odds.tolist(), strict=True)
        return [_Classification(*one) for one in told]

    def _digit_reading(
        self, image: npt.NDArray[np.uint8] | None, result: _Classification | None, seconds: float
    ) -> Reading:
        if image is None or result is None:
            blank = np.zeros((28, 28), np.uint8)
            return Reading(None, "blank", UNIFORM, (), (), (), blank, self.info, 1000 * seconds)
        row = tuple(result.probabilities.tolist())
        if result.rejected:
            return Reading(None, "not_a_digit", row, (), (), (), image, self.info, 1000 * seconds)
        chosen = self.classifier.candidates(result.probabilities)
        verdict: Verdict = "digit" if len(chosen) == 1 else "unsure"
        milliseconds = 1000 * seconds
        return Reading(chosen[0], verdict, row, chosen, (), (), image, self.info, milliseconds, result.mirrored)
