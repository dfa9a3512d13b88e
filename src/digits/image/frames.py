"""Find and remove the printed box of a form around a digit or a number, by its four straight sides."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

SMALLEST = 40
"""Pixels a side: a smaller box is not looked for."""

_LEVEL = 64  # from here on a pixel is ink
_ZONE = 0.15  # of the ink's height or width: how far from its edge a side may lie
_COVERED = 0.9  # of the side's length must have ink in that zone
_STRAIGHT = 0.85  # ... of which this share lies on one straight line
_OFF = 0.015  # of the length: how far from the line is still on it
_THICKEST = 0.1  # of the height or width
_FRINGE = 2  # pixels of soft edge on either side of the line
_LEAST_HEIGHT = 0.3  # of the box's height: what is left must be as high, or the box itself was what was written
_WALL = 0.97  # of the height inside: a column with as much ink divides a comb of boxes


@dataclass(frozen=True)
class _Side:
    """One side, as seen from outside: how deep its line lies at each place along it, and how thick it is."""

    depth: Floats
    thickness: int


def without_frame(ink: Bytes) -> Bytes:
    """Ink (H, W) without the box drawn around it, and without the walls of a comb of boxes; else the ink itself."""
    mask = ink >= _LEVEL
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows) or min(np.ptp(rows), np.ptp(columns)) < SMALLEST:
        return ink
    place = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    views = [_outside(mask[place], turns) for turns in range(4)]
    sides = [_side(view) for view in views]
    if any(side is None for side in sides):
        return ink
    inside = np.ones(mask[place].shape, bool)
    for turns, side in enumerate(sides):
        assert side is not None, "looked at above"
        _outside(inside, turns)[_band(inside, turns, side)] = False
    thickness = max(side.thickness for side in sides if side)
    inside &= ~_walls(mask[place], inside, thickness)
    left = np.flatnonzero((mask[place] & inside).any(1))
    if not len(left) or np.ptp(left) < _LEAST_HEIGHT * len(inside):
        return ink
    cleaned = ink.copy()
    cleaned[place] = np.where(inside, ink[place], 0)
    return cleaned


def _outside(mask: Mask, turns: int) -> Mask:
    """The mask turned so that one of its sides is on top; a view of it."""
    return np.rot90(mask, turns)


def _side(mask: Mask) -> _Side | None:
    """The straight line along the top of what is inked, if there is one."""
    height, width = mask.shape
    first = np.where(mask.any(0), mask.argmax(0), height)
    near = first < _ZONE * height
    if near.mean() < _COVERED:
        return None
    places = np.arange(width)
    depth = _line(places[near], first[near], width)
    on_it = np.abs(first - depth) <= max(1.5, _OFF * width)
    if on_it.mean() < _STRAIGHT:
        return None
    below = np.minimum(np.rint(depth[on_it]).astype(int).clip(0) + np.arange(height)[:, None], height - 1)
    thickness = int(np.median(mask[below, places[on_it]].argmin(0)))
    return _Side(depth, thickness) if 0 < thickness <= _THICKEST * height else None


def _line(places: npt.NDArray[np.intp], values: npt.NDArray[np.intp], width: int) -> Floats:
    """A line through the medians of the first and the last third, at every place."""
    third = max(1, len(places) // 3)
    ends = [(np.median(places[part]), np.median(values[part])) for part in (slice(third), slice(-third, None))]
    (x0, y0), (x1, y1) = ends
    return np.asarray(y0 + (np.arange(width) - x0) * (y1 - y0) / max(x1 - x0, 1.0), np.float64)


def _band(mask: Mask, turns: int, side: _Side) -> Mask:
    """What a side's line covers, with its soft edge, of the mask turned to it."""
    rows = np.arange(_outside(mask, turns).shape[0])[:, None]
    return np.asarray((rows >= side.depth - _FRINGE) & (rows < side.depth + side.thickness + _FRINGE))


def _walls(mask: Mask, inside: Mask, thickness: int) -> Mask:
    """The columns that are inked all the way from the upper side to the lower, and no wider than a line."""
    walls = np.zeros(mask.shape, bool)
    if not inside.any():
        return walls
    full = np.pad((mask & inside).sum(0) >= _WALL * np.maximum(inside.sum(0), 1), 1)
    starts, ends = np.flatnonzero(full[1:] & ~full[:-1]), np.flatnonzero(full[:-1] & ~full[1:])
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start <= 2 * thickness:
            walls[:, max(start - _FRINGE, 0) : end + _FRINGE] = True
    return walls
