"""The ensemble: the members' answers as one, calibrated on writers that the members never saw, and its card.

An answer out of fold exists only from the members that left the image's fold out, where there are any. So errors out of
fold are those of single networks or of smaller ensembles, each trained on four fifths of the writers. Temperature and
threshold are made with the answers to half of those writers.
"""

import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import metrics, mnist
from digits.classifier import combine_logits, ensemble_sha256
from digits.lab.ensemble.member_files import Proof, folder_of, out_of_fold, proof_of
from digits.lab.ensemble.members import RecordError
from digits.lab.ensemble.plan import Member, Plan
from digits.lab.evaluation.calibration import Answers, calibration
from digits.lab.training.runs.run import write_json

LARGEST = 25_000_000
"""Bytes of all members' files."""


@dataclass(frozen=True)
class OutOfFold:
    """What members say together of training images whose writers they never saw.

    Attributes:
        images: (N,) indices of training images.
        logits: (N, 10), combined.
        members: (N,) how many members answered each.
    """

    images: npt.NDArray[np.intp]
    logits: npt.NDArray[np.floating]
    members: npt.NDArray[np.intp]

    @property
    def labels(self) -> npt.NDArray[np.uint8]:
        """(N,) what the images show."""
        return mnist.load("train").labels[self.images]


def answers(plan: Plan, members: list[Member], results: Path) -> OutOfFold | None:
    """The combined answers out of fold of members that are written, in the order of the images; None where none is."""
    parts = []
    for fold in range(mnist.FOLDS):
        kept = [out_of_fold(member, results) for member in members if member.fold == fold]
        if kept:
            images = kept[0][0]
            logits = combine_logits(np.stack([logits for _, logits in kept]), plan.mean)
            parts.append(OutOfFold(images, logits, np.full(len(images), len(kept))))
    if not parts:
        return None
    order = np.argsort(np.concatenate([part.images for part in parts]))
    return OutOfFold(
        np.concatenate([part.images for part in parts])[order],
        np.concatenate([part.logits for part in parts])[order],
        np.concatenate([part.members for part in parts])[order],
    )


def write_card(plan: Plan, results: Path) -> Path:
    """Write the ensemble's card, once every member of the plan is written.

    An ensemble that is the same as before keeps the evaluation that its card has.

    Raises:
        RecordError: members are missing, their files are too large, or none left out a fold.
    """
    proofs = _all(plan, results)
    _refuse_large(plan, results)
    found = answers(plan, list(plan.members), results)
    if found is None:
        raise RecordError("no member of the plan leaves out a fold, so nothing can calibrate the ensemble: add one")
    calibrated = _calibrated(found, proofs)
    temperature = calibrated["temperature"]
    members = [(proof["name"], proof["sha256"]) for proof in proofs]
    sha256 = ensemble_sha256(plan.mean, temperature, members)
    card = {
        "name": "record",
        "version": f"{metadata.version('digits-classification')}+{sha256[:8]}",
        "sha256": sha256,
        "description": f"An ensemble of {len(members)} convolutional networks: the mean of their {plan.mean}.",
        "input": {"shape": [28, 28, 1], "range": [0, 255]},
        "mean": plan.mean,
        **calibrated,
        "parameters": sum(proof["parameters"] for proof in proofs),
        "multiplies": sum(proof["multiplies"] for proof in proofs),
        "plan_sha256": plan.sha256,
        "members": [_statement(proof) for proof in proofs],
    }
    path = folder_of(results) / "record.json"
    write_json(path, card | {"evaluation": _evaluation(path, sha256)})
    return path


def summary(found: OutOfFold) -> str:
    """What the folds say, in words."""
    errors = int((found.logits.argmax(axis=1) != found.labels).sum())
    low, high = metrics.error_interval(errors, len(found.images))
    counts = "/".join(str(count) for count in np.unique(found.members))
    counts += " member" if counts == "1" else " members"
    return (
        f"out of fold, {counts} an image: {errors} errors in {len(found.images):,}, "
        f"{100 * errors / len(found.images):.3f} %, 95 % interval [{100 * low:.3f}, {100 * high:.3f}]"
    )


def _all(plan: Plan, results: Path) -> list[Proof]:
    proofs = {member.name: proof_of(member, results) for member in plan.members}
    missing = [name for name, proof in proofs.items() if proof is None]
    if missing:
        raise RecordError(f"members are missing in {folder_of(results)}: {', '.join(missing)}; `digits record` trains")
    return [proof for proof in proofs.values() if proof is not None]


def _refuse_large(plan: Plan, results: Path) -> None:
    folder = folder_of(results) / "members"
    size = sum((folder / f"{member.name}.onnx").stat().st_size for member in plan.members)
    if size > LARGEST:
        raise RecordError(
            f"the members' files have {size / 1e6:.1f} MB together, more than {LARGEST / 1e6:.0f}: plan fewer"
        )


def _calibrated(found: OutOfFold, proofs: list[Proof]) -> dict[str, Any]:
    """Temperature, threshold for candidates, and how good the answers out of fold are."""
    epochs = max(proof["epochs"] for proof in proofs)
    card = calibration(Answers(found.logits, found.labels, mnist.writers()[found.images], None, epochs))
    counts = [int(found.members.min()), int(found.members.max())]
    return card | {"calibration": card["calibration"] | {"members_per_image": counts}}


def _statement(proof: Proof) -> dict[str, Any]:
    """What the ensemble's card says of a member."""
    plan = proof["plan"]
    return {
        "name": proof["name"],
        "sha256": proof["sha256"],
        "network": plan["name"],
        "architecture": plan["architecture"],
        "fold": plan["validation"],
        "seed": plan["recipe"]["seed"],
        "epochs": proof["epochs"],
        "out_of_fold": proof["out_of_fold"],
    }


def _evaluation(path: Path, sha256: str) -> dict[str, Any] | None:
    try:
        before = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    found: dict[str, Any] | None = before.get("evaluation") if before.get("sha256") == sha256 else None
    return found
