"""Compare rejection scores on families that the network was not trained on.

The other scores train on no non-digits. Digits are by MNIST's held-out writers; Semeion and Pendigits show whether
other people's digits are rejected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from digits.lab.evaluation.calibration import CalibrationError
from digits.lab.rejection import scores
from digits.lab.rejection.data import (
    FOLD,
    LETTERS,
    LOOKALIKES,
    Families,
    Images,
    RejectionData,
    held_out_digits,
    mnist_only,
)
from digits.lab.rejection.training import TrainingConfig, logits, train
from digits.mnist import Split
from digits.model_card import card_path, find_model, read_card
from digits.rejection import scores_from_logits

HELD_OUT_TOGETHER: tuple[tuple[str, ...], ...] = (
    (LETTERS + "Greek", "scribbles"),
    (LETTERS + "Japanese_(katakana)", "doodles", "dots"),
    (LETTERS + "Latin", "printed letters"),
    (LETTERS + "Sanskrit", "crossed out", "textures"),
    (LETTERS + "Tagalog", "shapes", "lines"),
    ("jigsaws",),
    ("pairs", "digit and piece"),
)
"""Families held out from one training: similar ones go together."""

NETWORK = "rejection network"
SCORES = ("largest probability", "energy", "nearest neighbours", NETWORK)
REJECTED = 0.003
"""The share of the first set of digits that every score is set to reject; the other sets are compared at it."""

STEPS = 2000
"""Batches that each network of the comparison is trained on."""

_NEIGHBOURS = 6000  # training images whose features are compared


def held_out_model(name: str) -> Path:
    """Find a classifier whose scores can be compared: one that did not see the held-out fold.

    Raises:
        CalibrationError: it did.
    """
    path = find_model(name)
    training = read_card(card_path(path)).get("training") or {}
    if path.suffix != ".onnx" or training.get("fold") != FOLD:
        raise CalibrationError(f"{path} did not hold out fold {FOLD}. Export a run that did, and give its file.")
    return path


def compare_scores(data: RejectionData, model: Path, config: TrainingConfig) -> dict[str, Any]:
    """Compare the scores, as `results/rejection.json` holds them.

    Args:
        data: digits and non-digits.
        model: a classifier's ``.onnx`` file, see `held_out_model`.
        config: of each network that is trained.
    """
    digit_sets = {"MNIST": held_out_digits(), **data.other_collections}
    data.report("scores of the classifier")
    digits, families = _classifier_scores(model, mnist_only(data.digits).images, digit_sets, data.families)
    rejected = {score: [_rejected(of_digits)] for score, of_digits in digits.items()} | {NETWORK: []}
    rows: dict[str, dict[str, Any]] = {}
    for number, names in enumerate(HELD_OUT_TOGETHER):
        data.report(f"training without {', '.join(names)}")
        rest = {name: images for name, images in data.families.training.items() if name not in names}
        trained = train(data.digits, rest, replace(config, seed=config.seed + number))
        known = [scores_from_logits(logits(trained, split.images)).digit_log_odds for split in digit_sets.values()]
        rejected[NETWORK].append(_rejected(known))
        for name in (*names, *([LOOKALIKES] if LETTERS + "Latin" in names else [])):
            others = scores_from_logits(logits(trained, data.families.held_out[name])).digit_log_odds
            found = {score: scores.separation(digits[score][0], families[score][name]) for score in SCORES[:-1]}
            found[NETWORK] = scores.separation(known[0], others)
            rows[name] = {"images": len(others)} | {score: _rounded(one) for score, one in found.items()}
    return {
        "steps": config.steps,
        "means": {score: _mean(rows, score) for score in SCORES},
        "families": rows,
        "digits": _rejection_rates(digit_sets, rejected),
    }


def _rejected(of_digits: Sequence[scores.Scores]) -> list[float]:
    """The share of each set that a score rejects when it rejects `REJECTED` of the first."""
    limit = np.quantile(of_digits[0], REJECTED)
    return [float((one < limit).mean()) for one in of_digits]


def _rejection_rates(digits: Mapping[str, Split], rejected: Mapping[str, list[list[float]]]) -> dict[str, Any]:
    """The size of each set of digits, and the mean share that each score rejects."""
    return {
        name: {"images": len(split.labels)}
        | {score: round(float(np.mean([one[index] for one in shares])), 4) for score, shares in rejected.items()}
        for index, (name, split) in enumerate(digits.items())
    }


def _classifier_scores(
    model: Path, training_images: Images, digits: Mapping[str, Split], families: Families
) -> tuple[dict[str, list[scores.Scores]], dict[str, dict[str, scores.Scores]]]:
    """The classifier's scores, by score: of each set of digits, and of each family."""
    features = scores.Features(model)
    known = features.compute(training_images[:_NEIGHBOURS])[1]

    def every(images: Images) -> tuple[scores.Scores, ...]:
        answers, own = features.compute(images)
        return scores.largest_probability(answers), scores.energy(answers), scores.nearest_neighbours(own, known)

    of_digits = [every(split.images) for split in digits.values()]
    of_families = {name: every(images) for name, images in families.held_out.items()}
    indices = dict(enumerate(SCORES[:-1]))
    return (
        {score: [one[index] for one in of_digits] for index, score in indices.items()},
        {score: {name: one[index] for name, one in of_families.items()} for index, score in indices.items()},
    )


def _rounded(separation: scores.Separation) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(separation).items()}


def _mean(families: Mapping[str, Any], score: str) -> dict[str, float]:
    """The mean over all families but the letters drawn as digits are."""
    rows = [row[score] for name, row in families.items() if name != LOOKALIKES]
    return {name: round(float(np.mean([row[name] for row in rows])), 4) for name in ("auroc", "accepted")}
