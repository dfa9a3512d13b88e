"""Batches on their way to TensorFlow."""

from collections.abc import Iterator

import numpy as np
import pytest

from digits.lab.training.backend import is_backend
from digits.lab.training.dataset import Batch, dataset

if not is_backend("tensorflow"):
    pytest.skip("other backends take the batches as they are", allow_module_level=True)


def _batches(sizes: list[int], taken: list[int] | None = None) -> Iterator[Batch]:
    chance = np.random.default_rng(1)
    for number, size in enumerate(sizes):
        if taken is not None:
            taken.append(number)
        yield chance.random((size, 28, 28, 1), np.float32), chance.random((size, 10), np.float32)


@pytest.mark.parametrize("sizes", [[4], [4, 4, 4, 4, 4], [4, 4, 1, 4, 4, 1], [3, 2, 1], []])
@pytest.mark.parametrize("steps", [1, 2, 16])
def test_batches_arrive_unchanged_and_in_order_whatever_their_sizes(sizes: list[int], steps: int) -> None:
    sent, arrived = list(_batches(sizes)), list(dataset(_batches(sizes), steps).as_numpy_iterator())
    assert len(arrived) == len(sent)
    for batch, expected in zip(arrived, sent, strict=True):
        np.testing.assert_array_equal(batch[0], expected[0])
        np.testing.assert_array_equal(batch[1], expected[1])


def test_only_a_few_transfers_are_made_ahead() -> None:
    taken: list[int] = []
    next(iter(dataset(_batches([2] * 100, taken), 4)))
    assert len(taken) <= 16


def test_training_need_not_wait_for_the_thread_that_tunes_the_buffers() -> None:
    assert dataset(_batches([1]), 1).options().autotune.enabled is False
