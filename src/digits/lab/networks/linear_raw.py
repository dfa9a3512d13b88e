"""A linear model on raw pixels 0..255, to show the effect of scaling.

One of the course reports: Adam, batches of 128, 20 epochs, a tenth of the images for validation. It gives 85.55 % for
the weights of the last epoch and 90.06 % for those of the lowest validation loss: with inputs up to 255 each step
moves the logits so far that training never settles.
"""

from keras import Sequential, layers

from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=20, batch_size=128, keep="best")
PUBLISHED = Published(accuracy=0.9006, last_accuracy=0.8555, source="course report, linear model on raw pixels")


def build() -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #   28 x 28 x 1
            layers.Flatten(),  #            784
            layers.Dense(10),  #            10
        ]
    )
