"""Lines of pieces of ink, each piece a digit or a part of one, and which pieces are of one line."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Bytes = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float64]

VIEW = (32, 40)
"""Rows and columns of what the segment classifier sees."""

MOST_PIECES = 60
"""More connected pieces than this are no number."""

_TALL = 0.45  # of the tallest piece's height: from here on a piece tells where a line runs
_SAME_LINE = 0.4  # of the smaller height: how much two tall pieces overlap that stand side by side in a line


@dataclass(frozen=True)
class TextLine:
    """The pieces of one line, from left to right.

    Attributes:
        boxes: (N, 4): left, top, right, bottom of each piece, in pixels of the ink or units of the strokes.
        height: of a digit of this line, in the same unit.
        image: the pieces from one number to before another, together, as a model sees them: (28, 28) uint8.
        layers: the ink of each piece at the line's scale, on which `height` is 20 pixels, in its place.
        scaled: the ink of all of them: (h, w) uint8.
    """

    boxes: Boxes
    height: float
    image: Callable[[int, int], Bytes]
    layers: tuple["Layer", ...]
    scaled: Bytes

    def view(self, first: int, last: int) -> Bytes:
        """The pieces from one number to before another, in the middle of what is around them.

        Returns:
            (32, 40, 2) uint8: the ink of the pieces, and that of the whole line, at the line's scale.
        """
        members = self.layers[first:last]
        top, left = min(one.top for one in members), min(one.left for one in members)
        bottom = max(one.top + one.ink.shape[0] for one in members)
        right = max(one.left + one.ink.shape[1] for one in members)
        row, column = (top + bottom - VIEW[0]) // 2, (left + right - VIEW[1]) // 2
        view = np.zeros((*VIEW, 2), np.uint8)
        for one in members:
            put(view[..., 0], one, row, column)
        put(view[..., 1], Layer(0, 0, self.scaled), row, column)
        return view


@dataclass(frozen=True)
class Layer:
    """Ink (h, w) uint8 whose first pixel is in row `top`, column `left` of the line."""

    top: int
    left: int
    ink: Bytes


def view_of(scaled: Bytes) -> Bytes:
    """All the ink of a picture (h, w), not much wider than high, as the view of one piece that stands alone."""
    height = VIEW[0] * 5 // 8
    size = min(max(1, round(scaled.shape[1] * height / scaled.shape[0])), VIEW[1]), height
    ink = np.array(Image.fromarray(scaled).resize(size, Image.Resampling.BILINEAR))
    view = np.zeros((*VIEW, 2), np.uint8)
    top, left = (VIEW[0] - size[1]) // 2, (VIEW[1] - size[0]) // 2
    view[top : top + size[1], left : left + size[0]] = ink[..., None]
    return view


def put(target: Bytes, layer: Layer, row: int, column: int) -> None:
    """Put what a layer has in the window that begins at a row and column into the target, the darker ink winning."""
    top, left = max(layer.top - row, 0), max(layer.left - column, 0)
    skip_rows, skip_columns = max(row - layer.top, 0), max(column - layer.left, 0)
    rows, columns = max(target.shape[0] - top, 0), max(target.shape[1] - left, 0)
    part = layer.ink[skip_rows : skip_rows + rows, skip_columns : skip_columns + columns]
    if part.size:
        place = target[top : top + part.shape[0], left : left + part.shape[1]]
        np.maximum(place, part, out=place)


def line_height(boxes: Boxes) -> float:
    """The median height of the tall pieces."""
    heights = boxes[:, 3] - boxes[:, 1]
    return float(np.median(heights[heights >= _TALL * heights.max()]))


def clusters(boxes: Boxes, height: float) -> list[npt.NDArray[np.intp]]:
    """The pieces of each line, from left to right; the lines from top to bottom.

    Tall pieces that overlap in height are of one line, also through others between them, so that a line may climb;
    a small piece is of the line whose tall piece is nearest.
    """
    top, bottom = boxes[:, 1], boxes[:, 3]
    tall = np.flatnonzero(bottom - top >= min(_TALL * height, (bottom - top).max()))
    line = np.arange(len(tall))
    for one in range(len(tall)):
        for other in range(one):
            a, b = tall[one], tall[other]
            overlap = min(bottom[a], bottom[b]) - max(top[a], top[b])
            if overlap >= _SAME_LINE * min(bottom[a] - top[a], bottom[b] - top[b]):
                line[line == line[one]] = line[other]
    of_piece = np.array([line[np.argmin(_distances(boxes[piece], boxes[tall]))] for piece in range(len(boxes))])
    of_piece[tall] = line
    found = [np.flatnonzero(of_piece == one) for one in np.unique(line)]
    found.sort(key=lambda members: float(np.median(top[members] + bottom[members])))
    centres = boxes[:, 0] + boxes[:, 2]
    return [members[np.argsort(centres[members], kind="stable")] for members in found]


def _distances(box: Boxes, others: Boxes) -> Boxes:
    """From a box to each of others: 0 where they overlap."""
    across: Boxes = np.maximum(np.maximum(others[:, 0] - box[2], box[0] - others[:, 2]), 0)
    down = np.maximum(np.maximum(others[:, 1] - box[3], box[1] - others[:, 3]), 0)
    distances: Boxes = np.hypot(across, down)
    return distances
