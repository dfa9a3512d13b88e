"""Candidate cuts through connected ink that may be two touching digits."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Costs = npt.NDArray[np.float32]

_SPACING = 0.16  # of a line's height: the least distance of two cuts, and of a cut from the piece's sides
_INK = 0.5  # of a line's height: a cut crosses at most so much ink
_LEAN = np.float32(0.15)  # what a step aside costs a cut, in pixels of full ink
_MIDDLE = 0.02  # what a line's height away from the middle costs: of equal cuts the middle one is taken
_OUTSIDE = np.float32(1e3)
_FULL = np.float32(255)


def cuts(pieces: Sequence[Bytes], height: float) -> list[Ints]:
    """Where each piece may be cut in two.

    A cut runs from top to bottom, aside by at most one pixel a row, and crosses as little ink as it can: shortest
    paths, found from above and from below, through every pixel of the middle row. Of neighbouring ones the cheapest is
    kept.

    Args:
        pieces: (h, w) uint8 each, 255 = full ink.
        height: of a line of digits, in pixels.

    Returns:
        Of each piece (cuts, h): the column in each row from which on ink is to the right of the cut.
    """
    if not pieces:
        return []
    down, steps_down = _shortest([piece.astype(np.float32) / _FULL for piece in pieces])
    up, steps_up = _shortest([piece[::-1].astype(np.float32) / _FULL for piece in pieces])
    found = []
    for index, piece in enumerate(pieces):
        rows, width = piece.shape
        middle = rows // 2
        through = down[index, middle, :width] + up[index, rows - 1 - middle, :width] - piece[middle] / _FULL
        paths = [
            np.concatenate(
                (
                    _followed(steps_down[index, : middle + 1], column)[::-1],
                    _followed(steps_up[index, : rows - middle], column)[1:],
                )
            )
            for column in _cheapest(through, height)
        ]
        found.append(np.sort(np.array(paths, np.int64).reshape(-1, rows), axis=0))
    return found


def _cheapest(through: Costs, height: float) -> list[int]:
    """The columns of the cheapest cuts, apart from each other and from the sides, from left to right."""
    spacing = max(2, round(_SPACING * height))
    aside = np.abs(np.arange(len(through)) - len(through) / 2) / height
    chosen: list[int] = []
    for column in np.argsort(through + _MIDDLE * aside, kind="stable").tolist():
        if through[column] > _INK * height:
            continue
        inside = spacing <= column <= len(through) - spacing
        if inside and all(abs(column - other) >= spacing for other in chosen):
            chosen.append(column)
    return sorted(chosen)


def _shortest(costs: Sequence[Costs]) -> tuple[Costs, npt.NDArray[np.int8]]:
    """The least cost of a path from the first row to each pixel, and its last step aside (-1, 0, 1).

    Args:
        costs: (h, w) each, of any size.

    Returns:
        (N, H, W) each: the first h rows and w columns are those of the costs.
    """
    height, width = max(len(cost) for cost in costs), max(cost.shape[1] for cost in costs)
    total = np.full((len(costs), height, width + 2), _OUTSIDE, np.float32)
    for index, cost in enumerate(costs):
        total[index, : len(cost), 1 : cost.shape[1] + 1] = cost
    steps = np.zeros((len(costs), height, width), np.int8)
    for row in range(1, height):
        above = total[:, row - 1]
        straight, left, right = above[:, 1:-1], above[:, :-2] + _LEAN, above[:, 2:] + _LEAN
        best = np.minimum(straight, np.minimum(left, right))
        steps[:, row] = np.where(best == straight, 0, np.where(best == left, -1, 1))
        total[:, row, 1:-1] += best
    return total[:, :, 1:-1], steps


def _followed(steps: npt.NDArray[np.int8], column: int) -> Ints:
    """The columns of a path that ends in a column of the last row, the last row first."""
    columns = np.empty(len(steps), np.int64)
    for row in range(len(steps) - 1, -1, -1):
        columns[len(steps) - 1 - row] = column
        column += int(steps[row, column])
    return columns
