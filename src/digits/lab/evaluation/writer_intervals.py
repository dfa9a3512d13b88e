"""Intervals of error rates on MNIST for new writers: bootstraps of the writers, within their NIST source."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digits import mnist
from digits.metrics import error_interval_by_writer

Interval = tuple[float, float]


def on_writers(is_wrong: npt.NDArray[np.bool_], writers: npt.NDArray[np.integer]) -> Interval:
    """The interval on some training images: (N,) whether each was misread, and (N,) its writer's NIST number."""
    known, first = np.unique(mnist.writers(), return_index=True)
    sources = mnist.sources()[first][np.searchsorted(known, writers)]
    return error_interval_by_writer(is_wrong, writers, sources)


def on_folds(wrong: Sequence[int], folds: Sequence[int]) -> Interval:
    """The interval on the writers of some folds.

    Args:
        wrong: indices of the misread training images.
        folds: which were read, each by a model that learned from none of its writers.
    """
    there = np.isin(mnist.folds(), folds)
    return on_writers(_marked(wrong, len(there))[there], mnist.writers()[there])


def on_test(wrong: Sequence[int]) -> Interval:
    """The interval on the test set's 297 writers; `wrong`: indices of the misread images."""
    writers = mnist.writers("test")
    return error_interval_by_writer(_marked(wrong, len(writers)), writers, mnist.sources("test"))


def _marked(wrong: Sequence[int], images: int) -> npt.NDArray[np.bool_]:
    marks = np.zeros(images, np.bool_)
    marks[list(wrong)] = True
    return marks
