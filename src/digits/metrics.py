"""How good predictions are: error with its interval, confusion matrix, report per class, calibration. NumPy only.

An evaluation takes a function from images to probabilities and never knows what is behind it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CLASSES = 10
Predict = Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.floating]]
"""From (N, 28, 28) uint8 images to (N, 10) probabilities."""
Probabilities = npt.NDArray[np.floating]
Labels = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 of one class, 0..1, and how many images there were of it."""

    precision: float
    recall: float
    f1: float
    support: int


def log_sum_exp(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """(N,): the logarithm of the sum of the exponentials of each row of (N, C)."""
    largest = values.max(axis=1)
    return np.asarray(largest + np.log(np.exp(values - largest[:, np.newaxis]).sum(axis=1)), np.float64)


def log_odds(probabilities: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """(N,) ln p / (1 - p), finite: a probability of 1 counts as one that misses it by 1e-12, one of 0 likewise."""
    inside = np.clip(probabilities.astype(np.float64), 1e-12, 1 - 1e-12)
    return np.asarray(np.log(inside / (1 - inside)))


def softmax(logits: npt.NDArray[np.floating], temperature: float = 1.0) -> npt.NDArray[np.float64]:
    """(..., 10) logits to probabilities that sum to one; the temperature divides the logits."""
    scaled = logits.astype(np.float64) / temperature
    exponentials = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))


def cross_entropy(probabilities: Probabilities, labels: Labels) -> float:
    """Mean of -ln p(truth), natural units."""
    truth = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(truth, 1e-12, None)).mean())


def wrong(probabilities: Probabilities, labels: Labels) -> npt.NDArray[np.intp]:
    """The indices of the images whose most probable class is not the label."""
    return np.flatnonzero(probabilities.argmax(axis=1) != labels)


def error_interval(errors: int, images: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of the error rate (Clopper and Pearson, 1934), found by bisection of the binomial tails.

    Raises:
        ValueError: the counts make no sense.
    """
    if not 0 <= errors <= images or images == 0:
        raise ValueError(f"{errors} errors among {images} images")
    tail = (1 - confidence) / 2
    successes = np.arange(1, images + 1)
    log_choose = np.concatenate([[0.0], np.cumsum(np.log((images - successes + 1) / successes))])

    def at_most(count: int, rate: float) -> float:
        terms = np.arange(count + 1)
        logs = log_choose[: count + 1] + terms * math.log(rate) + (images - terms) * math.log1p(-rate)
        return float(np.exp(logs).sum())

    low = 0.0 if errors == 0 else _root(lambda rate: 1 - at_most(errors - 1, rate) - tail)
    high = 1.0 if errors == images else _root(lambda rate: tail - at_most(errors, rate))
    return low, high


def _root(rising: Callable[[float], float]) -> float:
    """Where a rising function on (0, 1) is zero."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def confusion_matrix(predicted: Labels, labels: Labels) -> npt.NDArray[np.int64]:
    """(10, 10) counts; rows are the truth, columns what was read."""
    counts = np.bincount(labels.astype(np.int64) * CLASSES + predicted, minlength=CLASSES * CLASSES)
    return counts.reshape(CLASSES, CLASSES)


def classification_report(confusion: npt.NDArray[np.int64]) -> list[Scores]:
    """Precision, recall and F1 of each class; 0 where a class was never read or never there."""
    right = np.diag(confusion).astype(np.float64)
    read, there = confusion.sum(axis=0), confusion.sum(axis=1)
    precision, recall = right / np.maximum(read, 1), right / np.maximum(there, 1)
    f1 = 2 * right / np.maximum(read + there, 1)
    return [
        Scores(float(p), float(r), float(f), int(n)) for p, r, f, n in zip(precision, recall, f1, there, strict=True)
    ]


def expected_calibration_error(probabilities: Probabilities, labels: Labels, bins: int = 15) -> float:
    """Mean gap between confidence and accuracy over bins of equal count (Nguyen and O'Connor, 2015), 0..1."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    parts = np.array_split(np.argsort(confidence, kind="stable"), bins)
    gaps = [abs(float(confidence[part].mean() - right[part].mean())) * len(part) for part in parts if len(part)]
    return sum(gaps) / len(labels)


def fit_temperature(logits: npt.NDArray[np.floating], labels: Labels) -> float:
    """The temperature with the least cross-entropy (Guo et al., "On calibration of modern neural networks", 2017)."""
    low, high = math.log(0.05), math.log(20.0)
    golden = (math.sqrt(5) - 1) / 2

    def loss(log_temperature: float) -> float:
        return cross_entropy(softmax(logits, math.exp(log_temperature)), labels)

    while high - low > 1e-4:
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return math.exp((low + high) / 2)


def conformal_threshold(probabilities: Probabilities, labels: Labels, coverage: float) -> float:
    """The least probability of a candidate, such that the candidates hold the truth with the given coverage, 0..1.

    Split conformal prediction with the probability of the truth as the score, which gives the smallest sets (Sadinle,
    Lei and Wasserman, "Least ambiguous set-valued classifiers with bounded error levels", 2019).
    """
    scores = np.sort(probabilities[np.arange(len(labels)), labels])
    allowed_misses = math.floor((len(labels) + 1) * (1 - coverage) + 1e-9)
    return float(scores[allowed_misses - 1]) if allowed_misses else 0.0
