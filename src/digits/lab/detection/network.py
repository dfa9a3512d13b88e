"""Architecture of the detector: a U-shaped fully convolutional network with its output at stride 4."""

import keras
from keras import layers

from digits.detector_outputs import CHANNELS, PRESENCE
from digits.lab.training.batch_normalization import BatchNormalization

STEM, FINE, MIDDLE, COARSE = 12, 24, 48, 96
"""Channels at strides 2, 4, 8, and 16 and 32."""

_ABSENT = -4.0  # initial logit of presence: hardly any cell holds the middle of something


def build() -> keras.Model:
    """Build the network: ink 0..1 (H, W, 1), sides multiples of 32, to (H/4, W/4, channels)."""
    ink = layers.Input((None, None, 1), name="ink")
    fine = _convolution(_convolution(ink, STEM, 2), FINE, 2)
    middle = _block(_convolution(fine, MIDDLE, 2))
    coarse = _block(_convolution(middle, COARSE, 2))
    coarsest = _block(_convolution(coarse, COARSE, 2))
    coarse = _convolution(layers.Add()([coarse, layers.UpSampling2D(2, interpolation="nearest")(coarsest)]), COARSE)
    raised = layers.UpSampling2D(2, interpolation="nearest")(layers.Conv2D(MIDDLE, 1)(coarse))
    middle = _convolution(layers.Add()([middle, raised]), 64)
    # What belongs to the four cells of stride 4 in one of stride 8 is computed there, and then laid out.
    cells = layers.Conv2D(4 * FINE, 1, use_bias=False)(middle)
    cells = keras.ops.depth_to_space(cells, 2)
    features = layers.ReLU()(BatchNormalization()(layers.Add()([fine, cells])))
    features = _convolution(features, 32)
    bias = [_ABSENT if PRESENCE.start <= channel < PRESENCE.stop else 0.0 for channel in range(CHANNELS)]
    found = layers.Conv2D(CHANNELS, 1, bias_initializer=_constant(bias), dtype="float32", name="found")
    return keras.Model(ink, found(features))


def _constant(values: list[float]) -> keras.initializers.Initializer:
    """Initial values that differ from channel to channel."""

    def initial(shape: tuple[int, ...], dtype: str | None = None) -> keras.KerasTensor:
        return keras.ops.reshape(keras.ops.convert_to_tensor(values, dtype), shape)

    return initial


def _convolution(features: keras.KerasTensor, width: int, stride: int = 1) -> keras.KerasTensor:
    features = layers.Conv2D(width, 3, strides=stride, padding="same", use_bias=False)(features)
    return layers.ReLU()(BatchNormalization()(features))


def _block(features: keras.KerasTensor) -> keras.KerasTensor:
    """Two convolutions beside a shortcut."""
    width = features.shape[-1]
    inner = _convolution(features, width)
    inner = BatchNormalization()(layers.Conv2D(width, 3, padding="same", use_bias=False)(inner))
    return layers.ReLU()(layers.Add()([features, inner]))
