"""Evaluation: on the fold that validates a run, as often as one likes; on the test set, once per claim.

A claim is a model file. Opening the test set for it writes a folder `<name>-<hash>` under `results/` with the entry
`claim.json` and figures; evaluating the same file again is a check of that entry and adds none.
"""

import datetime
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import metrics, mnist
from digits.atomic_write import atomic_write
from digits.lab import figures
from digits.metrics import Predict, Probabilities, Scores
from digits.mnist import Split


class ClaimError(ValueError):
    """A claim whose entry and figures do not agree."""


@dataclass(frozen=True)
class Evaluation:
    """What a model made of a set of images.

    Attributes:
        split: the images.
        probabilities: (N, 10).
        wrong: the indices that were read wrongly.
    """

    split: Split
    probabilities: Probabilities
    wrong: npt.NDArray[np.intp]

    @property
    def interval(self) -> tuple[float, float]:
        """The error rate's 95 % Clopper-Pearson interval, 0..1."""
        return metrics.error_interval(len(self.wrong), len(self.split.labels))

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """(10, 10) counts: rows are the truth."""
        return metrics.confusion_matrix(self.probabilities.argmax(axis=1), self.split.labels)

    @property
    def report(self) -> list[Scores]:
        """Precision, recall and F1 of each class."""
        return metrics.classification_report(self.confusion)

    def sentence(self) -> str:
        """The error and its interval in words."""
        low, high = self.interval
        images = len(self.split.labels)
        rate = 100 * len(self.wrong) / images
        return (
            f"{len(self.wrong)} errors in {images:,}: {rate:.2f} %, 95 % interval [{100 * low:.2f}, {100 * high:.2f}]"
        )

    def summary(self) -> dict[str, Any]:
        """The figures of the entry, as JSON has them."""
        return {
            "images": len(self.split.labels),
            "errors": len(self.wrong),
            "error_interval": [round(bound, 6) for bound in self.interval],
            "cross_entropy": round(metrics.cross_entropy(self.probabilities, self.split.labels), 5),
            "expected_calibration_error": round(
                metrics.expected_calibration_error(self.probabilities, self.split.labels), 5
            ),
            "wrong": self.wrong.tolist(),
        }

    def write_figures(self, folder: Path, title: str) -> None:
        """Save the confusion matrix, the report per class, the wrong images, and a sheet of answers as pictures."""
        title = f"{title}\n{self.sentence()}"
        figures.confusion_heat_map(self.confusion, title, folder / "confusion.png")
        figures.report_figure(self.report, title, folder / "report.png")
        figures.wrong_images(self.split, self.wrong, self.probabilities, title, folder / "wrong.png")
        figures.answers_sheet(self.split, self.probabilities, title, folder / "answers.png")


def evaluate(predict: Predict, split: Split) -> Evaluation:
    """Let a function from images to probabilities read a set of images."""
    probabilities = predict(split.images)
    return Evaluation(split, probabilities, metrics.wrong(probabilities, split.labels))


def claim(
    name: str, card: dict[str, Any], predict: Predict, results: Path, command: str
) -> tuple[Evaluation, Path | None]:
    """Open the test set for a model file, or check the claim that was made of it.

    Args:
        name: the model's name.
        card: its card.
        predict: the model.
        results: the folder of the ledger.
        command: what was typed.

    Returns:
        The evaluation, and the claim's folder; None where the claim is only on the card.

    Raises:
        ClaimError: the entry, or the card, for this very file says other errors.
    """
    folder = results / f"{name}-{card['sha256'][:8]}"
    path = folder / "claim.json"
    entry = json.loads(path.read_text()) if path.exists() else None
    if entry is None and not card.get("evaluation"):
        folder.mkdir(parents=True, exist_ok=True)
        entry = _opening(name, card, command)
        _write_json(path, entry)  # before the test set is opened, so that no opening goes without an entry
    evaluation = evaluate(predict, mnist.load("test"))
    if entry is None:
        _check(f"the card of {name}", card["evaluation"]["wrong"], evaluation)
        return evaluation, None
    if "wrong" in entry:
        _check(path, entry["wrong"], evaluation)
    else:
        _write_json(path, entry | evaluation.summary() | {"confusion": evaluation.confusion.tolist()})
    evaluation.write_figures(folder, f"{name}, MNIST test")
    return evaluation, folder


def _opening(name: str, card: dict[str, Any], command: str) -> dict[str, Any]:
    """What an entry says before the test set is opened."""
    return {
        "model": name,
        "version": card["version"],
        "sha256": card["sha256"],
        "protocol": "all settings fixed before; the test set opened once for this file",
        "command": command,
        "commit": _commit(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "seed": _seeds(card),
    }


def _seeds(card: dict[str, Any]) -> int | list[int] | None:
    """The seed of a model's training, or of each of an ensemble's members."""
    if "members" in card:
        return [member["seed"] for member in card["members"]]
    return card["training"]["recipe"]["seed"] if "training" in card else None


def record_on_card(path: Path, evaluation: Evaluation) -> None:
    """Write the test errors on a model's card."""
    card = json.loads(path.read_text())
    _write_json(path, card | {"evaluation": {"data": "MNIST test images"} | evaluation.summary()})


def _check(where: str | Path, claimed: list[int], evaluation: Evaluation) -> None:
    if claimed != evaluation.wrong.tolist():
        raise ClaimError(
            f"{where} claims {len(claimed)} errors, and the same file makes {len(evaluation.wrong)} here, or others: "
            "the claim was altered, or this machine computes differently"
        )


def _commit() -> str | None:
    """The commit of the package's source, with `+` behind it where files differ from it; None outside git."""
    source = Path(__file__).parents[2]
    try:
        found = [
            subprocess.run(command, cwd=source, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
            for command in (["git", "rev-parse", "HEAD"], ["git", "status", "--porcelain", "--", "."])
        ]
    except (OSError, subprocess.CalledProcessError):
        return None
    return found[0] + ("+" if found[1] else "")


def _write_json(path: Path, content: dict[str, Any]) -> None:
    with atomic_write(path) as hidden:
        hidden.write_text(json.dumps(content, indent=2) + "\n")
