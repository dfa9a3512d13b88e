"""A network's logits, number of parameters, and weights file."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits.atomic_write import atomic_write
from digits.lab.training.backend import keras

PREDICT_BATCH = 500


def logits(model: keras.Model, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(N, 10) logits for (N, 28, 28) uint8 images."""
    return np.asarray(
        model.predict(images[..., None].astype(np.float32), batch_size=PREDICT_BATCH, verbose=0), np.float32
    )


def parameters(model: keras.Model) -> int:
    """The number of trainable parameters."""
    return int(sum(np.prod(variable.shape) for variable in model.trainable_variables))


def save_weights(model: keras.Model, path: Path) -> None:
    """Save the weights in Keras's format."""
    with atomic_write(path) as hidden:
        model.save_weights(hidden, overwrite=True)
