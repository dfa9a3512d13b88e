"""Connected components of ink, found by runs; specks of dust can be left out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SPECK = 0.0025
"""A piece with less ink than this share of the largest piece's is a speck."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """The connected pieces of a mask; pieces join over corners too.

    Attributes:
        boxes: (N, 4) left, top, right, bottom of each piece, the last two outside.
        mass: (N,) the sum over each piece of what was weighed.
    """

    boxes: Ints
    mass: npt.NDArray[np.float64]


def find_pieces(mask: npt.NDArray[np.bool_], weight: npt.NDArray[np.generic]) -> Pieces:
    """The pieces of a mask (H, W) with at least one True, and the sum of `weight` (H, W) over each."""
    rows, starts, ends = _runs(mask)
    labels = np.unique(_join(rows, starts, ends), return_inverse=True)[1]
    cumulative = np.concatenate(([0], weight[mask].cumsum(dtype=np.int64)))
    last = (ends - starts).cumsum()
    run_mass = cumulative[last] - cumulative[last - (ends - starts)]
    boxes = np.full((int(labels.max()) + 1, 4), (np.iinfo(np.int64).max,) * 2 + (0,) * 2)
    for column, values in ((0, starts), (1, rows)):
        np.minimum.at(boxes[:, column], labels, values)
    for column, values in ((2, ends), (3, rows + 1)):
        np.maximum.at(boxes[:, column], labels, values)
    mass: npt.NDArray[np.float64] = np.bincount(labels, run_mass).astype(np.float64)
    return Pieces(boxes, mass)


def main_box(ink: npt.NDArray[np.uint8], threshold: int) -> tuple[tuple[int, int, int, int], float]:
    """The box of the ink without specks, and how much of the ink is in one piece.

    Args:
        ink: (H, W) uint8 with at least one pixel at or above `threshold`.
        threshold: from this level on a pixel belongs to a piece.

    Returns:
        left, top, right, bottom, the first two inside, the last two outside; and the largest piece's share of
        the ink of all pieces.
    """
    pieces = find_pieces(ink >= threshold, ink)
    largest = float(pieces.mass.max())
    kept = pieces.boxes[pieces.mass >= SPECK * largest]
    left, top = kept[:, :2].min(0).tolist()
    right, bottom = kept[:, 2:].max(0).tolist()
    return (left, top, right, bottom), largest / float(pieces.mass.sum())


def _runs(mask: npt.NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Row, first and one-past-last column of each horizontal run of True, in reading order."""
    stride = mask.shape[1] + 1
    padded = np.zeros(mask.shape[0] * stride + 1, np.bool_)
    padded[1:].reshape(-1, stride)[:, :-1] = mask
    changes = np.flatnonzero(padded[1:] != padded[:-1])
    rows, starts = np.divmod(changes[::2], stride)
    return rows, starts, changes[1::2] - rows * stride


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
