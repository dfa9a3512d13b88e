"""When does an overfitting network stop improving, and what does early stopping save?

`relu5` for 30 epochs without early stopping, and with two patiences. The validation loss rises long before the
validation error does.
"""

from collections.abc import Mapping
from pathlib import Path

from digits.lab.evaluation.run_spec import Outcome, RunSpec
from digits.lab.figures import stops_figure

VARIANTS = {
    "to the end": RunSpec("relu5", {"epochs": "30"}),
    "patience 2": RunSpec("relu5", {"epochs": "30", "patience": "2", "keep": "best"}),
    "patience 5": RunSpec("relu5", {"epochs": "30", "patience": "5", "keep": "best"}),
}
FINDING = (
    "The validation loss begins to rise after a few epochs, but the error keeps falling. Stopping by the loss "
    "saves most of the time and costs errors. A rising loss at a constant error means that the network is "
    "overconfident, not worse."
)


def draw(question: str, outcomes: Mapping[str, Outcome], path: Path) -> None:
    """Draw the longest training, and where each patience stops it."""
    histories = {label: outcome["history"] for label, outcome in outcomes.items()}
    whole = max(histories.values(), key=len)
    stops = {
        label: (min(history, key=lambda one: one["val_loss"])["epoch"], history[-1]["epoch"])
        for label, history in histories.items()
        if label.startswith("patience")
    }
    stops_figure(whole, stops, question, path)
