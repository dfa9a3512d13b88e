"""Rasterize strokes to ink, with a pen whose width is a share of the drawing's size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digits.image.decode import PictureError

Strokes = Sequence[Sequence[tuple[float, float]]]
"""Lists of points (x, y), y downwards, at any scale; a stroke of one point is a dot."""

PEN_WIDTH = 0.12
"""Pen width as a share of the drawing's longest side, which includes the pen.

With it strokes are as wide as MNIST's (measured on both, as twice the mass over the sum of gradients)."""

CANVAS = 280
"""Pixels on a side of the ink: ten to each of MNIST's 28."""

WRITING_HEIGHT = 64
"""Pixels of the writing's height on a `DrawnPage`."""

_LONGEST_PAGE = 1536  # pixels of its longest side: room for a number of 20 digits
_TALL = 0.8  # quantile of the strokes' heights that is taken for the height of the writing: bars of 5s are flat
_OVERSAMPLING = 4  # pixels drawn to each of the canvas, for smooth edges
_FINE = 2  # ... and to each of a page
_LONGEST = 200  # pixels of the drawing's longest side: ten to each of MNIST's 20

Points = npt.NDArray[np.float64]


def draw_strokes(strokes: Strokes, width: float | None = None) -> npt.NDArray[np.uint8]:
    """Draw strokes with round ends and joints, centred, the longest side 200 pixels.

    Args:
        strokes: see `Strokes`; strokes without a point are skipped.
        width: of the pen, in the unit of the coordinates; None: `PEN_WIDTH` of the longest side.

    Returns:
        (280, 280) uint8, 255 = ink, 0 = background; all 0 if there is no point.

    Raises:
        PictureError: the strokes are not lists of points of two finite numbers each, or the width is not positive.
    """
    lines = [line for line in parse_strokes(strokes) if len(line)]
    canvas = Image.new("L", (CANVAS * _OVERSAMPLING, CANVAS * _OVERSAMPLING))
    if lines:
        placed, pen = _place(lines, _checked_width(width))
        draw_lines(ImageDraw.Draw(canvas), placed, pen, _OVERSAMPLING)
    return np.array(canvas.reduce(_OVERSAMPLING))


@dataclass(frozen=True)
class DrawnPage:
    """A drawing that may hold several digits, as ink.

    Attributes:
        ink: (H, W) uint8, 255 = ink, 0 = background.
        scale: units of the strokes' coordinates per pixel.
        corner: x, y of the ink's left top corner, in that unit.
    """

    ink: npt.NDArray[np.uint8]
    scale: float
    corner: tuple[float, float]


def draw_page(strokes: Strokes, height: float | None = None) -> DrawnPage | None:
    """Draw strokes with a pen that suits the height of the writing.

    Args:
        strokes: see `Strokes`.
        height: of the digits, pen included, in the unit of the coordinates; None: as the strokes' own heights tell.

    Returns:
        None if there is no point, or all points are in one place.

    Raises:
        PictureError: the strokes are malformed.
    """
    lines = [line for line in parse_strokes(strokes) if len(line)]
    everything = np.concatenate(lines) if lines else np.zeros((1, 2))
    unit = float(np.abs(everything).max()) or 1.0
    low, high = (everything / unit).min(0), (everything / unit).max(0)
    extent = float((high - low).max())
    if extent < np.finfo(np.float64).eps:
        return None
    if height is None:
        tall = float(np.quantile([np.ptp(line[:, 1]) for line in lines], _TALL)) / unit
        high_enough = max(tall, extent * WRITING_HEIGHT / _LONGEST_PAGE)
        pen = high_enough * PEN_WIDTH / (1 - PEN_WIDTH)
        height = high_enough + pen
    else:
        height /= unit
        pen = PEN_WIDTH * height
    scale = min(WRITING_HEIGHT / height, _LONGEST_PAGE / (extent + 2 * pen))
    corner = low - pen
    width_and_height = np.ceil((high - low + 2 * pen) * scale).astype(int)
    canvas = Image.new("L", (int(width_and_height[0]) * _FINE, int(width_and_height[1]) * _FINE))
    draw_lines(ImageDraw.Draw(canvas), [(line / unit - corner) * scale for line in lines], pen * scale, _FINE)
    return DrawnPage(np.array(canvas.reduce(_FINE)), unit / scale, (float(corner[0] * unit), float(corner[1] * unit)))


def parse_strokes(strokes: Strokes) -> list[Points]:
    """Convert strokes to arrays, (N, 2) float64 each; a stroke without a point becomes (0, 2).

    Raises:
        PictureError: the strokes are not lists of points of two finite numbers each.
    """
    if isinstance(strokes, str | bytes) or not isinstance(strokes, Sequence | np.ndarray):
        raise PictureError("strokes must be a list of strokes, each a list of points [x, y]")
    return [_points(stroke, number) for number, stroke in enumerate(strokes, start=1)]


def _points(stroke: object, number: int) -> Points:
    """Convert one stroke to (N, 2) float64; `number` is for messages."""
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
    """Scale and centre the drawing on the canvas; return its lines and pen width in pixels."""
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
        pen = PEN_WIDTH * _LONGEST
        scale = (_LONGEST - pen) / extent
    else:
        share = (width / unit) / (extent + width / unit)
        pen = share * _LONGEST
        scale = (_LONGEST - pen) / extent
    middle = low + (high - low) / 2
    return [(line - middle) * scale + CANVAS / 2 for line in lines], pen


def draw_lines(draw: ImageDraw.ImageDraw, lines: list[Points], pen: float, oversampling: int) -> None:
    """Draw lines with round ends and joints on an oversampled canvas.

    Pillow draws whole pixels; reducing the canvas makes the edges smooth.

    Args:
        draw: on the canvas.
        lines: (N, 2) each, in pixels.
        pen: its width in pixels.
        oversampling: pixels of the canvas per pixel of the lines.
    """
    radius = max(pen, 1.0) / 2 * oversampling
    for line in lines:
        pixels = np.rint(line * oversampling)
        different = np.ones(len(pixels), bool)
        different[1:] = (pixels[1:] != pixels[:-1]).any(1)
        points = [(float(x), float(y)) for x, y in pixels[different]]
        if len(points) > 1:
            draw.line(points, fill=255, width=round(2 * radius))
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
