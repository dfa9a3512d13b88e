"""Architecture of the rejection network."""

from keras import Sequential, layers

from digits.lab.training.batch_normalization import BatchNormalization
from digits.rejection import MIRRORED

OUTPUTS = 10 + len(MIRRORED) + 1
"""Logits: the digits 0..9, the digits of `MIRRORED` mirrored, no digit."""

WIDTHS = (12, 24, 48, 64)


def build() -> Sequential:
    """Build the network: pixels 0..255 to 18 logits, 2.5 million MACs, 0.1 million weights."""
    first, second, third, fourth = WIDTHS
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #              28 x 28 x 1
            layers.Rescaling(1 / 255),
            *_block(first),
            layers.MaxPooling2D(2),  #                 14 x 14 x 12
            *_block(second),  #                        14 x 14 x 24
            *_block(third, strides=2),  #              7 x 7 x 48
            *_block(fourth),  #                        7 x 7 x 64
            layers.Flatten(),  #                       3,136
            layers.Dropout(0.2),
            layers.Dense(OUTPUTS, dtype="float32"),  # 18
        ]
    )


def _block(width: int, strides: int = 1) -> list[layers.Layer]:
    convolution = layers.Conv2D(width, 3, strides=strides, padding="same", use_bias=False)
    return [convolution, BatchNormalization(), layers.ReLU()]
