"""`mlp_150_150` with dropout of half of the hidden units.

The same course report: dropout of 0.5 after each hidden layer. It gives no figure for dropout.
"""

from keras import Sequential, layers

from digits.lab.networks.common.layers import Standardization
from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=20, batch_size=128, keep="best")
PUBLISHED = Published(
    source="course report, multilayer perceptron of 150 and 150 units with dropout", note="no figure is given"
)


def build(rate: float = 0.5) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #               28 x 28 x 1
            Standardization(),
            layers.Flatten(),  #                        784
            layers.Dense(150, activation="relu"),  #    150
            layers.Dropout(rate),
            layers.Dense(150, activation="relu"),  #    150
            layers.Dropout(rate),
            layers.Dense(10),  #                        10
        ]
    )
