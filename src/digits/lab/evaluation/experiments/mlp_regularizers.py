"""Which regularizer helps a perceptron that overfits?

`mlp_800` for 20 epochs: unregularized, with dropout, with L2, with both, with early stopping, and with augmentation.
"""

from digits.lab.evaluation.experiments.plots import dots
from digits.lab.evaluation.run_spec import RunSpec

AUGMENTED = {"augmentation.rotation": "10", "augmentation.shift": "2", "augmentation.scale": "0.1"}
SETTINGS: dict[str, dict[str, str]] = {
    "none": {},
    "dropout 0.2": {"dropout": "0.2"},
    "dropout 0.5": {"dropout": "0.5"},
    "L2 1e-5": {"l2": "1e-5"},
    "L2 1e-4": {"l2": "1e-4"},
    "L2 1e-3": {"l2": "1e-3"},
    "dropout 0.5 and L2 1e-5": {"dropout": "0.5", "l2": "1e-5"},
    "early stopping": {"patience": "3", "keep": "best"},
    "augmentation": AUGMENTED,
}
VARIANTS = {label: RunSpec("mlp_800", {"epochs": "20"} | settings) for label, settings in SETTINGS.items()}
draw = dots
FINDING = (
    "Augmentation helps far more than everything else, at twice the time. Dropout and mild L2 change nothing "
    "significantly, and strong L2 does harm. Early stopping saves half of the epochs without a significant loss."
)
