"""One convolution of 64 filters of 5x5 and three dense layers: the "vanilla" network.

One of the course reports, which gives no figure that the project's brief names, nor its training: Adam, batches of 128
and 5 epochs are ours. Nearly all of its 1.2 million weights stand between the convolution and the first dense layer.
"""

from keras import Sequential, layers

from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=5, batch_size=128)
PUBLISHED = Published(source="course report, vanilla convolutional network", note="no figure is given")


def build() -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                   28 x 28 x 1
            layers.Rescaling(1 / 255),
            layers.Conv2D(64, 5, activation="relu"),  #     24 x 24 x 64
            layers.MaxPooling2D(),  #                       12 x 12 x 64
            layers.Flatten(),  #                            9,216
            layers.Dense(128, activation="relu"),  #        128
            layers.Dense(64, activation="relu"),  #         64
            layers.Dense(10),  #                            10
        ]
    )
