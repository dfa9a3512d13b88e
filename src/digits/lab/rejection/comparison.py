"""Which score refuses best: each family and each script held out in turn from the network that learns from non-digits.

The other scores know no non-digits at all. Digits are those of MNIST's held-out writers; Semeion and Pendigits tell
whether other people's digits are refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from digits.lab.rejection import scores
from digits.lab.rejection.images import LETTERS, LOOKALIKES, Families, Images
from digits.lab.rejection.training import Effort, logits, trained
from digits.mnist import Split
from digits.rejection import judgements

HELD_OUT_TOGETHER: tuple[tuple[str, ...], ...] = (
    (LETTERS + "Greek", "scribbles"),
    (LETTERS + "Japanese_(katakana)", "doodles", "dots"),
    (LETTERS + "Latin", "printed letters"),
    (LETTERS + "Sanskrit", "crossed out", "textures"),
    (LETTERS + "Tagalog", "shapes", "lines"),
    ("jigsaws",),
    ("pairs", "digit and piece"),
)
"""Families that one training goes without: each with those that are of its kind, the rest where they fit."""

SCORES = ("largest probability", "energy", "nearest neighbours", "gate")
REFUSED = 0.003
"""The share of the first set of digits that every score is made to refuse, to see what it does to the others."""

_KNOWN = 6000  # training images whose features are neighbours
Say = Callable[[str], None]


@dataclass(frozen=True)
class Subject:
    """What scores are compared on.

    Attributes:
        model: a recognizer's ``.onnx`` file, which did not see the held-out writers.
        known: MNIST's images that it was trained on.
        learned: the digits that a gate learns from.
        digits: sets of digits by name; the first is what families are told from.
        families: non-digits.
    """

    model: Path
    known: Images
    learned: Split
    digits: Mapping[str, Split]
    families: Families


def compare(subject: Subject, effort: Effort, say: Say) -> dict[str, Any]:
    """The comparison as `results/rejection.json` has it.

    Args:
        subject: models and images.
        effort: how long each network is trained.
        say: told what is done.
    """
    say("the recognizer's own scores")
    digits, families = _own_scores(subject)
    refusals = {score: [_refusals(of_digits)] for score, of_digits in digits.items()} | {"gate": []}
    rows: dict[str, dict[str, Any]] = {}
    for number, names in enumerate(HELD_OUT_TOGETHER):
        say(f"a gate without {', '.join(names)}")
        rest = {name: images for name, images in subject.families.learned.items() if name not in names}
        model = trained(subject.learned, rest, replace(effort, seed=effort.seed + number))
        known = [judgements(logits(model, split.images)).digit for split in subject.digits.values()]
        refusals["gate"].append(_refusals(known))
        for name in (*names, *([LOOKALIKES] if LETTERS + "Latin" in names else [])):
            strange = judgements(logits(model, subject.families.measured[name])).digit
            own = {score: scores.separation(digits[score][0], families[score][name]) for score in SCORES[:-1]}
            found = own | {"gate": scores.separation(known[0], strange)}
            rows[name] = {"images": len(strange)} | {score: _rounded(one) for score, one in found.items()}
    return {
        "steps": effort.steps,
        "means": {score: _mean(rows, score) for score in SCORES},
        "families": rows,
        "digits": _of_digits(subject.digits, refusals),
    }


def _refusals(of_digits: Sequence[scores.Scores]) -> list[float]:
    """The share of each set of digits that a score refuses, when it refuses `REFUSED` of the first."""
    limit = np.quantile(of_digits[0], REFUSED)
    return [float((one < limit).mean()) for one in of_digits]


def _of_digits(digits: Mapping[str, Split], refusals: Mapping[str, list[list[float]]]) -> dict[str, Any]:
    """How many there are, and the share of them that each score refuses: the mean over the networks trained for it."""
    return {
        name: {"images": len(split.labels)}
        | {score: round(float(np.mean([one[place] for one in shares])), 4) for score, shares in refusals.items()}
        for place, (name, split) in enumerate(digits.items())
    }


def _own_scores(
    subject: Subject,
) -> tuple[dict[str, list[scores.Scores]], dict[str, dict[str, scores.Scores]]]:
    """By each score that needs no non-digits: of the sets of digits, and of the families by name."""
    features = scores.Features(subject.model)
    near = features.of(subject.known[:_KNOWN])[1]

    def every(images: Images) -> tuple[scores.Scores, ...]:
        answers, seen = features.of(images)
        return scores.largest_probability(answers), scores.energy(answers), scores.nearness(seen, near)

    of_digits = [every(split.images) for split in subject.digits.values()]
    of_families = {name: every(images) for name, images in subject.families.measured.items()}
    places = dict(enumerate(SCORES[:-1]))
    return (
        {score: [one[place] for one in of_digits] for place, score in places.items()},
        {score: {name: one[place] for name, one in of_families.items()} for place, score in places.items()},
    )


def _rounded(separation: scores.Separation) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(separation).items()}


def _mean(families: Mapping[str, Any], score: str) -> dict[str, float]:
    """Over all families but the letters drawn as digits are."""
    rows = [row[score] for name, row in families.items() if name != LOOKALIKES]
    return {name: round(float(np.mean([row[name] for row in rows])), 4) for name in ("auroc", "accepted")}
