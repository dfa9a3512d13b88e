"""`mlp_150_150` with L2 regularization of the first layer: published accuracy 97 %.

The same course report: 1e-5 times the sum of the first layer's squared weights is added to the loss.
"""

from keras import Sequential, layers, regularizers

from digits.lab.networks.common.layers import Standardization
from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=20, batch_size=128, keep="best")
PUBLISHED = Published(accuracy=0.97, source="course report, multilayer perceptron of 150 and 150 units with L2")


def build(weight: float = 1e-5) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                                                       28 x 28 x 1
            Standardization(),
            layers.Flatten(),  #                                                                784
            layers.Dense(150, activation="relu", kernel_regularizer=regularizers.L2(weight)),  # 150
            layers.Dense(150, activation="relu"),  #                                            150
            layers.Dense(10),  #                                                                10
        ]
    )
