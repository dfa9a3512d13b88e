"""What does normalization between the layers do?

A shallow, a deep and a convolutional network without, with batch normalization and with layer normalization. The deep
sigmoid network is the one that hardly learns without; 6 epochs each (3 for the convolutional one).
"""

from digits.lab.evaluation.experiments.drawing import dots
from digits.lab.evaluation.trial import Trial

TRIALS = {
    f"{name}, {kind}": Trial(name, {"normalization": kind, "epochs": epochs, **settings})
    for name, epochs, settings in (
        ("mlp_150_150", "6", {"keep": "last"}),
        ("sigmoid5", "6", {}),
        ("cnn_32_64_64", "3", {"network.filters": "16,32,32"}),
    )
    for kind in ("none", "batch", "layer")
}
draw = dots
SHOWS = (
    "The deep sigmoid network needs it: without, it has hardly begun to learn when the others are done. Batch "
    "normalization helps the convolutional network by more than chance; the shallow perceptron gains nothing "
    "beyond it."
)
