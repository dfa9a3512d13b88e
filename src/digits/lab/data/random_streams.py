"""Random generators of named streams: no two purposes of a run draw the same numbers.

Until December 2026 generators were made as `default_rng([seed, view])` for the order of an epoch and
`default_rng([seed, view, step])` for the augmentation of a step. NumPy fills such lists up with zeros, so the order and
the first step's augmentation drew the same numbers. The networks that were trained so are kept as they are. The same
recipe now gives another order and other augmentation, and a run begun before goes on with those of today.
"""

from typing import Literal, get_args

import numpy as np

Stream = Literal["order", "augmentation", "batch normalization", "rejection"]


def random_generator(stream: Stream, seed: int, *place: int) -> np.random.Generator:
    """The generator of a stream at a place, such as an epoch and a step.

    Args:
        stream: what the numbers are for.
        seed: of the run.
        place: whole numbers from 0; places of different lengths are different.
    """
    key = (get_args(Stream).index(stream), *place)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
