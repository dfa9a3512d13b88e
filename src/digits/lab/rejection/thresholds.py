"""Fit the rejection network's thresholds on held-out writers, and measure them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.lab.export import write_card
from digits.lab.rejection.data import FOLD, LOOKALIKES, RejectionData, held_out_digits, mirrored
from digits.lab.rejection.scores import separation
from digits.mnist import Split
from digits.rejection import MIRRORED, RejectionModel, RejectionScores

REJECTED_DIGITS = 0.001
"""The share of digits that may be rejected: a rejected digit annoys more than a scribble that is read."""

MIRRORED_DIGITS = 0.0005
"""The share of upright digits that may be called mirrored."""


def fit_thresholds(path: Path, data: RejectionData) -> dict[str, Any]:
    """Fit the thresholds on half of the held-out writers, test them on the others.

    Args:
        path: the network's ``.onnx`` file.
        data: its held-out non-digits and other collections are measured; they do not set thresholds.

    Returns:
        The card.
    """
    model = RejectionModel(path)
    fitted = model.scores(held_out_digits(0).images)
    thresholds = {
        "digit": round(float(np.quantile(fitted.digit_log_odds, REJECTED_DIGITS)), 3),
        "mirrored": round(float(np.clip(np.quantile(fitted.mirrored.max(axis=1), 1 - MIRRORED_DIGITS), 0.5, 0.999)), 3),
    }
    test_digits = {"MNIST, other held-out writers": held_out_digits(1), **data.other_collections}
    scores = {name: model.scores(split.images) for name, split in test_digits.items()}
    mnist_split, mnist_scores = next(iter(test_digits.values())), next(iter(scores.values()))
    card = json.loads(path.with_suffix(".json").read_bytes())
    card["thresholds"] = thresholds
    card["calibration"] = {
        "fold": FOLD,
        "digits": {name: _digit_rates(one, thresholds) for name, one in scores.items()},
        "mirrored": _mirrored_recall(model, mirrored(mnist_split), thresholds),
        "non_digits": {
            name: _non_digit_rates(mnist_scores, model.scores(images), thresholds)
            for name, images in data.families.held_out.items()
        },
        "excluded_from_means": [LOOKALIKES],
    }
    write_card(path, card)
    return dict(card)


def summary(card: Mapping[str, Any]) -> str:
    """Summarize the calibration in one line."""
    found = card["calibration"]
    digits = "; ".join(
        f"{name}: {100 * one['rejected']:.2f} % rejected, {100 * one['mirrored']:.2f} % called mirrored"
        for name, one in found["digits"].items()
    )
    families = [one for name, one in found["non_digits"].items() if name != LOOKALIKES]
    mean, least = (100 * float(statistic([one["auroc"] for one in families])) for statistic in (np.mean, np.min))
    return f"{digits}; non-digits: mean AUROC {mean:.2f} %, lowest {least:.2f} %"


def is_rejected(scores: RejectionScores, thresholds: Mapping[str, float]) -> npt.NDArray[np.bool_]:
    """(N,) which images are neither a digit nor a mirrored one."""
    return np.asarray((scores.digit_log_odds < thresholds["digit"]) & ~is_mirrored(scores, thresholds))


def is_mirrored(scores: RejectionScores, thresholds: Mapping[str, float]) -> npt.NDArray[np.bool_]:
    """(N,) which images are called mirrored digits."""
    return np.asarray(scores.mirrored.max(axis=1) >= thresholds["mirrored"])


def _digit_rates(scores: RejectionScores, thresholds: Mapping[str, float]) -> dict[str, int | float]:
    return {
        "images": len(scores.digit_log_odds),
        "rejected": round(float(is_rejected(scores, thresholds).mean()), 5),
        "mirrored": round(float(is_mirrored(scores, thresholds).mean()), 5),
    }


def _mirrored_recall(model: RejectionModel, split: Split, thresholds: Mapping[str, float]) -> dict[str, float]:
    """The share of each mirrored digit that is recognized."""
    scores = model.scores(split.images)
    found = is_mirrored(scores, thresholds) & (scores.mirrored.argmax(axis=1) == split.labels)
    return {str(digit): round(float(found[split.labels == digit].mean()), 4) for digit in MIRRORED}


def _non_digit_rates(
    digits: RejectionScores, others: RejectionScores, thresholds: Mapping[str, float]
) -> dict[str, int | float]:
    separated = separation(digits.digit_log_odds, others.digit_log_odds)
    return {
        "images": len(others.digit_log_odds),
        "auroc": round(separated.auroc, 4),
        "accepted_at_95_percent_recall": round(separated.accepted, 4),
        "accepted": round(float((~is_rejected(others, thresholds)).mean()), 4),
    }
