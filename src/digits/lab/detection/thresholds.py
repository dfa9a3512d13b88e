"""Fit the detector's thresholds on composed pages of held-out writers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.detector import Detector
from digits.detector_outputs import KINDS, Detection, decode, without_duplicates
from digits.lab.data.synthesis.pages import READABLE, RECOGNIZABLE
from digits.lab.detection.pool import Chunk

_LEAST = 0.05  # the lowest probability that is considered
_MATCHING = 0.4  # of the union of two boxes: so much a detection and a true box have in common
_DIGIT_BETA = 2  # of the F score of digits
_POSSIBLE_BETA = 4  # of the F score of what may be there: a miss is silent, a false doubt only asks
_LIKELIER = 0.5  # probability of the likelier of two
_WRONG = 0.01  # share of wrong detections among those that are called sure


@dataclass(frozen=True)
class Matches:
    """Detections on pages, matched with what is there.

    Attributes:
        scores: (N,) of the detections.
        kinds: (N,) indices of `KINDS`.
        right: (N,) whether something of that kind is there; detections of what may be found or not are left out.
        there: number of things to be found, by kind.
        continues: (M,) of the digits that are right: probability that the number goes on.
        goes_on: (M,) whether it does.
    """

    scores: npt.NDArray[np.float64]
    kinds: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]
    there: npt.NDArray[np.int64]
    continues: npt.NDArray[np.float64]
    goes_on: npt.NDArray[np.bool_]


def match(detector: Detector, chunks: Sequence[Chunk]) -> Matches:
    """Find everything on composed pages, at their own scale."""
    scores, kinds, right, continues, goes_on = [], [], [], [], []
    there = np.zeros(len(KINDS), np.int64)
    for chunk in chunks:
        for page, ink in enumerate(chunk.ink):
            items = chunk.items[chunk.items[:, 0] == page, 1:]
            wanted = (items[:, 6] >= READABLE[0]) & (items[:, 6] <= READABLE[1]) & (items[:, 8] >= RECOGNIZABLE)
            there += np.bincount(items[wanted, 0].astype(int), minlength=len(KINDS))
            open_ = np.flatnonzero(wanted).tolist()
            for one in without_duplicates(decode(detector.outputs(ink), 1.0, [_LEAST] * len(KINDS))):
                place = _best(one, items, open_)
                if place is None and _best(one, items, np.flatnonzero(~wanted).tolist()) is not None:
                    continue
                if place is not None:
                    open_.remove(place)
                    if one.kind == "digit":
                        continues.append(one.continues)
                        goes_on.append(bool(items[place, 7]))
                scores.append(one.score)
                kinds.append(KINDS.index(one.kind))
                right.append(place is not None)
    return Matches(
        np.array(scores), np.array(kinds), np.array(right), there, np.array(continues), np.array(goes_on, np.bool_)
    )


def fit(matches: Matches) -> dict[str, Any]:
    """The thresholds of the detector.

    ``presence`` gives each kind its best F score: digits F2, which counts a miss twice as much as a false find, for a
    missed digit leaves a wrong number, while the classifier can still reject a false one; marks F1. ``possible`` is
    lower, for what may be there. From ``sure`` on hardly any detection is wrong, and from ``gap`` on, that a number
    goes on or ends.
    """
    return {
        "presence": {
            kind: _best_threshold(matches, number, _DIGIT_BETA if kind == "digit" else 1)
            for number, kind in enumerate(KINDS)
        },
        "possible": {kind: _best_threshold(matches, number, _POSSIBLE_BETA) for number, kind in enumerate(KINDS)},
        "sure": round(_sure_from(matches.scores, matches.right), 3),
        "gap": round(_sure_from(np.maximum(matches.continues, 1 - matches.continues), _said_right(matches)), 3),
    }


def _best_threshold(matches: Matches, kind: int, beta: float) -> float:
    """The threshold of one kind with the best F score."""
    own = matches.kinds == kind
    order = np.argsort(-matches.scores[own])
    scores, hits = matches.scores[own][order], np.cumsum(matches.right[own][order])
    if not len(scores):
        return 1.0
    weight = beta**2
    score = (1 + weight) * hits / (np.arange(1, len(hits) + 1) + weight * matches.there[kind])
    return round(float(scores[score.argmax()]), 3)


def _said_right(matches: Matches) -> npt.NDArray[np.bool_]:
    said: npt.NDArray[np.bool_] = matches.continues >= _LIKELIER
    return np.asarray(said == matches.goes_on, np.bool_)


def _sure_from(probabilities: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """The lowest probability from which hardly any is wrong; 1 if there is none."""
    order = np.argsort(-probabilities)
    wrong = 1 - np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    ordered = probabilities[order]
    whole = np.append(ordered[1:] < ordered[:-1], True)  # the last of equal ones
    sure = np.flatnonzero((wrong <= _WRONG) & whole)
    return float(ordered[sure[-1]]) if len(sure) else 1.0


def rates(matches: Matches, thresholds: Mapping[str, float]) -> dict[str, Any]:
    """Precision and recall by kind, of detections from the kind's threshold on."""
    kept = matches.scores >= np.array([thresholds[kind] for kind in KINDS])[matches.kinds]
    found = {}
    for number, kind in enumerate(KINDS):
        own = kept & (matches.kinds == number)
        hits = int((own & matches.right).sum())
        found[kind] = {
            "there": int(matches.there[number]),
            "recall": round(hits / max(int(matches.there[number]), 1), 4),
            "precision": round(hits / max(int(own.sum()), 1), 4),
        }
    return found


def _best(one: Detection, items: npt.NDArray[np.float32], places: list[int]) -> int | None:
    """Of things at some places the one of the same kind that a detection fits best; None if none fits."""
    fitting = [
        (_overlap(one.box, items[place, 2:6].tolist()), place)
        for place in places
        if KINDS[int(items[place, 0])] == one.kind
    ]
    share, place = max(fitting, default=(0.0, -1))
    return place if share >= (_MATCHING if one.kind == "digit" else _MATCHING / 4) else None


def _overlap(box: Sequence[float], other: Sequence[float]) -> float:
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(one[2] - one[0]) * (one[3] - one[1]) for one in (box, other)]
    return float(width * height / (sum(areas) - width * height))
