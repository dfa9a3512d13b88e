"""Handwriting on a page that no digit and no mark explains: what a number may lack."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.detector import Writing
from digits.detector_outputs import Box
from digits.image.components import find_pieces
from digits.image.morphology import running_maximum
from digits.isolation import Isolated

Points = npt.NDArray[np.float64]

_HALF = 0.5  # of a stroke
_PEN = 4.0  # pixels of a drawing: half of the pen
_LEAST_CELLS = 6  # of handwriting: half of a 1 at the detector's best height; less is the edge of something else
_MOST_BOXES = 12  # more would hide the page: a text, or a pattern
_AROUND = 3  # cells: those next to a digit's are its own


def unread_boxes(
    writing: Writing, digits: Sequence[Isolated], marks: Sequence[Box], shape: tuple[int, int]
) -> list[Box]:
    """Boxes of handwriting that is neither a digit's ink nor in a mark's box; one around all where there are many.

    Args:
        writing: where something is written.
        digits: the ink of each.
        marks: their boxes, in pixels of the page.
        shape: height, width of the page.
    """
    left_over = writing.cells & ~_cells(_claimed(digits, marks, shape), writing)
    if not left_over.any():
        return []
    pieces = find_pieces(left_over, np.ones(left_over.shape, np.uint8))
    boxes = pieces.boxes[pieces.mass >= _LEAST_CELLS] * writing.unit
    if len(boxes) > _MOST_BOXES:
        boxes = np.concatenate((boxes[:, :2].min(0), boxes[:, 2:].max(0)))[np.newaxis]
    return [(left, top, right, bottom) for left, top, right, bottom in boxes.tolist()]


def unread_strokes(
    strokes: Sequence[Points], digits: Sequence[Isolated], marks: Sequence[Box], shape: tuple[int, int]
) -> list[Box]:
    """Boxes of strokes of which less than half is a digit's ink or in a mark's box; see `unread_boxes`.

    Args:
        strokes: (N, 2) points each, in pixels of the page.
        digits: the ink of each.
        marks: their boxes, in pixels of the page.
        shape: height, width of the page.
    """
    claimed = _claimed(digits, marks, shape)
    found = []
    for stroke in strokes:
        columns, rows = np.clip(np.rint(_dense(stroke)).astype(int).T, 0, np.array(shape[::-1])[:, np.newaxis] - 1)
        if claimed[rows, columns].astype(bool).mean() < _HALF:
            (left, top), (right, bottom) = (stroke.min(0) - _PEN).tolist(), (stroke.max(0) + _PEN).tolist()
            found.append((left, top, right, bottom))
    return found


def _dense(stroke: Points) -> Points:
    """Points a pixel apart along a stroke."""
    lengths = np.concatenate(([0.0], np.hypot(*np.diff(stroke, axis=0).T).cumsum()))
    places = np.linspace(0, lengths[-1], int(lengths[-1]) + 2)
    return np.stack([np.interp(places, lengths, stroke[:, axis]) for axis in (0, 1)], 1)


def _claimed(digits: Sequence[Isolated], marks: Sequence[Box], shape: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """(H, W): 255 where ink is a digit's or in a mark's box."""
    claimed = np.zeros(shape, np.uint8)
    for one in digits:
        x, y = one.corner
        there = claimed[y : y + one.ink.shape[0], x : x + one.ink.shape[1]]
        there[one.ink > 0] = 255
    for left, top, right, bottom in marks:
        claimed[max(int(top), 0) : int(np.ceil(bottom)), max(int(left), 0) : int(np.ceil(right))] = 255
    return claimed


def _cells(claimed: npt.NDArray[np.uint8], writing: Writing) -> npt.NDArray[np.bool_]:
    """The cells in or next to which pixels are claimed."""
    height, width = writing.cells.shape
    page = Image.fromarray(claimed).crop((0, 0, round(width * writing.unit), round(height * writing.unit)))
    cells = np.asarray(page.resize((width, height), Image.Resampling.BOX)) > 0
    around = cells.view(np.uint8)
    for axis in (0, 1):
        around = running_maximum(around, _AROUND, axis)
    return around.view(np.bool_)
