"""Strokes of a pen -> ink, with a pen whose width follows the size of the drawing."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digits.image.decode import PictureError

Strokes = Sequence[Sequence[tuple[float, float]]]
"""Lists of points (x, y), y downwards, at any scale; a stroke of one point is a dot."""

PEN = 0.12
"""The pen's width as a share of the drawing's longest side, the pen's own width included.

So lines are as wide as MNIST's (measured on both, as twice the mass over the sum of gradients)."""

CANVAS = 280
"""Pixels a side of the picture that strokes are drawn in: ten to each of MNIST's 28."""

_FINER = 4  # times as fine as the canvas: what is drawn on before it is reduced
_LONGEST = 200  # pixels of the drawing's longest side: ten to each of MNIST's 20

Points = npt.NDArray[np.float64]


def draw_strokes(strokes: Strokes, width: float | None = None) -> npt.NDArray[np.uint8]:
    """Draw strokes with round ends and joints, the drawing in the middle, its longest side 200 pixels.

    Args:
        strokes: see `Strokes`; strokes without a point are passed over.
        width: of the pen, in the unit of the coordinates; None: `PEN` of the longest side.

    Returns:
        (280, 280) uint8, 255 = ink, 0 = paper; all paper when there is no point.

    Raises:
        PictureError: not lists of points of two finite numbers each, or a width that is not above zero.
    """
    lines = [line for line in parse(strokes) if len(line)]
    canvas = Image.new("L", (CANVAS * _FINER, CANVAS * _FINER))
    if lines:
        placed, pen = _place(lines, _checked_width(width))
        draw_lines(ImageDraw.Draw(canvas), placed, pen, _FINER)
    return np.array(canvas.reduce(_FINER))


def parse(strokes: Strokes) -> list[Points]:
    """The strokes as (N, 2) float64 each, those without a point too.

    Raises:
        PictureError: not lists of points of two finite numbers each.
    """
    if isinstance(strokes, str | bytes) or not isinstance(strokes, Sequence | np.ndarray):
        raise PictureError("strokes must be a list of strokes, each a list of points [x, y]")
    return [_points(stroke, number) for number, stroke in enumerate(strokes, start=1)]


def _points(stroke: object, number: int) -> Points:
    """One stroke as (N, 2) float64."""
    try:
        points = np.asarray(stroke)
        if points.dtype.kind == "O" and all(type(value) in {int, float} for value in points.flat):
            points = points.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        points = np.asarray("")
    if points.size == 0 and points.ndim in {1, 2}:
        return np.zeros((0, 2))
    if points.ndim != 2 or points.shape[1] != 2 or points.dtype.kind not in "iuf":
        raise PictureError(f"stroke {number} must be a list of points [x, y], each of two numbers")
    finite = np.isfinite(points).all(1)
    if not finite.all():
        raise PictureError(f"stroke {number}, point {int(finite.argmin()) + 1}: the coordinates must be finite")
    return points.astype(np.float64)


def _checked_width(width: float | None) -> float | None:
    if width is not None and not (np.isfinite(width) and width > 0):
        raise PictureError(f"the pen's width must be a finite number above 0, not {width}")
    return width


def _place(lines: list[Points], width: float | None) -> tuple[list[Points], float]:
    """Bring the drawing to the canvas; also returns the pen's width there, in pixels."""
    everything = np.concatenate(lines)
    unit = max(float(np.abs(everything).max()), width or 0.0)
    unit = unit or 1.0
    lines = [line / unit for line in lines]  # so that no difference of two coordinates overflows
    everything = everything / unit
    low, high = everything.min(0), everything.max(0)
    extent = float((high - low).max())
    if extent < np.finfo(np.float64).eps:  # a dot, or apart by less than the coordinates can tell
        pen = float(_LONGEST)
        scale = 0.0
    elif width is None:
        pen = PEN * _LONGEST
        scale = (_LONGEST - pen) / extent
    else:
        share = (width / unit) / (extent + width / unit)
        pen = share * _LONGEST
        scale = (_LONGEST - pen) / extent
    middle = low + (high - low) / 2
    return [(line - middle) * scale + CANVAS / 2 for line in lines], pen


def draw_lines(draw: ImageDraw.ImageDraw, lines: list[Points], pen: float, finer: int) -> None:
    """Draw onto a canvas that is finer than the lines' pixels: Pillow rounds to whole ones, and edges are to be smooth.

    Args:
        draw: on the canvas.
        lines: of points in pixels.
        pen: its width in pixels.
        finer: pixels of the canvas to each of the lines'.
    """
    radius = max(pen, 1.0) / 2 * finer
    for line in lines:
        pixels = np.rint(line * finer)
        different = np.ones(len(pixels), bool)
        different[1:] = (pixels[1:] != pixels[:-1]).any(1)
        points = [(float(x), float(y)) for x, y in pixels[different]]
        if len(points) > 1:
            draw.line(points, fill=255, width=round(2 * radius))
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
