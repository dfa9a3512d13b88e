"""Batches on their way from NumPy to TensorFlow: several steps in one transfer."""

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

import numpy as np
import numpy.typing as npt

Batch = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


def dataset(batches: Iterator[Batch], steps: int) -> Any:
    """The batches as a `tf.data.Dataset` that calls Python once for `steps` of them.

    Keras makes a dataset of a generator too, but with a call for each batch, which small networks have to wait for.

    Args:
        batches: images (B, 28, 28, 1) and targets (B, 10), in the order of the steps; B may differ.
        steps: how many of them one transfer holds, at most.
    """
    import tensorflow as tf

    signature = tuple(tf.TensorSpec((None, None, *shape), tf.float32) for shape in ((28, 28, 1), (None,)))
    transfers = tf.data.Dataset.from_generator(lambda: _stacked(batches, steps), output_signature=signature)
    each = transfers.prefetch(1).flat_map(lambda *arrays: tf.data.Dataset.from_tensor_slices(arrays))
    options = tf.data.Options()
    options.autotune.enabled = False  # its thread ends up to half as long after the training as the training took
    return each.with_options(options)


def _stacked(batches: Iterator[Batch], steps: int) -> Iterator[Batch]:
    """Up to `steps` consecutive batches of one size, as arrays (steps, B, ...)."""
    while group := list(islice(batches, steps)):
        for _, alike in groupby(group, key=lambda batch: len(batch[0])):
            images, targets = zip(*alike, strict=True)
            yield np.stack(images), np.stack(targets)
