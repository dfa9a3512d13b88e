"""Multiply-accumulate operations (MACs) of a network per image."""

import numpy as np

from digits.lab.training.backend import keras


def count_macs(model: keras.Model) -> int:
    """Count the MACs per image in convolutions and dense layers."""
    count = 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            height, width = layer.output.shape[1:3]
            count += height * width * int(np.prod(layer.kernel.shape))
        elif isinstance(layer, keras.layers.Dense):
            count += int(np.prod(layer.kernel.shape))
    return count
