"""Calibration: a temperature and a threshold for candidates, fitted on held-out writers.

Half of the writers fit both; the other half test them, so that the card states figures on images that fitted nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import metrics, mnist
from digits.classifier import Classifier
from digits.lab import figures
from digits.lab.evaluation import writer_intervals
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.network_run import logits as network_logits
from digits.lab.training.runs.run import write_json
from digits.model_card import card_path, find_model, read_card

COVERAGE = 0.999
_BATCH = 500

Logits = npt.NDArray[np.floating]


class CalibrationError(ValueError):
    """The model cannot calibrate; the message says why and what to do."""


@dataclass(frozen=True)
class HeldOutLogits:
    """Logits of a network for digits by held-out writers.

    Attributes:
        logits: (N, 10).
        labels: (N,) uint8.
        writers: (N,) the writer of each.
        fold: the fold that training held out; None where each image was read by networks that held its fold out.
        epochs: of training.
    """

    logits: Logits
    labels: npt.NDArray[np.uint8]
    writers: npt.NDArray[np.int32]
    fold: int | None
    epochs: int

    def half(self, which: int) -> tuple[Logits, npt.NDArray[np.uint8]]:
        """Logits and labels of every other writer: 0 fits the calibration, 1 tests it."""
        chosen = half_of_writers(self.writers, which)
        return self.logits[chosen], self.labels[chosen]


def half_of_writers(writers: npt.NDArray[np.int32], which: int) -> npt.NDArray[np.bool_]:
    """(N,) whether the writer is in a half (0 or 1): every other writer by number."""
    order = np.searchsorted(np.unique(writers), writers)
    return np.asarray(order % 2 == which)


def held_out_logits(source: NetworkRun | Path) -> HeldOutLogits:
    """Compute the logits of a run, a model file or an ensemble for the fold that it held out.

    Raises:
        CalibrationError: it was trained on all writers.
    """
    if isinstance(source, NetworkRun):
        fold, epochs = source.validation, len(source.history())
        trained = source.name if source.file is None else f"{source.name}.py"
        remedy = f"give --calibration RUN, the folder of a run made by `digits train {trained} --fold 0`"
        chosen = source.validation_indices()
        name: object = source.folder
    else:
        card = read_card(card_path(source))
        training = card.get("training") or {}
        fold, epochs = training.get("fold"), training.get("epochs", 0)
        chosen = np.flatnonzero(mnist.folds() == fold)
        remedy, name = "name one that held a fold out with --calibration", source
    if not isinstance(fold, int):
        reason = (
            "validated on the last tenth, by writers it learned from" if fold == "tenth" else "trained on all writers"
        )
        raise CalibrationError(f"{name} was {reason}: {remedy}")
    split = mnist.load("train")
    logits = _logits_function(source)(split.images[chosen])
    return HeldOutLogits(logits, split.labels[chosen], mnist.writers()[chosen], fold, epochs)


def source_named(name: str | Path) -> NetworkRun | Path:
    """Open a run by its folder, or find a model as `digits predict --model` names it.

    Raises:
        CalibrationError: it is a run of a baseline.
    """
    folder = Path(name)
    if not (folder / "run.json").exists():
        return find_model(name)
    run = factory.reopen(folder)
    if not isinstance(run, NetworkRun):
        raise CalibrationError(f"{folder} is a run of {run.name}, which has no logits: only networks can be calibrated")
    return run


def _logits_function(source: NetworkRun | Path) -> Callable[[npt.NDArray[np.uint8]], Logits]:
    if isinstance(source, NetworkRun):
        model = source.model()
        return lambda images: network_logits(model, images)
    return logits_of(source)


def logits_of(path: Path) -> Callable[[npt.NDArray[np.uint8]], Logits]:
    """Load a model as a function from (N, 28, 28) uint8 images to (N, 10) logits."""
    classifier = Classifier(path)

    def compute(images: npt.NDArray[np.uint8]) -> Logits:
        parts = [images[start : start + _BATCH] for start in range(0, len(images), _BATCH)]
        return np.concatenate([classifier.logits(part) for part in parts])

    return compute


def calibrate(answers: HeldOutLogits) -> dict[str, Any]:
    """Fit the calibration part of a card on half of the writers, and test it on the others."""
    fitted, labels = answers.half(0)
    temperature = metrics.fit_temperature(fitted, labels)
    threshold = metrics.conformal_threshold(metrics.softmax(fitted, temperature), labels, COVERAGE)
    checked, truth = answers.half(1)
    return {
        "temperature": temperature,
        "conformal": {"coverage": COVERAGE, "threshold": threshold},
        "calibration": {
            "fold": answers.fold,
            "epochs": answers.epochs,
            "images": len(answers.labels),
            "errors": len(metrics.wrong(answers.logits, answers.labels)),
            "error_interval_by_writer": _interval(answers),
            "checked": _test_metrics(metrics.softmax(checked, temperature), truth, threshold),
        },
    }


def _interval(answers: HeldOutLogits) -> list[float]:
    is_wrong = answers.logits.argmax(axis=1) != answers.labels
    return [round(bound, 6) for bound in writer_intervals.on_writers(is_wrong, answers.writers)]


def _test_metrics(
    probabilities: metrics.Probabilities, truth: npt.NDArray[np.uint8], threshold: float
) -> dict[str, int | float]:
    """Error, calibration error and coverage on the writers who fitted nothing."""
    is_candidate = probabilities >= threshold
    is_candidate[np.arange(len(truth)), probabilities.argmax(axis=1)] = True  # the most probable digit always is
    return {
        "images": len(truth),
        "errors": len(metrics.wrong(probabilities, truth)),
        "cross_entropy": round(metrics.cross_entropy(probabilities, truth), 5),
        "expected_calibration_error": round(metrics.expected_calibration_error(probabilities, truth), 5),
        "coverage": round(float(is_candidate[np.arange(len(truth)), truth].mean()), 5),
        "unsure": round(float((is_candidate.sum(axis=1) > 1).mean()), 5),
    }


def calibrate_model(path: Path, source: str | Path | None, results: Path) -> dict[str, Any]:
    """Calibrate a model, and write its card and its reliability diagram.

    Args:
        path: the model's file, or the folder of an ensemble.
        source: the run or the model whose logits calibrate it; None: its own.
        results: the folder of the diagram.

    Returns:
        The card.

    Raises:
        CalibrationError: the source was trained on all writers.
    """
    from_source = source_named(source) if source else path
    card = read_card(card_path(path))
    answers = held_out_logits(from_source)
    card |= calibrate(answers)
    write_json(card_path(path), card)
    checked, truth = answers.half(1)
    probabilities = metrics.softmax(checked, card["temperature"])
    title = f"{card['name']}: errors against confidence\n{summary(card)}"
    results.mkdir(parents=True, exist_ok=True)
    figures.reliability_diagram(probabilities, truth, title, results / f"reliability-{card['name']}.png")
    return dict(card)


def summary(card: dict[str, Any]) -> str:
    """Summarize a calibration in one line."""
    checked, conformal = card["calibration"]["checked"], card["conformal"]
    return (
        f"temperature {card['temperature']:.3f}, candidates from {conformal['threshold']:.4f}; on "
        f"{checked['images']:,} digits by other held-out writers: expected calibration error "
        f"{100 * checked['expected_calibration_error']:.2f} %, coverage {100 * checked['coverage']:.2f} % "
        f"(nominal {100 * conformal['coverage']:.1f} %), {100 * checked['unsure']:.1f} % unsure"
    )
