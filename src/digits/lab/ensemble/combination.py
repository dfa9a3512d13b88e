"""Combine out-of-fold answers, calibrate the ensemble on them, and write its card.

Only members that held out an image's fold answer it out of fold. So out-of-fold errors are those of single networks or
of smaller ensembles, each trained on four fifths of the writers. Half of the writers fit temperature and threshold.
"""

import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import mnist
from digits.classifier import combine_logits, ensemble_sha256
from digits.lab.ensemble.member_files import MemberInfo, ensemble_folder, out_of_fold, read_member
from digits.lab.ensemble.members import EnsembleError
from digits.lab.ensemble.plan import Member, Plan
from digits.lab.evaluation.calibration import HeldOutLogits, calibrate
from digits.lab.evaluation.writer_intervals import on_writers
from digits.lab.training.runs.run import write_json
from digits.model_card import ENSEMBLE, card_path

LARGEST = 25_000_000
"""Most bytes of all members' ONNX files."""


@dataclass(frozen=True)
class OutOfFold:
    """Combined answers of members to training images in the folds that they held out.

    Attributes:
        images: (N,) indices of training images.
        logits: (N, 10), combined.
        members: (N,) how many members answered each image.
    """

    images: npt.NDArray[np.intp]
    logits: npt.NDArray[np.floating]
    members: npt.NDArray[np.intp]

    @property
    def labels(self) -> npt.NDArray[np.uint8]:
        """(N,) labels of the images."""
        return mnist.load("train").labels[self.images]


def out_of_fold_answers(plan: Plan, members: list[Member], results: Path) -> OutOfFold | None:
    """Combine the out-of-fold answers of finished members; None where there are none."""
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
    """Write the ensemble's card, when the files of all members are written.

    The evaluation on the card is kept where the ensemble is the same as before.

    Raises:
        EnsembleError: members are missing, their files are too large, or none held out a fold.
    """
    infos = _read_members(plan, results)
    _check_size(plan, results)
    found = out_of_fold_answers(plan, list(plan.members), results)
    if found is None:
        raise EnsembleError("no member of the plan holds out a fold, so the ensemble cannot be calibrated. Add one.")
    calibrated = _calibrated(found, infos)
    temperature = calibrated["temperature"]
    members = [(info["name"], info["sha256"]) for info in infos]
    sha256 = ensemble_sha256(plan.mean, temperature, members)
    card = {
        "name": ENSEMBLE.name,
        "version": f"{metadata.version('digits-classification')}+{sha256[:8]}",
        "sha256": sha256,
        "description": f"An ensemble of {len(members)} convolutional networks: the mean of their {plan.mean}.",
        "input": {"shape": [28, 28, 1], "range": [0, 255]},
        "mean": plan.mean,
        **calibrated,
        "parameters": sum(info["parameters"] for info in infos),
        "macs": sum(info["macs"] for info in infos),
        "members": [_member_entry(info) for info in infos],
    }
    path = card_path(ensemble_folder(results))
    write_json(path, card | {"evaluation": _evaluation(path, sha256)})
    return path


def summary(found: OutOfFold) -> str:
    """State the out-of-fold errors in one line."""
    errors = int((found.logits.argmax(axis=1) != found.labels).sum())
    low, high = on_writers(found.logits.argmax(axis=1) != found.labels, mnist.writers()[found.images])
    counts = "/".join(str(count) for count in np.unique(found.members))
    counts += " member" if counts == "1" else " members"
    return (
        f"out of fold, {counts} per image: {errors} errors in {len(found.images):,}, "
        f"{100 * errors / len(found.images):.3f} %, 95 % interval by writer [{100 * low:.3f}, {100 * high:.3f}]"
    )


def _read_members(plan: Plan, results: Path) -> list[MemberInfo]:
    infos = {member.name: read_member(member, results) for member in plan.members}
    missing = [name for name, info in infos.items() if info is None]
    if missing:
        raise EnsembleError(
            f"{ensemble_folder(results)} lacks the members {', '.join(missing)}. Train them with `digits record`."
        )
    return [info for info in infos.values() if info is not None]


def _check_size(plan: Plan, results: Path) -> None:
    folder = ensemble_folder(results) / "members"
    size = sum((folder / f"{member.name}.onnx").stat().st_size for member in plan.members)
    if size > LARGEST:
        raise EnsembleError(
            f"the members' files take {size / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f} MB. Plan fewer members."
        )


def _calibrated(found: OutOfFold, infos: list[MemberInfo]) -> dict[str, Any]:
    """The calibration part of the card, and how many members answered each image."""
    epochs = max(info["epochs"] for info in infos)
    card = calibrate(HeldOutLogits(found.logits, found.labels, mnist.writers()[found.images], None, epochs))
    counts = [int(found.members.min()), int(found.members.max())]
    return card | {"calibration": card["calibration"] | {"members_per_image": counts}}


def _member_entry(info: MemberInfo) -> dict[str, Any]:
    """A member's entry on the ensemble's card."""
    plan = info["plan"]
    return {
        "name": info["name"],
        "sha256": info["sha256"],
        "network": plan["name"],
        "architecture": plan["architecture"],
        "fold": plan["validation"],
        "seed": plan["recipe"]["seed"],
        "epochs": info["epochs"],
        "out_of_fold": info["out_of_fold"],
    }


def _evaluation(path: Path, sha256: str) -> dict[str, Any] | None:
    """The evaluation on the card at a path, where it is of the same ensemble."""
    try:
        before = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    found: dict[str, Any] | None = before.get("evaluation") if before.get("sha256") == sha256 else None
    return found
