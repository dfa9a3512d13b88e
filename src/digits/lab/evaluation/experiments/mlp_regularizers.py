"""Which regularizer helps a perceptron that overfits?

`mlp_800` for 20 epochs: as it is, with dropout, with L2, with both, with early stopping, and with augmented images.
"""

from digits.lab.evaluation.experiments.drawing import dots
from digits.lab.evaluation.trial import Trial

AUGMENTED = {"augmentation.rotation": "10", "augmentation.shift": "2", "augmentation.scale": "0.1"}
VARIANTS: dict[str, dict[str, str]] = {
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
TRIALS = {label: Trial("mlp_800", {"epochs": "20"} | settings) for label, settings in VARIANTS.items()}
draw = dots
SHOWS = (
    "Augmented images help far more than all the rest, at twice the time. Dropout and mild L2 change nothing "
    "beyond chance, strong L2 does harm, and early stopping saves half of the epochs for an error that chance "
    "could explain."
)
