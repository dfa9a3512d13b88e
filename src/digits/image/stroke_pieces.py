"""Strokes of a pen -> lines of pieces, each stroke a digit or a part of one."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digits.image.ink import DIGIT_SIDE, Bytes
from digits.image.normalize import normalize_strokes
from digits.image.rasterize import PEN_WIDTH, Points, Strokes, draw_lines, parse_strokes
from digits.image.segment import text_lines
from digits.image.text_line import MOST_PIECES, Layer, TextLine, clusters, line_height, put

_FINER = 4  # times as fine as a line's scale: what is drawn on before it is reduced
_HEIGHT = 60  # pixels of a line's height, where strokes are cut up
_ONE_DIGIT = 1.2  # of a line's height: a wider stroke may hold several digits
_FLAT = 0.5  # of a line's height: but not if it is lower than this
_LONGEST_STROKE = 8  # of a line's height: a wider stroke is a line that somebody drew, and no digits
_WIDEST = 60  # of a line's height: what is wider is no number


def stroke_lines(strokes: Strokes) -> list[TextLine]:
    """Divide a drawing into lines of pieces, the lines from top to bottom.

    Each stroke is a piece. Where one is so wide that it may hold several digits, what is drawn is cut as ink is.

    Returns:
        No line when there is one stroke, not wide, when there are more than `MOST_PIECES`, when all are flat, or when
        one is too long for digits.

    Raises:
        PictureError: the strokes are malformed.
    """
    drawn = [line for line in parse_strokes(strokes) if len(line)]
    if not 0 < len(drawn) <= MOST_PIECES:
        return []
    unit = max(float(np.abs(line).max()) for line in drawn) or 1.0
    drawn = [line / unit for line in drawn]
    boxes = np.array([(*line.min(0), *line.max(0)) for line in drawn])
    height = line_height(boxes)
    extent = (boxes[:, 2:].max(0) - boxes[:, :2].min(0)).max()
    if height <= np.finfo(np.float64).eps or extent > _WIDEST * height:
        return []
    sizes = boxes[:, 2:] - boxes[:, :2]
    wide = sizes[(sizes[:, 0] > _ONE_DIGIT * height) & (sizes[:, 1] > _FLAT * height), 0]
    if (wide > _LONGEST_STROKE * height).any():
        return []
    if len(wide):
        return _cut_up(drawn, boxes[:, :2].min(0), height, unit)
    if len(drawn) < 2:
        return []
    return [_line([drawn[one] for one in members], boxes[members], unit) for members in clusters(boxes, height)]


def _cut_up(drawn: list[Points], corner: Points, height: float, unit: float) -> list[TextLine]:
    """The lines of what the strokes leave on paper."""
    pen = PEN_WIDTH * _HEIGHT
    scale = (_HEIGHT - pen) / height
    origin = corner - pen / scale
    layer = _layer((np.concatenate(drawn) - origin) * scale, pen)
    ink = np.zeros((layer.top + layer.ink.shape[0] + 1, layer.left + layer.ink.shape[1] + 1), np.uint8)
    for line in drawn:
        put(ink, _layer((line - origin) * scale, pen), 0, 0)
    back = np.tile(origin, 2)
    return [
        replace(line, boxes=(line.boxes / scale + back) * unit, height=line.height / scale * unit)
        for line in text_lines(ink)
    ]


def _line(drawn: list[Points], boxes: npt.NDArray[np.float64], unit: float) -> TextLine:
    height = line_height(boxes)
    pen = PEN_WIDTH * DIGIT_SIDE
    scale = (DIGIT_SIDE - pen) / height
    origin = boxes[:, :2].min(0) - (pen / 2 + 1) / scale
    layers = [_layer((line - origin) * scale, pen) for line in drawn]
    height_of, width_of = (
        max((layer.top, layer.left)[axis] + layer.ink.shape[axis] for layer in layers) for axis in (0, 1)
    )
    scaled = np.zeros((height_of, width_of), np.uint8)
    for layer in layers:
        put(scaled, layer, 0, 0)

    def image(first: int, last: int) -> Bytes:
        found = normalize_strokes([line.tolist() for line in drawn[first:last]]).image
        assert found is not None, "strokes without a point are no pieces"
        return found

    return TextLine(boxes * unit, height * unit, image, tuple(layers), scaled)


def _layer(line: Points, pen: float) -> Layer:
    """One stroke, in pixels of the line's scale, drawn with a pen of that many pixels."""
    left, top = np.floor(line.min(0) - pen / 2).astype(int).tolist()
    right, bottom = np.ceil(line.max(0) + pen / 2).astype(int).tolist()
    canvas = Image.new("L", ((right - left + 1) * _FINER, (bottom - top + 1) * _FINER))
    draw_lines(ImageDraw.Draw(canvas), [line - (left, top)], pen, _FINER)
    return Layer(top, left, np.array(canvas.reduce(_FINER)))
