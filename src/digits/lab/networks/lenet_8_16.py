"""A small LeNet from one of the reports: published accuracy 98.77 %, loss 0.0342, after five epochs.

Two convolutions of 5x5 with max-pooling, one dense layer, dropout; weights start with variance scaling.
Adam at 0.001 as in the report; batches of 128 are our choice.
"""

from keras import Sequential, layers
from keras.initializers import VarianceScaling

from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=5, batch_size=128)
PUBLISHED = Published(accuracy=0.9877, loss=0.0342, source="course report, LeNet with 8 and 16 maps")


def build() -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                                                       28 x 28 x 1
            layers.Rescaling(1 / 255),
            layers.Conv2D(8, 5, activation="relu", kernel_initializer=VarianceScaling()),  #    24 x 24 x 8
            layers.MaxPooling2D(),  #                                                           12 x 12 x 8
            layers.Conv2D(16, 5, activation="relu", kernel_initializer=VarianceScaling()),  #   8 x 8 x 16
            layers.MaxPooling2D(),  #                                                           4 x 4 x 16
            layers.Flatten(),  #                                                                256
            layers.Dense(128, activation="relu", kernel_initializer=VarianceScaling()),  #      128
            layers.Dropout(0.2),
            layers.Dense(10, kernel_initializer=VarianceScaling()),  #                          10
        ]
    )
