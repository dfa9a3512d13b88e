"""What does normalization between layers do?

A shallow, a deep and a convolutional network (`cnn_32_64_64` at half its width) without normalization, with batch
normalization and with layer normalization; 6 epochs each (3 for the convolutional one). The deep sigmoid network is
trained by plain gradient descent, by which it hardly learns without normalization.
"""

from digits.lab.evaluation.experiments.plots import dots
from digits.lab.evaluation.run_spec import RunSpec

VARIANTS = {
    f"{label}, {kind}": RunSpec(name, {"normalization": kind, "epochs": epochs, **settings})
    for label, name, epochs, settings in (
        ("mlp_150_150", "mlp_150_150", "6", {"keep": "last"}),
        ("sigmoid5", "sigmoid5", "6", {"optimizer": "sgd", "learning_rate": "0.3"}),
        ("cnn_32_64_64 at half width", "cnn_32_64_64", "3", {"network.filters": "16,32,32"}),
    )
    for kind in ("none", "batch", "layer")
}
draw = dots
FINDING = (
    "The deep sigmoid network needs it: without normalization it has hardly begun to learn when the others are "
    "done. Over five seeds, batch normalization helps the shallow perceptron and the convolutional network too, by "
    "little; whether layer normalization helps the convolutional one, five seeds do not tell."
)
