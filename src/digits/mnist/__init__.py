"""The MNIST data set: images, labels, writers (QMNIST), and writer-grouped folds.

The files are searched for in ``$DIGITS_DATA/mnist`` and then in the user's cache, and downloaded to the cache if they
are missing. Every file is verified: the SHA-256 of its unpacked contents must be the canonical one.

The writers of the training images come from the labels of QMNIST (Yadav and Bottou, "Cold Case: The Lost MNIST Digits",
2019), which are handled in the same way, in a folder ``qmnist`` beside ``mnist``.
"""

from digits.mnist.dataset import FOLDS, Split, SplitName, folds, load, sources, writers
from digits.mnist.download import fetch
from digits.mnist.files import FILES, Progress, Source, cache, verify
from digits.mnist.idx import DataError, read_idx

__all__ = [
    "FILES",
    "FOLDS",
    "DataError",
    "Progress",
    "Source",
    "Split",
    "SplitName",
    "cache",
    "fetch",
    "folds",
    "load",
    "read_idx",
    "sources",
    "verify",
    "writers",
]
