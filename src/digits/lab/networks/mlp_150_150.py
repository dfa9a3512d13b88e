"""Two hidden layers of 150 ReLU units on standardized pixels: published accuracy 97.25 %.

The course report of `linear`, with the same training: Adam, batches of 128, 20 epochs, best by validation loss.
"""

from typing import Literal

from keras import Sequential, layers

from digits.lab.networks.common.layers import Standardization
from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=20, batch_size=128, keep="best")
PUBLISHED = Published(accuracy=0.9725, source="course report, multilayer perceptron of 150 and 150 units")


def build(
    widths: tuple[int, ...] = (150, 150),
    activation: Literal["relu", "leaky_relu", "elu", "selu", "gelu", "silu", "tanh", "sigmoid"] = "relu",
) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                                               28 x 28 x 1
            Standardization(),
            layers.Flatten(),  #                                                        784
            *(layers.Dense(width, activation=activation) for width in widths),  #       150, 150
            layers.Dense(10),  #                                                        10
        ]
    )
