"""Which activation should the hidden layers of a perceptron have?

`mlp_150_150`, 8 epochs each, everything else as published.
"""

from digits.lab.evaluation.experiments.drawing import dots
from digits.lab.evaluation.trial import Trial

TRIALS = {
    activation: Trial("mlp_150_150", {"network.activation": activation, "epochs": "8", "keep": "last"})
    for activation in ("relu", "leaky_relu", "elu", "selu", "gelu", "silu", "tanh", "sigmoid")
}
draw = dots
SHOWS = (
    "No pair differs by more than the intervals allow: at this size and this length of training the choice hardly "
    "matters."
)
