"""Four hidden layers that narrow from 512 to 16 ReLU units: published accuracy 97.85 %, loss 0.0720.

One of the course reports: pixels divided by 255, Adam, batches of 500, 10 epochs.
"""

from keras import Sequential, layers

from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=10, batch_size=500)
PUBLISHED = Published(accuracy=0.9785, loss=0.0720, source="course report, multilayer perceptron of 512, 64, 32, 16")


def build() -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #               28 x 28 x 1
            layers.Rescaling(1 / 255),
            layers.Flatten(),  #                        784
            layers.Dense(512, activation="relu"),  #    512
            layers.Dense(64, activation="relu"),  #     64
            layers.Dense(32, activation="relu"),  #     32
            layers.Dense(16, activation="relu"),  #     16
            layers.Dense(10),  #                        10
        ]
    )
