"""Calibration: a temperature and a threshold for candidates, from answers about writers whom the network never saw.

Both are made with half of the writers and checked with the others, so that what the card says of them is no promise
about the images that made them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import metrics, mnist
from digits.classifier import Classifier
from digits.lab import figures
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun, logits
from digits.lab.training.runs.run import write_json
from digits.model_card import card_path, find_model, read_card

COVERAGE = 0.999
_BATCH = 500

Logits = npt.NDArray[np.floating]


class CalibrationError(ValueError):
    """A model that cannot calibrate; the message says why and what to do."""


@dataclass(frozen=True)
class Answers:
    """What a network said of digits by writers whom it never saw.

    Attributes:
        logits: (N, 10).
        labels: (N,) uint8.
        writers: (N,) who wrote each.
        fold: which writers: the fold that training left out; None: each answer is by networks that left its own out.
        epochs: how long the network was trained.
    """

    logits: Logits
    labels: npt.NDArray[np.uint8]
    writers: npt.NDArray[np.int32]
    fold: int | None
    epochs: int

    def half(self, which: int) -> tuple[Logits, npt.NDArray[np.uint8]]:
        """Logits and labels of every other writer: 0 makes the calibration, 1 checks it."""
        there = half_of_writers(self.writers, which)
        return self.logits[there], self.labels[there]


def half_of_writers(writers: npt.NDArray[np.int32], which: int) -> npt.NDArray[np.bool_]:
    """(N,) whether an image is of the first (0) or the second (1) half: every other writer by number."""
    order = np.searchsorted(np.unique(writers), writers)
    return np.asarray(order % 2 == which)


def answers_of(source: NetworkRun | Path) -> Answers:
    """The answers of a run, or of a model file or an ensemble, to the fold it left out.

    Raises:
        CalibrationError: it saw every writer.
    """
    if isinstance(source, NetworkRun):
        fold, epochs = source.validation, len(source.history())
        remedy = "calibrate with a run that has a validation fold"
        chosen = source.validation_indices()
        name: object = source.folder
    else:
        card = read_card(card_path(source))
        training = card.get("training") or {}
        fold, epochs = training.get("fold"), training.get("epochs", 0)
        chosen = np.flatnonzero(mnist.folds() == fold)
        remedy, name = "name one that left a fold out with --calibration", source
    if not isinstance(fold, int):
        raise CalibrationError(f"{name} saw every writer: {remedy}")
    split = mnist.load("train")
    said = _answering(source)(split.images[chosen])
    return Answers(said, split.labels[chosen], mnist.writers()[chosen], fold, epochs)


def source_named(name: str | Path) -> NetworkRun | Path:
    """A run by its folder, or a model as `digits predict --model` names it.

    Raises:
        CalibrationError: it is a baseline's run.
    """
    folder = Path(name)
    if not (folder / "run.json").exists():
        return find_model(name)
    run = factory.reopen(folder)
    if not isinstance(run, NetworkRun):
        raise CalibrationError(f"{folder} is a {run.name}, which has no logits: only networks are calibrated")
    return run


def _answering(source: NetworkRun | Path) -> Callable[[npt.NDArray[np.uint8]], Logits]:
    if isinstance(source, NetworkRun):
        model = source.model()
        return lambda images: logits(model, images)
    return logits_of(source)


def logits_of(path: Path) -> Callable[[npt.NDArray[np.uint8]], Logits]:
    """A model file, or an ensemble, as a function from (N, 28, 28) uint8 images to (N, 10) logits."""
    classifier = Classifier(path)

    def answer(images: npt.NDArray[np.uint8]) -> Logits:
        parts = [images[start : start + _BATCH] for start in range(0, len(images), _BATCH)]
        return np.concatenate([classifier.logits(part) for part in parts])

    return answer


def calibration(answers: Answers) -> dict[str, Any]:
    """The parts of a model's card that calibrate it: made with half of the writers, checked with the others."""
    made, labels = answers.half(0)
    temperature = metrics.fit_temperature(made, labels)
    threshold = metrics.conformal_threshold(metrics.softmax(made, temperature), labels, COVERAGE)
    checked, truth = answers.half(1)
    return {
        "temperature": temperature,
        "conformal": {"coverage": COVERAGE, "threshold": threshold},
        "calibration": {
            "fold": answers.fold,
            "epochs": answers.epochs,
            "images": len(answers.labels),
            "errors": len(metrics.wrong(answers.logits, answers.labels)),
            "checked": _checked(metrics.softmax(checked, temperature), truth, threshold),
        },
    }


def _checked(
    probabilities: metrics.Probabilities, truth: npt.NDArray[np.uint8], threshold: float
) -> dict[str, int | float]:
    """How true the promises are of the writers who did not make them."""
    among = probabilities >= threshold
    among[np.arange(len(truth)), probabilities.argmax(axis=1)] = True  # there is always one candidate
    return {
        "images": len(truth),
        "errors": len(metrics.wrong(probabilities, truth)),
        "cross_entropy": round(metrics.cross_entropy(probabilities, truth), 5),
        "expected_calibration_error": round(metrics.expected_calibration_error(probabilities, truth), 5),
        "coverage": round(float(among[np.arange(len(truth)), truth].mean()), 5),
        "unsure": round(float((among.sum(axis=1) > 1).mean()), 5),
    }


def calibrate_model(path: Path, source: str | Path | None, results: Path) -> dict[str, Any]:
    """Write a model's calibration to its card, and its reliability diagram to the results.

    Args:
        path: the model's file, or the folder of an ensemble.
        source: the run or the model that calibrates it; None: itself.
        results: where the diagram goes.

    Returns:
        The card.

    Raises:
        CalibrationError: the source saw every writer, or is another network.
    """
    from_source = source_named(source) if source else path
    card = json.loads(card_path(path).read_bytes())
    answers = answers_of(from_source)
    card |= calibration(answers)
    write_json(card_path(path), card)
    checked, truth = answers.half(1)
    probabilities = metrics.softmax(checked, card["temperature"])
    title = f"{card['name']}: how often it is wrong, against how unsure it is\n{sentence(card)}"
    results.mkdir(parents=True, exist_ok=True)
    figures.reliability_diagram(probabilities, truth, title, results / f"reliability-{card['name']}.png")
    return dict(card)


def sentence(card: dict[str, Any]) -> str:
    """What calibration gave, in words."""
    checked, conformal = card["calibration"]["checked"], card["conformal"]
    return (
        f"temperature {card['temperature']:.3f}, candidates from {conformal['threshold']:.4f}; on "
        f"{checked['images']:,} digits by other writers: expected calibration error "
        f"{100 * checked['expected_calibration_error']:.2f} %, coverage {100 * checked['coverage']:.2f} % "
        f"({100 * conformal['coverage']:.1f} % promised), {100 * checked['unsure']:.1f} % unsure"
    )
