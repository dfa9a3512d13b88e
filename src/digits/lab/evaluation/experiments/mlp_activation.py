"""Which activation should the hidden layers of a perceptron have?

`mlp_150_150`, 8 epochs each, everything else as published.
"""

from digits.lab.evaluation.experiments.plots import dots
from digits.lab.evaluation.run_spec import RunSpec

VARIANTS = {
    activation: RunSpec("mlp_150_150", {"network.activation": activation, "epochs": "8", "keep": "last"})
    for activation in ("relu", "leaky_relu", "elu", "selu", "gelu", "silu", "tanh", "sigmoid")
}
draw = dots
FINDING = (
    "No pair differs significantly: for a network of this size and a training of this length the activation "
    "hardly matters."
)
