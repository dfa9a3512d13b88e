"""Which regularizer helps a convolutional network?

`cnn_32_64_64` at half its width for 6 epochs: unregularized, with dropout before the output, with batch
normalization, with both, with L2, and with augmentation.
"""

from digits.lab.evaluation.experiments.mlp_regularizers import AUGMENTED
from digits.lab.evaluation.experiments.plots import dots
from digits.lab.evaluation.run_spec import RunSpec

SETTINGS: dict[str, dict[str, str]] = {
    "none": {},
    "dropout 0.5": {"dropout": "0.5"},
    "batch normalization": {"normalization": "batch"},
    "both": {"normalization": "batch", "dropout": "0.5"},
    "L2 1e-4": {"l2": "1e-4"},
    "augmentation": AUGMENTED,
}
VARIANTS = {
    label: RunSpec("cnn_32_64_64", {"network.filters": "16,32,32", "epochs": "6"} | settings)
    for label, settings in SETTINGS.items()
}
draw = dots
FINDING = (
    "After six epochs, with one training each, no difference is larger than another seed might make. A small "
    "convolutional network hardly overfits yet, and augmentation pays only in longer trainings, such as that of "
    "the network that ships."
)
