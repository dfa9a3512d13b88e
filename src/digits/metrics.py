"""Metrics: error with interval, confusion matrix, report per class, calibration.

Only NumPy is needed. An evaluation takes a function from images to probabilities (`Predict`), whatever the framework.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

CLASSES = 10
Predict = Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.floating]]
"""From (N, 28, 28) uint8 images to (N, 10) probabilities."""
Probabilities = npt.NDArray[np.floating]
Labels = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 of one class, 0..1, and its number of images."""

    precision: float
    recall: float
    f1: float
    support: int


def log_sum_exp(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return the log-sum-exp of each row: (N, C) -> (N,)."""
    largest = values.max(axis=1)
    return np.asarray(largest + np.log(np.exp(values - largest[:, np.newaxis]).sum(axis=1)), np.float64)


def log_odds(probabilities: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return ln(p / (1 - p)) of each probability, clipped to [1e-12, 1 - 1e-12] to be finite."""
    clipped = np.clip(probabilities.astype(np.float64), 1e-12, 1 - 1e-12)
    return np.asarray(np.log(clipped / (1 - clipped)))


def softmax(logits: npt.NDArray[np.floating], temperature: float = 1.0) -> npt.NDArray[np.float64]:
    """Return the probabilities (..., 10) of logits (..., 10) divided by the temperature."""
    scaled = logits.astype(np.float64) / temperature
    exponentials = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))


def cross_entropy(probabilities: Probabilities, labels: Labels) -> float:
    """Return the mean of -ln p(label), in nats."""
    truth = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(truth, 1e-12, None)).mean())


def wrong(probabilities: Probabilities, labels: Labels) -> npt.NDArray[np.intp]:
    """Return the indices of the images whose most probable class is not the label."""
    return np.flatnonzero(probabilities.argmax(axis=1) != labels)


def error_interval(errors: int, images: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of the error rate, 0..1 (Clopper and Pearson, 1934).

    It is found by bisection of the binomial tails.

    Raises:
        ValueError: there are no images, or fewer images than errors.
    """
    if not 0 <= errors <= images or images == 0:
        raise ValueError(f"{errors} errors in {images} images: give at least one image, and at most as many errors")
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


def error_interval_by_writer(
    is_wrong: npt.NDArray[np.bool_],
    writers: Labels,
    strata: Labels | None = None,
    confidence: float = 0.95,
    resamples: int = 10_000,
) -> tuple[float, float]:
    """Return the interval of the error rate, 0..1, for writers as these are: a bootstrap of writers.

    Images by one writer are alike, so the exact interval, which takes them for independent, is too narrow for new
    writers. Here writers are drawn with replacement, each with all images, within each stratum (Davison and Hinkley,
    "Bootstrap methods and their application", 1997, sections 3.2 and 3.8); the bounds are percentiles. The draws are
    the same each time. Without any error the bootstrap knows nothing, and the exact interval is returned.

    Args:
        is_wrong: (N,) whether each image was misread.
        writers: (N,) who wrote it.
        strata: (N,) a group of each writer, for example the source of the images; None: one group.
        confidence: 0..1.
        resamples: number of draws.

    Raises:
        ValueError: there are no images, or the lengths differ.
    """
    interval = mean_interval_by_writer(is_wrong, writers, strata, confidence, resamples)
    return interval if is_wrong.any() else error_interval(0, len(is_wrong), confidence)


def mean_interval_by_writer(
    values: npt.NDArray[Any],
    writers: Labels,
    strata: Labels | None = None,
    confidence: float = 0.95,
    resamples: int = 10_000,
) -> tuple[float, float]:
    """Return the interval of the mean of values (N,), such as differences of two models' errors, for new writers.

    See `error_interval_by_writer`.
    """
    strata = np.zeros(len(writers), np.int64) if strata is None else strata
    if not len(values) == len(writers) == len(strata) > 0:
        lengths = f"{len(values)}, {len(writers)} and {len(strata)}"
        raise ValueError(f"{lengths} answers, writers and strata: give one of each for every image, at least one")
    generator = np.random.default_rng(0)
    sums, images = np.zeros(resamples), np.zeros(resamples)
    for stratum in np.unique(strata):
        of, own = np.unique(writers[strata == stratum], return_inverse=True)
        drawn = generator.multinomial(len(of), np.full(len(of), 1 / len(of)), resamples)
        sums += drawn @ np.bincount(own, values[strata == stratum])
        images += drawn @ np.bincount(own)
    low, high = np.quantile(sums / images, ((1 - confidence) / 2, (1 + confidence) / 2))
    return float(low), float(high)


def mcnemar_p(only_one: int, only_other: int) -> float:
    """Return how likely two equally good models differ so much by chance on the same images: the exact test, two-sided.

    Source: McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", 1947.

    Args:
        only_one: images that one model alone misread.
        only_other: images that the other alone misread.
    """
    count = only_one + only_other
    tail: float = sum(math.comb(count, k) for k in range(min(only_one, only_other) + 1)) / 2**count
    return min(1.0, 2 * tail)


def _root(rising: Callable[[float], float]) -> float:
    """Find the zero of an increasing function on (0, 1) by bisection."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def confusion_matrix(predicted: Labels, labels: Labels) -> npt.NDArray[np.int64]:
    """Count images (10, 10) by label (rows) and predicted class (columns)."""
    counts = np.bincount(labels.astype(np.int64) * CLASSES + predicted, minlength=CLASSES * CLASSES)
    return counts.reshape(CLASSES, CLASSES)


def classification_report(confusion: npt.NDArray[np.int64]) -> list[Scores]:
    """Return precision, recall and F1 of each class; 0 where they are undefined."""
    right = np.diag(confusion).astype(np.float64)
    read, there = confusion.sum(axis=0), confusion.sum(axis=1)
    precision, recall = right / np.maximum(read, 1), right / np.maximum(there, 1)
    f1 = 2 * right / np.maximum(read + there, 1)
    return [
        Scores(float(p), float(r), float(f), int(n)) for p, r, f, n in zip(precision, recall, f1, there, strict=True)
    ]


def expected_calibration_error(probabilities: Probabilities, labels: Labels, bins: int = 15) -> float:
    """Return the mean gap between confidence and accuracy, 0..1, over bins of equal count.

    Source: Nguyen and O'Connor, "Posterior calibration and exploratory analysis for natural language processing
    models", 2015.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    parts = np.array_split(np.argsort(confidence, kind="stable"), bins)
    gaps = [abs(float(confidence[part].mean() - right[part].mean())) * len(part) for part in parts if len(part)]
    return sum(gaps) / len(labels)


def fit_temperature(logits: npt.NDArray[np.floating], labels: Labels) -> float:
    """Find the temperature with the least cross-entropy.

    By golden-section search in [0.05, 20]. Source: Guo et al., "On calibration of modern neural networks", 2017.
    """
    low, high = math.log(0.05), math.log(20.0)
    golden = (math.sqrt(5) - 1) / 2

    def loss(log_temperature: float) -> float:
        return cross_entropy(softmax(logits, math.exp(log_temperature)), labels)

    while high - low > 1e-4:
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return math.exp((low + high) / 2)


def conformal_threshold(probabilities: Probabilities, labels: Labels, coverage: float) -> float:
    """Return the threshold, 0..1, with which the candidates have this coverage, 0..1.

    Split conformal prediction with the label's probability as the score, which gives the smallest sets (Sadinle, Lei
    and Wasserman, "Least ambiguous set-valued classifiers with bounded error levels", 2019).
    """
    scores = np.sort(probabilities[np.arange(len(labels)), labels])
    allowed_misses = math.floor((len(labels) + 1) * (1 - coverage) + 1e-9)
    return float(scores[allowed_misses - 1]) if allowed_misses else 0.0
