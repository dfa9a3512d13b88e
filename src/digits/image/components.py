"""Connected pieces of ink, found by runs, so that specks of dust can be left out."""

import numpy as np
import numpy.typing as npt

SPECK = 0.0025
"""A piece with less ink than this share of the largest piece's is a speck."""

Ints = npt.NDArray[np.int64]


def main_box(ink: npt.NDArray[np.uint8], threshold: int) -> tuple[tuple[int, int, int, int], float]:
    """The box of the ink without specks, and how much of the ink is in one piece.

    Args:
        ink: (H, W) uint8 with at least one pixel at or above `threshold`.
        threshold: from this level on a pixel belongs to a piece; pieces join over corners too.

    Returns:
        left, top, right, bottom, the first two inside, the last two outside; and the largest piece's share of
        the ink of all pieces.
    """
    mask = ink >= threshold
    rows, starts, ends = _runs(mask)
    labels = _join(rows, starts, ends)
    cumulative = np.concatenate(([0], ink.ravel().cumsum(dtype=np.int64)))
    width = ink.shape[1]
    run_mass = cumulative[rows * width + ends] - cumulative[rows * width + starts]
    mass = np.bincount(labels, run_mass)
    largest = float(mass.max())
    kept = mass[labels] >= SPECK * largest
    box = int(starts[kept].min()), int(rows[kept].min()), int(ends[kept].max()), int(rows[kept].max()) + 1
    return box, largest / float(mass.sum())


def _runs(mask: npt.NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Row, first and one-past-last column of each horizontal run of True, in reading order."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    padded[:, 1:-1] = mask
    changes = np.diff(padded, axis=1)
    rows, starts = np.nonzero(changes == 1)
    ends = np.nonzero(changes == -1)[1]
    return rows, starts, ends


def _join(rows: Ints, starts: Ints, ends: Ints) -> Ints:
    """One label per run, the same for runs that touch: the smallest index of a run of the piece."""
    upper, lower = _touching(rows, starts, ends)
    labels = np.arange(len(rows))
    while True:
        smallest = np.minimum(labels[upper], labels[lower])
        previous = labels.copy()
        np.minimum.at(labels, previous[upper], smallest)
        np.minimum.at(labels, previous[lower], smallest)
        labels = labels[labels]
        if np.array_equal(labels, previous):
            return labels


def _touching(rows: Ints, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Pairs of runs of neighbouring rows that share a column or a corner."""
    stride = int(ends.max()) + 2
    keys_start, keys_end = rows * stride + starts, rows * stride + ends
    first = np.searchsorted(keys_end, keys_start - stride, side="left")
    last = np.searchsorted(keys_start, keys_end - stride, side="right")
    counts = np.maximum(last - first, 0)
    lower = np.repeat(np.arange(len(rows)), counts)
    offsets = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    return np.repeat(first, counts) + offsets, lower
