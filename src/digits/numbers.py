"""Pieces of ink -> the digits, commas and minus signs that they are parts of: the best path through each line.

A small network, the segment classifier, sees each span of neighbouring pieces in the middle of what is around it, and
says which digit it is, or a comma, a minus sign, or none of them. Taking the spans as independent, the likeliest
division of a line is the one with the largest sum of log-odds (that a span is what it is taken for, against none of
them) over its spans; dynamic programming finds it. Which digit a span is, the segment classifier, trained on digits
that were cut apart, and the recognizer, which sees more finely, decide together. ``models/numbers/pieces.onnx`` maps
``images``, float32 (N, 32, 40, 2) with 0..255, to ``logits``, float32 (N, 13); ``python -m digits.lab.pieces.training``
trains another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits.image import Normalization, TextLine, pieces_of
from digits.image.text_line import VIEW, view_of
from digits.metrics import log_sum_exp, softmax
from digits.model_card import load_with_card
from digits.onnx_session import MODELS

KINDS = ("nothing", "digit", "comma", "minus")
"""What a span of pieces may be."""

NOTHING, DIGIT, COMMA, MINUS = range(len(KINDS))

OUTPUTS = ("nothing", *"0123456789", "comma", "minus")
"""What the segment classifier tells apart, in the order of its outputs."""

FILE = MODELS / "numbers" / "pieces.onnx"
"""The segment classifier that comes with the package."""

WIDEST = 1.7
"""Of a line's height: nothing wider is one digit."""

_BATCH = 64
_MOST_PARTS = 7  # pieces of one digit
_SURE = 12.0  # the largest log-odds that count, so that no span outvotes all others
_PRIOR = np.array((0.0, 0.0, -2.0, 0.0))  # added to the log-odds of each kind: too many commas were in training
_MARGIN = 2.0  # log-odds by which several spans must be likelier than one digit
_FEW = 3  # spans, up to which a digit in pieces may look like them
_LEAST = -3.0  # the mean log-odds of a line's spans below which it is no number
_WEIGHT = 2.0  # of the segment classifier's word on which digit it is against the recognizer's
_UNLIKELY = 1e-6  # a digit's least probability that counts, so that no single doubt outvotes all others
_SLACK = 6.0  # log-odds by which a path may be worse than the best for the recognizer to be asked
_MOST_SPANS = 24  # that the recognizer is asked about
_KINDS = (DIGIT, COMMA, MINUS)
_STEPS = (
    ("start", DIGIT, "whole"),
    ("start", MINUS, "sign"),
    ("sign", DIGIT, "whole"),
    ("whole", DIGIT, "whole"),
    ("whole", COMMA, "comma"),
    ("comma", DIGIT, "fraction"),
    ("fraction", DIGIT, "fraction"),
)
_ENDS = ("whole", "fraction")

Images = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Span:
    """Pieces of a line, from `first` to before `last`, taken together.

    Attributes:
        kind: `DIGIT`, `COMMA` or `MINUS`.
        odds: the logarithm of the odds that it is that, and not nothing.
        digits: (10,) the segment classifier's logarithms of the probability of each digit, given that it is one.
    """

    line: TextLine
    first: int
    last: int
    kind: int
    odds: float
    digits: Floats

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom, in the unit of the line's boxes."""
        own = self.line.boxes[self.first : self.last]
        left, top = own[:, :2].min(0).tolist()
        right, bottom = own[:, 2:].max(0).tolist()
        return left, top, right, bottom

    @property
    def image(self) -> Images:
        """(28, 28) uint8: the span as a recognizer sees it."""
        return self.line.image(self.first, self.last)


class SegmentClassifier:
    """Classifies spans of pieces; safe to share between threads.

    Args:
        path: the segment classifier's ``.onnx`` file, its card beside it.

    Raises:
        ModelError: the file or its card is missing, damaged or invalid.
    """

    def __init__(self, path: Path = FILE) -> None:
        _, self._session = load_with_card(path, len(OUTPUTS), (*VIEW, 2))

    def classify(self, views: Images) -> tuple[Floats, Floats]:
        """Classify views (N, 32, 40, 2) uint8.

        Returns:
            (N, 4), the log-odds of each kind against nothing; (N, 10), the logarithm of the probability of each digit,
            given that it is one.
        """
        batches = range(0, len(views), _BATCH)
        logits = np.concatenate(
            [
                self._session.run(["logits"], {"images": views[start : start + _BATCH].astype(np.float32)})[0]
                for start in batches
            ]
        )
        values = logits.astype(np.float64)
        digits = values[:, 1:11]
        any_digit = log_sum_exp(digits)[:, np.newaxis]
        of_kinds = np.concatenate((values[:, :1], any_digit, values[:, 11:]), axis=1)
        odds: Floats = np.clip(of_kinds - of_kinds[:, :1], -_SURE, _SURE)
        return odds, digits - any_digit


@cache
def shared() -> SegmentClassifier:
    """The segment classifier that comes with the package, loaded once.

    Raises:
        ModelError: its file or its card is missing or damaged.
    """
    return SegmentClassifier()


def find_number(
    normalization: Normalization, probabilities: Callable[[Images], Floats], classifier: SegmentClassifier | None = None
) -> list[Span] | None:
    """What stands in a picture or drawing, in reading order; None where one digit, or no number, is likelier.

    Of several lines the digits alone are given: what a comma or a minus would mean there is anyone's guess.

    Args:
        normalization: of the picture or drawing.
        probabilities: the recognizer's, (N, 10) of images (N, 28, 28) uint8.
        classifier: by default the one that comes with the package.
    """
    lines = pieces_of(normalization)
    if sum(len(line.boxes) for line in lines) < 2:
        return None
    classifier = classifier or shared()
    paths = [path for path in (best_path(line, probabilities, classifier) for line in lines) if path]
    kept = [path for path in paths if np.mean([span.odds for span in path]) > _LEAST]
    spans = [span for path in kept for span in path]
    if len(spans) < 2 or not _is_more_likely(spans, normalization, probabilities, classifier):
        return None
    return [span for span in spans if span.kind == DIGIT] if len(kept) > 1 else spans


def _is_more_likely(
    spans: Sequence[Span],
    normalization: Normalization,
    probabilities: Callable[[Images], Floats],
    classifier: SegmentClassifier,
) -> bool:
    """Whether several spans are clearly likelier than that all the ink is one digit.

    A few must each be more likely a digit than not, and all the ink together less: a digit in pieces, such as an 8 of
    two rings, may look like them.
    """
    whole = normalization.digit
    if whole is None or whole.scaled.shape[1] > WIDEST * whole.scaled.shape[0]:
        return True
    kinds, its_digits = classifier.classify(view_of(whole.scaled)[np.newaxis])
    alone = float(kinds[0, DIGIT])
    if len(spans) <= _FEW and (alone > 0 or min(span.odds for span in spans) < 0):
        return False
    digits = [span for span in spans if span.kind == DIGIT]
    images = np.stack([whole.image, *(span.image for span in digits)])
    sure = _agreement(probabilities(images), np.stack([its_digits[0], *(span.digits for span in digits)]))
    return sum(span.odds for span in spans) + float(sure[1:].sum()) > alone + float(sure[0]) + _MARGIN


def combine_posteriors(probabilities: Floats, log_digits: Floats) -> Floats:
    """Combine the recognizer's probabilities and the segment classifier's log-probabilities, (N, 10) each."""
    return softmax(_product(probabilities, log_digits))


def _agreement(probabilities: Floats, log_digits: Floats) -> Floats:
    """(N,): the logarithm of how far recognizer and segment classifier agree on one digit, each being sure of it."""
    return np.asarray(_product(probabilities, log_digits).max(axis=1))


def _product(probabilities: Floats, log_digits: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(probabilities, _UNLIKELY)) + _WEIGHT * log_digits)


def best_path(line: TextLine, probabilities: Callable[[Images], Floats], classifier: SegmentClassifier) -> list[Span]:
    """The likeliest division of a line into digits, a comma between them, and a minus in front; empty if there is none.

    The segment classifier's odds find the few divisions that are nearly as likely as the best, and among these it
    counts how far the recognizer agrees.
    """
    among = spans(line)
    odds, log_digits = classifier.classify(np.stack([line.view(first, last) for first, last in among]))
    odds = odds + _PRIOR
    found = [
        Span(line, *one, kind, float(row[kind]), own)
        for one, row, own in zip(among, odds, log_digits, strict=True)
        for kind in _KINDS
    ]
    likely = _near_best(found, len(line.boxes))
    digits = [span for span in likely if span.kind == DIGIT]
    if not digits:
        return []
    agreed = _agreement(
        probabilities(np.stack([span.image for span in digits])), np.stack([one.digits for one in digits])
    )
    weights = dict(zip(digits, agreed.tolist(), strict=True))
    return _best(likely, [span.odds + weights.get(span, 0.0) for span in likely], len(line.boxes))


def _near_best(found: Sequence[Span], pieces: int) -> list[Span]:
    """The spans on some path whose sum of odds is within `_SLACK` of the best path's, at most `_MOST_SPANS`."""
    before = _totals(found, pieces)
    after = _totals(found, pieces, backwards=True)
    through = [
        max(
            before.get((span.first, state), -np.inf) + span.odds + after.get((span.last, following), -np.inf)
            for state, kind, following in _STEPS
            if kind == span.kind
        )
        for span in found
    ]
    best = after.get((0, "start"), -np.inf)
    order = sorted(range(len(found)), key=lambda index: -through[index])[:_MOST_SPANS]
    return [found[index] for index in sorted(order) if through[index] > max(best - _SLACK, -np.inf)]


def _totals(found: Sequence[Span], pieces: int, backwards: bool = False) -> dict[tuple[int, str], float]:
    """The largest sum of odds from the start to each place and state, or backwards from each to an end."""
    totals = dict.fromkeys(((pieces, state) for state in _ENDS), 0.0) if backwards else {(0, "start"): 0.0}
    for span in sorted(found, key=lambda span: -span.first if backwards else span.first):
        for state, kind, following in _STEPS:
            if kind == span.kind:
                there, here = (span.first, state), (span.last, following)
                source, target = (here, there) if backwards else (there, here)
                reached = totals.get(source, -np.inf) + span.odds
                totals[target] = max(reached, totals.get(target, -np.inf))
    return totals


def _best(found: Sequence[Span], scores: Sequence[float], pieces: int) -> list[Span]:
    """The path with the largest sum of scores; empty if there is none."""
    best: dict[tuple[int, str], tuple[float, list[Span]]] = {(0, "start"): (0.0, [])}
    for span, score in sorted(zip(found, scores, strict=True), key=lambda one: one[0].first):
        for state, kind, following in _STEPS:
            total, path = best.get((span.first, state), (-np.inf, []))
            target = (span.last, following)
            if kind == span.kind and total + score > best.get(target, (-np.inf, []))[0]:
                best[target] = (total + score, [*path, span])
    return max((best.get((pieces, state), (-np.inf, [])) for state in _ENDS), key=lambda one: one[0])[1]


def spans(line: TextLine) -> list[tuple[int, int]]:
    """Which pieces may be one digit: from each piece to before another, none wider than digits are."""
    found = []
    for first in range(len(line.boxes)):
        for last in range(first + 1, min(first + _MOST_PARTS, len(line.boxes)) + 1):
            own = line.boxes[first:last]
            if last > first + 1 and own[:, 2].max() - own[:, 0].min() > WIDEST * line.height:
                break
            found.append((first, last))
    return found
