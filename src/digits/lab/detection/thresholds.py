"""Fit the detector's thresholds on composed pages of held-out writers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.detector import KINDS, Detection, Detector, decode, without_duplicates
from digits.lab.data.synthesis.pages import READABLE, RECOGNIZABLE
from digits.lab.detection.pool import Chunk

_LEAST = 0.05  # the lowest probability that is considered
_MATCHING = 0.4  # of the union of two boxes: so much a detection and a true box have in common
_WRONG = 0.01  # share of wrong detections among those that are called sure


@dataclass(frozen=True)
class Matches:
    """Detections on pages, matched with what is there.

    Attributes:
        scores: (N,) of the detections.
        kinds: (N,) indices of `KINDS`.
        right: (N,) whether something of that kind is there; detections of what may be found or not are left out.
        there: number of things to be found, by kind.
    """

    scores: npt.NDArray[np.float64]
    kinds: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]
    there: npt.NDArray[np.int64]


def match(detector: Detector, chunks: Sequence[Chunk]) -> Matches:
    """Find everything on composed pages, at their own scale."""
    scores, kinds, right = [], [], []
    there = np.zeros(len(KINDS), np.int64)
    for chunk in chunks:
        for page, ink in enumerate(chunk.ink):
            items = chunk.items[chunk.items[:, 0] == page, 1:]
            wanted = (items[:, 6] >= READABLE[0]) & (items[:, 6] <= READABLE[1]) & (items[:, 8] >= RECOGNIZABLE)
            there += np.bincount(items[wanted, 0].astype(int), minlength=len(KINDS))
            open_ = np.flatnonzero(wanted).tolist()
            for one in without_duplicates(decode(detector.outputs(ink), 1.0, _LEAST)):
                place = _best(one, items, open_)
                if place is None and _best(one, items, np.flatnonzero(~wanted).tolist()) is not None:
                    continue
                if place is not None:
                    open_.remove(place)
                scores.append(one.score)
                kinds.append(KINDS.index(one.kind))
                right.append(place is not None)
    return Matches(np.array(scores), np.array(kinds), np.array(right), there)


def fit(matches: Matches) -> dict[str, float]:
    """The probability from which detections are kept, with the best F1, and from which hardly any is wrong."""
    order = np.argsort(-matches.scores)
    scores, right = matches.scores[order], matches.right[order]
    hits = np.cumsum(right)
    count = np.arange(1, len(right) + 1)
    f1 = 2 * hits / (count + matches.there.sum())
    wrong = 1 - hits / count
    sure = np.flatnonzero(wrong <= _WRONG)
    return {
        "presence": round(float(scores[f1.argmax()]), 3),
        "sure": round(float(scores[sure[-1]]) if len(sure) else 1.0, 3),
    }


def rates(matches: Matches, threshold: float) -> dict[str, Any]:
    """Precision and recall by kind, of detections from a threshold on."""
    kept = matches.scores >= threshold
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
