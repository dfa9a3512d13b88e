"""Evaluate a prediction function on labelled images."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import metrics
from digits.lab import figures
from digits.metrics import Predict, Probabilities, Scores
from digits.mnist import Split


@dataclass(frozen=True)
class Evaluation:
    """A model's answers to labelled images.

    Attributes:
        split: images and labels.
        probabilities: (N, 10).
        wrong: indices of the images that were misread.
    """

    split: Split
    probabilities: Probabilities
    wrong: npt.NDArray[np.intp]

    @property
    def interval(self) -> tuple[float, float]:
        """95 % Clopper-Pearson interval of the error rate, 0..1."""
        return metrics.error_interval(len(self.wrong), len(self.split.labels))

    @property
    def cross_entropy(self) -> float:
        """The mean cross-entropy of the probabilities, in nats."""
        return metrics.cross_entropy(self.probabilities, self.split.labels)

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """(10, 10) counts: rows are the truth."""
        return metrics.confusion_matrix(self.probabilities.argmax(axis=1), self.split.labels)

    @property
    def report(self) -> list[Scores]:
        """Precision, recall and F1 of each class."""
        return metrics.classification_report(self.confusion)

    def summary(self) -> str:
        """State errors, rate and interval in one line."""
        low, high = self.interval
        images = len(self.split.labels)
        rate = 100 * len(self.wrong) / images
        return (
            f"{len(self.wrong)} errors in {images:,}: {rate:.2f} %, 95 % interval [{100 * low:.2f}, {100 * high:.2f}]"
        )

    def as_dict(self) -> dict[str, Any]:
        """The metrics, as a ledger entry holds them."""
        return {
            "images": len(self.split.labels),
            "errors": len(self.wrong),
            "error_interval": [round(bound, 6) for bound in self.interval],
            "cross_entropy": round(self.cross_entropy, 5),
            "expected_calibration_error": round(
                metrics.expected_calibration_error(self.probabilities, self.split.labels), 5
            ),
            "wrong": self.wrong.tolist(),
        }

    def write_figures(self, folder: Path, title: str) -> None:
        """Save figures: confusion matrix, report per class, misread images, sample answers."""
        title = f"{title}\n{self.summary()}"
        figures.confusion_heat_map(self.confusion, title, folder / "confusion.png")
        figures.report_figure(self.report, title, folder / "report.png")
        figures.wrong_images(self.split, self.wrong, self.probabilities, title, folder / "wrong.png")
        figures.answers_sheet(self.split, self.probabilities, title, folder / "answers.png")


def evaluate(predict: Predict, split: Split) -> Evaluation:
    """Evaluate a function from images to probabilities."""
    probabilities = predict(split.images)
    return Evaluation(split, probabilities, metrics.wrong(probabilities, split.labels))
