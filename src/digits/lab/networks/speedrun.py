"""Three convolutions of 4x4 and 3x3, two of them strided: 99 % in a few seconds of two processor cores.

The widths are multiples of 16, with which bfloat16 is fastest on processors that have it. The benchmark row `speedrun`
times it beside an example of Keras.
"""

from keras import Sequential, layers

from digits.lab.networks.common.published import Published
from digits.lab.training.batch_normalization import BatchNormalization
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(
    epochs=3,
    batch_size=200,
    optimizer="adamw",
    learning_rate=3e-2,
    schedule="one_cycle",
    weight_decay=0.01,
    label_smoothing=0.05,
    precision="mixed_bfloat16",
)
IN_COMPARISON = False
PUBLISHED = Published(source="a network of our own", note="made for its training time, so no published figure is of it")


def build(widths: tuple[int, int, int] = (16, 32, 64)) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    first, second, third = widths
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #  28 x 28 x 1
            layers.Rescaling(1 / 255),
            *_block(first, 4, 2),  #       13 x 13 x 16
            *_block(second, 3, 2),  #      6 x 6 x 32
            *_block(third, 3, 1),  #       4 x 4 x 64
            layers.Flatten(),  #           1,024
            layers.Dense(10),  #           10
        ]
    )


def _block(width: int, kernel: int, stride: int) -> list[layers.Layer]:
    convolution = layers.Conv2D(width, kernel, stride, use_bias=False)
    return [convolution, BatchNormalization(), layers.ReLU()]
