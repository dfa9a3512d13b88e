"""What the detector's outputs mean: a digit or mark in each cell that says so, and the best of overlapping ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]

KINDS = ("digit", ",", "-", "/")
"""What the detector finds, in the order of its outputs."""

STRIDE = 4
"""Pixels to a cell, on each axis."""

UNIT = 16.0
"""Pixels to the unit in which the network measures boxes."""

PRESENCE = slice(0, 4)
"""Logits of the middle of each kind."""

SIDES = slice(4, 8)
"""How far left, top, right and bottom of the box are from the middle of the cell, in units."""

CONTINUES = 8
"""Logit that the number goes on to the right."""

CUT = 9
"""Logit that the picture's edge cuts it."""

WRITING = 10
"""Logit that something is written by hand here."""

DIGITS = slice(11, 21)
"""Logits of the digits 0..9."""

CHANNELS = 21

_SAME = 0.5  # of the union of two boxes of one kind and scale, from which both are one thing
_STROKE = 0.75  # of the smaller of two such boxes, from which it is a stroke of the other: neighbours share less
_INSIDE = 0.7  # of the smaller of two boxes of two kinds or scales, from which it is a part of the other


@dataclass(frozen=True, eq=False)
class Detection:
    """A digit or mark that was found.

    Attributes:
        kind: one of `KINDS`.
        score: probability that it is there.
        box: left, top, right, bottom, in pixels of the page.
        continues: probability that the number goes on to the right.
        cut: probability that the picture's edge cuts it.
        digits: (10,) probabilities of the digits, given that it is one.
        scale: at which it was found: pixels of the network's page per pixel of this one.
    """

    kind: str
    score: float
    box: Box
    continues: float
    cut: float
    digits: npt.NDArray[np.float64]
    scale: float

    @property
    def height(self) -> float:
        """Of the box, in pixels."""
        return self.box[3] - self.box[1]

    @property
    def size(self) -> float:
        """The longer side of the box, in pixels."""
        return max(self.height, self.box[2] - self.box[0])


def decode(output: Floats, scale: float, thresholds: Sequence[float]) -> list[Detection]:
    """What the network's outputs at one scale say, each kind at least as probable as its threshold."""
    chances = 1 / (1 + np.exp(-output[..., PRESENCE]))
    found = []
    for row, column, kind in np.argwhere(chances >= np.array(thresholds)).tolist():
        around = chances[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2, kind]
        if chances[row, column, kind] < around.max():
            continue
        values = output[row, column].astype(np.float64)
        left, top, right, bottom = (np.maximum(values[SIDES], 0) * UNIT).tolist()
        x, y = (column + 0.5) * STRIDE, (row + 0.5) * STRIDE
        box = ((x - left) / scale, (y - top) / scale, (x + right) / scale, (y + bottom) / scale)
        digits = np.exp(values[DIGITS] - values[DIGITS].max())
        found.append(
            Detection(
                KINDS[kind],
                float(chances[row, column, kind]),
                box,
                _sigmoid(values[CONTINUES]),
                _sigmoid(values[CUT]),
                digits / digits.sum(),
                scale,
            )
        )
    return found


def _sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def without_duplicates(found: Sequence[Detection]) -> list[Detection]:
    """The best of detections of one thing, and none that is a part of a better one."""
    kept: list[Detection] = []
    for one in sorted(found, key=lambda one: -one.score):
        if not any(_overlaps(one, better) for better in kept):
            kept.append(one)
    return kept


def shared_area(box: Box, other: Box) -> float:
    """The area that two boxes have in common."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def area(box: Box) -> float:
    """The area of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def _overlaps(one: Detection, better: Detection) -> bool:
    common = shared_area(one.box, better.box)
    areas = area(one.box), area(better.box)
    if one.scale == better.scale and one.kind == better.kind:
        return common > min(_SAME * (sum(areas) - common), _STROKE * min(areas))
    return common > _INSIDE * min(areas)
