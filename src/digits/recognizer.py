"""A shipped model file -> readings."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np
import numpy.typing as npt

from digits.image import (
    MAX_PIXELS,
    Normalization,
    Picture,
    PictureError,
    Strokes,
    normalize_picture,
    normalize_strokes,
)
from digits.metrics import softmax
from digits.model_file import Card, ModelError, find_model, load_model, read_card, shipped_models

__all__ = [
    "Card",
    "ModelError",
    "ModelInfo",
    "Number",
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


@dataclass(frozen=True)
class ModelInfo:
    """Which model gave a reading; ``sha256`` is that of its ONNX file, 64 hexadecimal digits."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Number:
    """Several digits in one picture: the string, and of each digit its left, top, right, bottom in pixels."""

    digits: str
    boxes: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True)
class Reading:
    """What a picture was read as.

    Two readings are equal when the answer is; the time taken and the ink are not compared.

    Attributes:
        digit: the most probable digit, 0..9; None when the picture is blank.
        verdict: ``digit``; ``unsure`` when there are several candidates; ``blank`` when there is no ink.
        probabilities: ten, for the digits 0..9 in order, finite, of sum 1; 0.1 each when blank.
        candidates: the most probable digits, the most probable first: as a set they hold the true digit with
            the coverage that the model's card states. None of them when blank.
        number: the digits of a number with several.
        ink: (28, 28) uint8, 0 = paper, 255 = full ink: what the model saw; zeros when blank.
        model: which model read it.
        milliseconds: the time it took; a picture of a batch is given its share of the batch's inference.
    """

    digit: int | None
    verdict: Verdict
    probabilities: tuple[float, ...]
    candidates: tuple[int, ...]
    number: Number | None
    ink: npt.NDArray[np.uint8] = field(compare=False, repr=False)
    model: ModelInfo
    milliseconds: float = field(compare=False)

    def as_dict(self) -> dict[str, object]:
        """The reading as JSON has it: the attributes by name, ``ink`` as 28 rows of 28 integers."""
        return {
            "digit": self.digit,
            "verdict": self.verdict,
            "probabilities": list(self.probabilities),
            "candidates": list(self.candidates),
            "number": asdict(self.number) if self.number else None,
            "ink": self.ink.tolist(),
            "model": asdict(self.model),
            "milliseconds": round(self.milliseconds, 3),
        }


class Recognizer:
    """Reads digits with one model; safe to share between threads.

    Args:
        model: the name of a shipped model, or the path of an ``.onnx`` file with its card beside it.
        max_pixels: pictures with more pixels are refused before they are decoded.

    Attributes:
        info: the model's name, version and SHA-256.
        card: everything the model's card says.

    Raises:
        ModelError: there is no such model, or its file or its card is missing, damaged or unfit.
    """

    def __init__(self, model: str | Path = "default", max_pixels: int = MAX_PIXELS) -> None:
        path = find_model(model)
        self.card = read_card(path.with_suffix(".json"))
        self.info = ModelInfo(self.card["name"], self.card["version"], self.card["sha256"])
        self._session = load_model(path, self.info.sha256)
        self._max_pixels = max_pixels

    def read(self, picture: Picture) -> Reading:
        """The digit in a picture.

        Raises:
            PictureError: the picture cannot be read.
        """
        start = perf_counter()
        return self._read(normalize_picture(picture, self._max_pixels), start)

    def read_strokes(self, strokes: Strokes) -> Reading:
        """The digit that a pen drew: strokes of (x, y) points, y downwards, at any scale.

        Raises:
            PictureError: the strokes are malformed.
        """
        start = perf_counter()
        return self._read(normalize_strokes(strokes), start)

    def read_normalized(self, normalization: Normalization) -> Reading:
        """The digit in a picture that is normalized already; the time is that of inference."""
        return self._read(normalization, perf_counter())

    def read_many(self, pictures: Iterable[Picture]) -> list[Reading]:
        """The digits in many pictures, in order, inferred in batches.

        Raises:
            PictureError: a picture cannot be read; the message begins with its place, from 0.
        """
        readings: list[Reading] = []
        pending: list[tuple[npt.NDArray[np.uint8] | None, float]] = []
        for index, picture in enumerate(pictures):
            start = perf_counter()
            try:
                field = normalize_picture(picture, self._max_pixels).field
            except PictureError as error:
                raise PictureError(f"picture {index}: {error}") from error
            pending.append((field, perf_counter() - start))
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
        logits = np.empty((len(images), DIGITS))
        for start in range(0, len(images), _BATCH):
            batch = images[start : start + _BATCH, :, :, np.newaxis].astype(np.float32)
            logits[start : start + _BATCH] = self._session.run(["logits"], {"images": batch})[0]
        if not np.isfinite(logits).all():
            raise ModelError(f"model {self.info.name} gave logits that are not finite: export it again")
        return softmax(logits, self.card["temperature"])

    def _read(self, normalization: Normalization, start: float) -> Reading:
        field = normalization.field
        row = None if field is None else self.probabilities(field[np.newaxis])[0]
        return self._reading(field, row, perf_counter() - start)

    def _read_batch(self, pending: list[tuple[npt.NDArray[np.uint8] | None, float]]) -> list[Reading]:
        """Readings of fields (None: blank), each with the seconds that its normalization took."""
        fields = [field for field, _ in pending if field is not None]
        start = perf_counter()
        rows = iter(self.probabilities(np.stack(fields)) if fields else ())
        share = (perf_counter() - start) / max(len(fields), 1)
        return [
            self._reading(field, None, seconds) if field is None else self._reading(field, next(rows), seconds + share)
            for field, seconds in pending
        ]

    def _reading(
        self, field: npt.NDArray[np.uint8] | None, row: npt.NDArray[np.float64] | None, seconds: float
    ) -> Reading:
        if field is None or row is None:
            nothing = np.zeros((28, 28), np.uint8)
            uniform = (1 / DIGITS,) * DIGITS
            return Reading(None, "blank", uniform, (), None, nothing, self.info, 1000 * seconds)
        chosen = candidates(row, self.card["conformal"]["threshold"])
        verdict: Verdict = "digit" if len(chosen) == 1 else "unsure"
        return Reading(chosen[0], verdict, tuple(row.tolist()), chosen, None, field, self.info, 1000 * seconds)


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
