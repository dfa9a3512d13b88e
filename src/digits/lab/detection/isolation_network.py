"""Architecture of the isolation network: a small U-shaped network from a view to the ink that is its digit's."""

import keras
from keras import layers

from digits.isolation import SIDE
from digits.lab.training.batch_normalization import BatchNormalization

WIDTHS = (12, 24, 48)
"""Channels at 48, 24 and 12 pixels a side."""


def build() -> keras.Model:
    """Build the network: views 0..255 (48, 48, 2) to logits (48, 48)."""
    view = layers.Input((SIDE, SIDE, 2), name="images")
    fine = _convolution(_convolution(layers.Rescaling(1 / 255)(view), WIDTHS[0]), WIDTHS[0])
    middle = _convolution(_convolution(fine, WIDTHS[1], 2), WIDTHS[1])
    coarse = _convolution(_convolution(middle, WIDTHS[2], 2), WIDTHS[2])
    coarse = _convolution(_convolution(coarse, WIDTHS[2], 2), WIDTHS[2])
    coarse = layers.UpSampling2D(2, interpolation="nearest")(layers.Conv2D(WIDTHS[2], 1)(coarse))
    coarse = _convolution(coarse, WIDTHS[2])
    middle = layers.Add()([middle, _raised(coarse, WIDTHS[1])])
    middle = _convolution(middle, WIDTHS[1])
    fine = layers.Add()([fine, _raised(middle, WIDTHS[0])])
    fine = _convolution(fine, WIDTHS[0])
    logits = layers.Conv2D(1, 3, padding="same", dtype="float32")(fine)
    return keras.Model(view, layers.Reshape((SIDE, SIDE), dtype="float32", name="logits")(logits))


def loss(target: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Cross-entropy of the share, (B, 48, 48, 2) against logits (B, 48, 48), weighted by the ink: (B,)."""
    wanted, weight = target[..., 0], target[..., 1]
    each = keras.ops.softplus(logits) - wanted * logits
    return keras.ops.sum(each * weight, (1, 2)) / keras.ops.sum(weight, (1, 2))


def _raised(features: keras.KerasTensor, width: int) -> keras.KerasTensor:
    return layers.UpSampling2D(2, interpolation="nearest")(layers.Conv2D(width, 1)(features))


def _convolution(features: keras.KerasTensor, width: int, stride: int = 1) -> keras.KerasTensor:
    features = layers.Conv2D(width, 3, strides=stride, padding="same", use_bias=False)(features)
    return layers.ReLU()(BatchNormalization()(features))
