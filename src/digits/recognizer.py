"""Pipeline from a picture or strokes to a `Reading`: normalize, find digits, classify, reject."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt

from digits import isolation, rejection
from digits.batches import read_in_batches
from digits.classifier import Classifier, candidates
from digits.detector_outputs import Box
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
from digits.onnx_session import ModelError
from digits.page import Glyph, PageDigits, find_digits
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

_MAX_REJECTED_SHARE = 0.3  # of a number's digits: if more are rejected, there is no number
_CLEAR_LOG_ODDS = 2.5  # mean digit log-odds of a number below which no digit may be rejected: words have less
_DOUBTFUL_LOG_ODDS = -2.0  # in a number, digits with less are in doubt: 6 of 1,000 of MNIST's, and + and x
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
        self.max_pixels = max_pixels

    def read(self, picture: Picture) -> Reading:
        """Read the digit, or the number, in a picture; a 28x28 array or normalized image is always one digit.

        Args:
            picture: a path, the bytes of a file, a Pillow image, or an array: see `digits.image.open_picture`.

        Raises:
            PictureError: the picture cannot be read.
        """
        start = perf_counter()
        return self.read_normalized(normalize_picture(picture, self.max_pixels), start)

    def read_strokes(self, strokes: Strokes) -> Reading:
        """Read the digit, or the number, in a drawing.

        Args:
            strokes: lists of (x, y) points, y downwards, at any scale.

        Raises:
            PictureError: the strokes are malformed.
        """
        start = perf_counter()
        return self.read_normalized(normalize_strokes(strokes), start)

    def read_normalized(self, normalization: Normalization, start: float | None = None) -> Reading:
        """Read a normalized picture or drawing; the time is that since `start`, or of inference alone."""
        start = start or perf_counter()
        if normalization.image is None:
            return self._digit_reading(None, None, (), start)
        page = find_digits(normalization)
        if not page.numbers:
            whole = normalization.image
            doubts = () if page.nothing is None else (Doubt("digit", page.nothing),)
            return self._digit_reading(whole, self._classify(whole[np.newaxis])[0], doubts, start)
        if page.only_digit is not None:
            return self._single_reading(page, page.only_digit.image, normalization.image, start)
        return self._page_reading(page, normalization.image, start)

    def read_images(self, images: npt.NDArray[np.uint8]) -> list[Reading]:
        """Read normalized images (N, 28, 28), such as MNIST's: one digit each, ink 255 on background 0."""
        start = perf_counter()
        results = self._classify(images)
        each = (perf_counter() - start) / max(len(images), 1)
        told = zip(images, results, strict=True)
        return [self._digit_reading(image, result, (), perf_counter() - each) for image, result in told]

    def read_many(self, pictures: Iterable[Picture]) -> list[Reading]:
        """Read many pictures, in order, on all cores.

        Raises:
            PictureError: a picture cannot be read; the message begins with its index, from 0.
        """
        readings = []
        for index, reading in enumerate(self.read_each(pictures)):
            if isinstance(reading, PictureError):
                raise PictureError(f"picture {index}: {reading}") from reading
            readings.append(reading)
        return readings

    def read_each(self, pictures: Iterable[Picture]) -> Iterator[Reading | PictureError]:
        """Read many pictures, in order, on all cores, as they are asked for: few of them are in memory at a time.

        Yields:
            A reading for each picture, or the error why it cannot be read.
        """
        if isinstance(pictures, str | bytes | Path):
            raise PictureError("several pictures are needed; put a single picture into a list, or call `read`")
        return read_in_batches(self, pictures)

    def _single_reading(
        self, page: PageDigits, image: npt.NDArray[np.uint8], whole: npt.NDArray[np.uint8], start: float
    ) -> Reading:
        """Read the only digit; it is in doubt if all the ink looks like another one."""
        doubts, glyph = _doubts(page), page.numbers[0][0]
        if image is whole:
            return self._digit_reading(image, self._classify(image[np.newaxis])[0], doubts, start)
        alone, together = self._classify(np.stack((image, whole)))
        if not together.rejected and together.probabilities.argmax() != alone.probabilities.argmax():
            doubts = (Doubt("digit", glyph.box), *doubts)
            if together.log_odds > alone.log_odds:
                return self._digit_reading(whole, together, doubts, start)
        return self._isolated_reading(image, alone, glyph.seen, doubts, start)

    def _page_reading(self, page: PageDigits, image: npt.NDArray[np.uint8], start: float) -> Reading:
        """Read the numbers on a page; what looks like words is left unread."""
        glyphs = [glyph for number in page.numbers for glyph in number]
        images = np.stack([glyph.digit.image for glyph in glyphs if glyph.digit])
        results = iter(self._classify(images))
        told = {id(glyph): next(results) for glyph in glyphs if glyph.digit}
        numbers: list[tuple[Glyph, ...]] = []
        words: list[tuple[Glyph, ...]] = []
        for number in page.numbers:
            found = [told[id(glyph)] for glyph in number if glyph.digit]
            (numbers if _is_number(found) else words).append(number)
        if not numbers:
            return self._digit_reading(image, replace(self._classify(image[np.newaxis])[0], rejected=True), (), start)
        page = replace(page, numbers=tuple(numbers), unread=(*page.unread, *map(_hull, words)))
        if page.only_digit is not None:
            glyph = page.numbers[0][0]
            return self._isolated_reading(page.only_digit.image, told[id(glyph)], glyph.seen, _doubts(page), start)
        read = tuple(self._number(number, told, start) for number in numbers)
        unsure = [part for number in read for part in number.parts if part.reading and part.reading.verdict != "digit"]
        doubts = (*(Doubt("digit", part.box) for part in unsure), *_doubts(page))
        verdict: Verdict = "unsure" if doubts else "number"
        return Reading(None, verdict, UNIFORM, (), read, doubts, image, self.info, _milliseconds(start))

    def _number(self, number: Sequence[Glyph], told: Mapping[int, _Classification], start: float) -> Number:
        parts = []
        for glyph in number:
            if glyph.digit is None:
                parts.append(Part(glyph.kind, glyph.box, None))
                continue
            result = told[id(glyph)]
            is_sure = result.mirrored or result.log_odds >= _DOUBTFUL_LOG_ODDS
            doubts = () if is_sure else (Doubt("digit", glyph.box),)
            reading = self._isolated_reading(glyph.digit.image, result, glyph.seen, doubts, start)
            parts.append(Part(str(np.argmax(reading.probabilities)), glyph.box, reading))
        return Number("".join(part.text for part in parts), tuple(parts))

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
        self,
        image: npt.NDArray[np.uint8] | None,
        result: _Classification | None,
        doubts: tuple[Doubt, ...],
        start: float,
    ) -> Reading:
        if image is None or result is None:
            blank = np.zeros((28, 28), np.uint8)
            return Reading(None, "blank", UNIFORM, (), (), (), blank, self.info, _milliseconds(start))
        return self._reading(image, result, self.classifier.candidates(result.probabilities), doubts, start)

    def _isolated_reading(
        self,
        image: npt.NDArray[np.uint8],
        result: _Classification,
        seen: npt.NDArray[np.float64],
        doubts: tuple[Doubt, ...],
        start: float,
    ) -> Reading:
        """Read a digit that was cut out: what the detector saw of it in its surroundings counts as well.

        The detector learned from no mirrored digits.
        """
        network = isolation.shared()
        combined = network.combined(result.probabilities, None if result.mirrored else seen)
        calibrated = replace(result, probabilities=combined)
        chosen = candidates(calibrated.probabilities, network.candidate)
        return self._reading(image, calibrated, chosen, doubts, start)

    def _reading(
        self,
        image: npt.NDArray[np.uint8],
        result: _Classification,
        chosen: tuple[int, ...],
        doubts: tuple[Doubt, ...],
        start: float,
    ) -> Reading:
        row = tuple(result.probabilities.tolist())
        if result.rejected:
            return Reading(None, "not_a_digit", row, (), (), (), image, self.info, _milliseconds(start))
        verdict: Verdict = "digit" if len(chosen) == 1 and not doubts else "unsure"
        milliseconds = _milliseconds(start)
        return Reading(chosen[0], verdict, row, chosen, (), doubts, image, self.info, milliseconds, result.mirrored)


def _is_number(digits: Sequence[_Classification]) -> bool:
    """Whether glyphs that look like digits are a number, and no word."""
    rejected = np.mean([one.rejected for one in digits])
    mean_log_odds = np.mean([one.log_odds for one in digits])
    return bool(rejected <= _MAX_REJECTED_SHARE and mean_log_odds >= (_CLEAR_LOG_ODDS if rejected else 0))


def _doubts(page: PageDigits) -> tuple[Doubt, ...]:
    """What the detector is not sure of."""
    glyphs = [glyph for number in page.numbers for glyph in number]
    return (
        *(Doubt("digit" if glyph.digit else "mark", glyph.box) for glyph in glyphs if not glyph.sure),
        *(Doubt("mark", box) for box in page.marks),
        *(Doubt("cut", glyph.box) for glyph in glyphs if glyph.cut),
        *(Doubt("gap", box) for box in page.gaps),
        *(Doubt("unread", box) for box in page.unread),
    )


def _hull(number: Sequence[Glyph]) -> Box:
    left, top, right, bottom = zip(*(glyph.box for glyph in number), strict=True)
    return min(left), min(top), max(right), max(bottom)


def _milliseconds(start: float) -> float:
    return 1000 * (perf_counter() - start)
