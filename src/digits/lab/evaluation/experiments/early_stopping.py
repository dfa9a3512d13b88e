"""When does a network that overfits stop getting better, and what does stopping there save?

`relu5` for 30 epochs to the end, and with early stopping at two patiences: look at the validation loss of each epoch,
which rises long before the validation error does.
"""

from collections.abc import Mapping
from pathlib import Path

from digits.lab.evaluation.trial import Outcome, Trial
from digits.lab.figures import stops_figure

TRIALS = {
    "to the end": Trial("relu5", {"epochs": "30"}),
    "patience 2": Trial("relu5", {"epochs": "30", "patience": "2", "keep": "best"}),
    "patience 5": Trial("relu5", {"epochs": "30", "patience": "5", "keep": "best"}),
}
SHOWS = (
    "The validation loss begins to rise after a few epochs, but the error goes on falling: who stops by the loss "
    "saves most of the time and ends with more errors. A rising loss of a network that is wrong as often as "
    "before says that it has grown too sure, not worse."
)


def draw(question: str, outcomes: Mapping[str, Outcome], path: Path) -> None:
    """The longest training, and where each patience stopped on it; they coincide up to there, having one seed."""
    histories = {label: outcome["history"] for label, outcome in outcomes.items()}
    whole = max(histories.values(), key=len)
    stops = {
        label: (min(history, key=lambda one: one["val_loss"])["epoch"], history[-1]["epoch"])
        for label, history in histories.items()
        if label.startswith("patience")
    }
    stops_figure(whole, stops, question, path)
