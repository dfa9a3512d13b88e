"""Four convolutions of 3x3 and 5x5, two of them strided: a network for slow devices.

Made for its size, at most 2 million MACs per image and 100,000 parameters. The file `tiny` that ships learned
from the ensemble (`docs/ensemble.md`, "The small networks").
"""

from dataclasses import replace

from keras import Sequential, layers

from digits.lab.data.augmentation import Augmentation
from digits.lab.networks import m5
from digits.lab.networks.common.published import Published
from digits.lab.training.batch_normalization import BatchNormalization
from digits.lab.training.recipe import Distillation

RECIPE = replace(
    m5.RECIPE,
    epochs=120,
    learning_rate=4e-3,
    augmentation=Augmentation(rotation=12, shift=2, scale=0.12, shear=0.15, elastic=0.7),
)
DISTILLATION = Distillation(temperature=1, views=24)
IN_COMPARISON = False
PUBLISHED = Published(source="a network of our own", note="made for its size, so no published figure is of it")


def build(widths: tuple[int, int, int, int] = (16, 28, 48, 48)) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    first, second, third, fourth = widths
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                    28 x 28 x 1
            layers.Rescaling(1 / 255),
            *_block(first, 5, 2, "same"),  #                 14 x 14 x 16
            *_block(second, 3, 1, "same"),  #                14 x 14 x 28
            *_block(third, 3, 2, "same"),  #                 7 x 7 x 48
            *_block(fourth, 3, 1, "valid"),  #               5 x 5 x 48
            layers.Flatten(),  #                             1,200
            layers.Dense(10),  #                             10
        ]
    )


def _block(width: int, kernel: int, stride: int, padding: str) -> list[layers.Layer]:
    convolution = layers.Conv2D(width, kernel, stride, padding, use_bias=False)
    return [convolution, BatchNormalization(), layers.ReLU()]
