"""Making the gate: its network trained and written as ONNX, its thresholds found on writers whom it never saw."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx

from digits import mnist
from digits.atomic_write import atomic_write
from digits.lab.data.collections import pendigits, semeion
from digits.lab.data.synthesis.drawn_digits import draw_digits
from digits.lab.evaluation.calibration import CalibrationError, half_of_writers
from digits.lab.export import multiplies, to_onnx, with_half_weights
from digits.lab.rejection import comparison as comparing
from digits.lab.rejection.images import LOOKALIKES, Families, families
from digits.lab.rejection.scores import separation
from digits.lab.rejection.training import Effort, mirrored, trained
from digits.lab.training.backend import keras
from digits.lab.training.runs.network_run import parameters
from digits.mnist import Split
from digits.model_card import card_path, find_model, read_card
from digits.rejection import FILE, MIRRORED, Gate, Judgements

FOLD = 0
"""The fold whose writers the gate does not learn from."""

REFUSED = 0.001
"""The share of digits that the gate may refuse: a digit refused annoys more than a scribble read."""

TURNED = 0.0005
"""The share of digits that the gate may call mirrored."""

DRAWN = 24_000
"""Digits drawn from national shapes that are learned beside MNIST's."""

GENERATED = 4000
"""Non-digits of each generated family to learn from."""

COMPARED_STEPS = 2000
"""Batches that each network of the comparison is trained on."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Materials:
    """What the gate is made of and measured with.

    Attributes:
        learned: digits to learn from.
        families: non-digits.
        others: digits of other collections by name: they measure only.
        say: told what is done.
    """

    learned: Split
    families: Families
    others: dict[str, Split]
    say: Say


def materials(data: Path, seed: int, say: Say) -> Materials:
    """Everything that the gate is made of.

    Args:
        data: the folder with omniglot/, semeion/ and pendigits/.
        seed: of what is generated.
        say: told what is done.
    """
    say("digits to learn from, and by other people")
    learned = learned_digits(seed)
    others = {
        "Semeion": semeion.images(semeion.load(data)),
        "Pendigits": pendigits.images(pendigits.load(data)),
    }
    say("non-digits")
    mnist_only = Split(learned.images[:-DRAWN], learned.labels[:-DRAWN])
    strange = families(data, (mnist_only, held_out_digits()), GENERATED, seed)
    return Materials(learned, strange, others, say)


def make(made_of: Materials, effort: Effort, path: Path = FILE) -> None:
    """Train the gate and write it; its thresholds are still to be found."""
    made_of.say(f"training for {effort.steps:,} batches")
    write(trained(made_of.learned, made_of.families.learned, effort), path, effort)


def held_out_model(name: str) -> Path:
    """The file of a model whose scores can be compared: one that did not see the fold's writers.

    Raises:
        CalibrationError: it did.
    """
    path = find_model(name)
    training = read_card(card_path(path)).get("training") or {}
    if path.suffix != ".onnx" or training.get("fold") != FOLD:
        raise CalibrationError(
            f"{path} is no model that left fold {FOLD} out: export a run that did, and name its file"
        )
    return path


def comparison(made_of: Materials, model: Path, effort: Effort) -> dict[str, Any]:
    """The comparison of scores, see `digits.lab.rejection.comparison`."""
    digits = {"MNIST": held_out_digits(), **made_of.others}
    subject = comparing.Subject(model, made_of.learned.images[:-DRAWN], made_of.learned, digits, made_of.families)
    return comparing.compare(subject, effort, made_of.say)


def learned_digits(seed: int) -> Split:
    """The digits to learn from: MNIST's by the writers of the other folds, and drawn ones."""
    split, folds = mnist.load("train"), mnist.folds()
    shapes = draw_digits(DRAWN, seed)
    return Split(
        np.concatenate([split.images[folds != FOLD], shapes.images]),
        np.concatenate([split.labels[folds != FOLD], shapes.labels]),
    )


def held_out_digits(half: int | None = None) -> Split:
    """MNIST's digits by the writers of the fold, or by one half of them: 0 sets thresholds, 1 checks them."""
    split, there = mnist.load("train"), mnist.folds() == FOLD
    if half is not None:
        there = there.copy()
        there[there] = half_of_writers(mnist.writers()[there], half)
    return Split(split.images[there], split.labels[there])


def write(model: keras.Model, path: Path, effort: Effort) -> None:
    """Write the network, its large weights as float16, and a card that refuses nothing until it is calibrated."""
    contents = with_half_weights(to_onnx(model))
    onnx.checker.check_model(onnx.load_model_from_string(contents))
    sha256 = hashlib.sha256(contents).hexdigest()
    card = {
        "name": path.stem,
        "version": f"{metadata.version('digits-classification')}+{sha256[:8]}",
        "sha256": sha256,
        "description": "Says whether 28x28 fields are digits, digits written mirror-wise, or neither.",
        "outputs": [*map(str, range(10)), *(f"mirrored {digit}" for digit in MIRRORED), "no digit"],
        "parameters": parameters(model),
        "multiplies": multiplies(model),
        "training": {"fold": FOLD, "steps": effort.steps, "batch_size": effort.batch_size, "seed": effort.seed},
        "thresholds": {"digit": -1e9, "mirrored": 1.0},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as hidden:
        hidden.write_bytes(contents)
    _write_card(path, card)


def calibrate(path: Path, made_of: Materials) -> dict[str, Any]:
    """Set the thresholds with half of the held-out writers, check them, and write both to the card.

    Args:
        path: the gate's ``.onnx`` file.
        made_of: its non-digits that were not learned from, and the digits of others, measure; they set nothing.

    Returns:
        The card.
    """
    gate = Gate(path)
    setting = gate.judge(held_out_digits(0).images)
    thresholds = {
        "digit": round(float(np.quantile(setting.digit, REFUSED)), 3),
        "mirrored": round(float(np.clip(np.quantile(setting.mirrored.max(axis=1), 1 - TURNED), 0.5, 0.999)), 3),
    }
    checking = {"MNIST, writers who set nothing": held_out_digits(1), **made_of.others}
    judged = {name: gate.judge(split.images) for name, split in checking.items()}
    known = next(iter(judged.values()))
    card = json.loads(path.with_suffix(".json").read_bytes())
    card["thresholds"] = thresholds
    card["calibration"] = {
        "fold": FOLD,
        "digits": {name: _of_digits(one, thresholds) for name, one in judged.items()},
        "mirrored": _of_mirrored(gate, mirrored(next(iter(checking.values()))), thresholds),
        "non_digits": {
            name: _of_others(known, gate.judge(images), thresholds)
            for name, images in made_of.families.measured.items()
        },
        "counted apart": [LOOKALIKES],
    }
    _write_card(path, card)
    return dict(card)


def sentence(card: Mapping[str, Any]) -> str:
    """What calibration gave, in words."""
    found = card["calibration"]
    digits = "; ".join(
        f"{name}: {100 * one['refused']:.2f} % refused, {100 * one['mirrored']:.2f} % called mirrored"
        for name, one in found["digits"].items()
    )
    families = [one for name, one in found["non_digits"].items() if name != LOOKALIKES]
    mean, least = (100 * float(how([one["auroc"] for one in families])) for how in (np.mean, np.min))
    return f"{digits}; non-digits: mean AUROC {mean:.2f} %, least {least:.2f} %"


def refused(judged: Judgements, thresholds: Mapping[str, float]) -> npt.NDArray[np.bool_]:
    """(N,) which fields are called no digit: neither a digit nor a mirrored one."""
    return np.asarray((judged.digit < thresholds["digit"]) & ~turned(judged, thresholds))


def turned(judged: Judgements, thresholds: Mapping[str, float]) -> npt.NDArray[np.bool_]:
    """(N,) which fields are called mirrored digits."""
    return np.asarray(judged.mirrored.max(axis=1) >= thresholds["mirrored"])


def _of_digits(judged: Judgements, thresholds: Mapping[str, float]) -> dict[str, int | float]:
    return {
        "images": len(judged.digit),
        "refused": round(float(refused(judged, thresholds).mean()), 5),
        "mirrored": round(float(turned(judged, thresholds).mean()), 5),
    }


def _of_mirrored(gate: Gate, split: Split, thresholds: Mapping[str, float]) -> dict[str, float]:
    """The share of each digit that is recognized when it is mirrored."""
    judged = gate.judge(split.images)
    found = turned(judged, thresholds) & (judged.mirrored.argmax(axis=1) == split.labels)
    return {str(digit): round(float(found[split.labels == digit].mean()), 4) for digit in MIRRORED}


def _of_others(known: Judgements, judged: Judgements, thresholds: Mapping[str, float]) -> dict[str, int | float]:
    separated = separation(known.digit, judged.digit)
    return {
        "images": len(judged.digit),
        "auroc": round(separated.auroc, 4),
        "accepted_at_95_percent_recall": round(separated.accepted, 4),
        "accepted": round(float((~refused(judged, thresholds)).mean()), 4),
    }


def _write_card(path: Path, card: dict[str, Any]) -> None:
    with atomic_write(path.with_suffix(".json")) as hidden:
        hidden.write_text(json.dumps(card, indent=2) + "\n")
