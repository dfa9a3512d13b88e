"""Which regularizer helps a convolutional network?

`cnn_32_64_64` for 6 epochs: as it is, with dropout before the output, with batch normalization, with both, with L2, and
with augmented images.
"""

from digits.lab.evaluation.experiments.drawing import dots
from digits.lab.evaluation.experiments.mlp_regularizers import AUGMENTED
from digits.lab.evaluation.trial import Trial

VARIANTS: dict[str, dict[str, str]] = {
    "none": {},
    "dropout 0.5": {"dropout": "0.5"},
    "batch normalization": {"normalization": "batch"},
    "both": {"normalization": "batch", "dropout": "0.5"},
    "L2 1e-4": {"l2": "1e-4"},
    "augmentation": AUGMENTED,
}
TRIALS = {
    label: Trial("cnn_32_64_64", {"network.filters": "16,32,32", "epochs": "6"} | settings)
    for label, settings in VARIANTS.items()
}
draw = dots
SHOWS = (
    "After six epochs no pair differs beyond chance except batch normalization with dropout against L2: a small "
    "convolutional network hardly overfits yet, and augmented images need longer to pay (the network that ships "
    "had many times as many epochs of them)."
)
