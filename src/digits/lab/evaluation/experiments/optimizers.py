"""Which optimizer is best, each at the best of five learning rates?

`mlp_150_150`, 5 epochs each, the last weights kept. Every optimizer gets five rates, about a factor of three apart.
The figure shows the best one, chosen on the fold that it is shown on, which is optimistic for all of them.
"""

from collections.abc import Mapping
from pathlib import Path

from digits.lab.evaluation.experiments.plots import dots
from digits.lab.evaluation.run_spec import Outcome, RunSpec

RATES: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "SGD": ({"optimizer": "sgd"}, ("0.03", "0.1", "0.3", "1", "3")),
    "SGD, momentum 0.9": ({"optimizer": "sgd", "momentum": "0.9"}, ("3e-3", "0.01", "0.03", "0.1", "0.3")),
    "SGD, Nesterov 0.9": (
        {"optimizer": "sgd", "momentum": "0.9", "nesterov": "true"},
        ("3e-3", "0.01", "0.03", "0.1", "0.3"),
    ),
    "RMSprop": ({"optimizer": "rmsprop"}, ("3e-4", "1e-3", "3e-3", "0.01", "0.03")),
    "Adagrad": ({"optimizer": "adagrad"}, ("0.01", "0.03", "0.1", "0.3", "1")),
    "Adadelta": ({"optimizer": "adadelta"}, ("0.3", "1", "3", "10", "30")),
    "Adam": ({"optimizer": "adam"}, ("1e-4", "3e-4", "1e-3", "3e-3", "0.01")),
    "Adamax": ({"optimizer": "adamax"}, ("3e-4", "1e-3", "3e-3", "0.01", "0.03")),
    "Nadam": ({"optimizer": "nadam"}, ("1e-4", "3e-4", "1e-3", "3e-3", "0.01")),
    "AdamW, decay 0.01": ({"optimizer": "adamw", "weight_decay": "0.01"}, ("1e-4", "3e-4", "1e-3", "3e-3", "0.01")),
    "Lamb": ({"optimizer": "lamb"}, ("3e-4", "1e-3", "3e-3", "0.01", "0.03")),
    "Lion": ({"optimizer": "lion"}, ("3e-5", "1e-4", "3e-4", "1e-3", "3e-3")),
    "Muon": ({"optimizer": "muon"}, ("1e-4", "3e-4", "1e-3", "3e-3", "0.01")),
}
VARIANTS = {
    f"{name}, rate {rate}": RunSpec("mlp_150_150", {"learning_rate": rate, "epochs": "5", "keep": "last"} | settings)
    for name, (settings, rates) in RATES.items()
    for rate in rates
}
FINDING = (
    "At its best rate each optimizer ends within about one percentage point of the others, and most neighbours do "
    "not differ significantly. The rate matters far more than the optimizer: at three times the best rate several "
    "of them learn nothing. Plain gradient descent needs a rate a hundred times that of Adam."
)


def draw(question: str, outcomes: Mapping[str, Outcome], path: Path) -> None:
    """Draw each optimizer at its best rate."""
    groups: dict[str, list[str]] = {}
    for label in outcomes:
        groups.setdefault(label.rpartition(", rate ")[0], []).append(label)
    best = [min(labels, key=lambda label: float(outcomes[label]["errors"])) for labels in groups.values()]
    dots(
        question, {label: outcomes[label] for label in sorted(best, key=lambda one: int(outcomes[one]["errors"]))}, path
    )
