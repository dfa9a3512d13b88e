"""Ink of several digits -> lines of pieces, each piece a digit or a part of one.

What is connected is a piece; what is too wide to be surely one digit is cut where a line from top to bottom crosses the
least ink. So a digit may be in several pieces, but, where a cut was found, no piece holds parts of two digits: which
neighbours belong together is for the reader of the pieces to decide (over-segmentation; Casey and Lecolinet, "A Survey
of Methods and Strategies in Character Segmentation", 1996).
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from digits.image.components import SPECK, find_pieces
from digits.image.cuts import cuts
from digits.image.ink import DIGIT_SIDE, Box, Bytes, trim_blur
from digits.image.normalize import area_weights, centre_by_mass, resample_area, resize_digit
from digits.image.stroke_width import MIN_STROKE_WIDTH, mean_stroke_width, thicken_thin_strokes
from digits.image.text_line import MOST_PIECES, Boxes, Layer, TextLine, clusters, line_height

Labels = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

_LEVEL = 64  # from here on a pixel connects pieces; half of that of the blurred edge between two that are close
_LEAST_HEIGHT = 8  # pixels: lower lines are grain, or too small to read
_WIDEST, _HIGHEST = 60, 8  # of a line's height: what is wider, or climbs more, is no number
_WORKING_HEIGHT = 64  # pixels of a line's height, at least half of which is kept: three for each of MNIST's
_CUT_WIDTH = 0.45  # of a line's height: pieces wider than this may hold two digits
_ONE_DIGIT = 1.1  # of a line's height: a narrower piece may well be one digit
_ASIDE = 1e-3  # of its distance from the middle of the piece: by how much a part of a narrow piece stands aside
_CUT_HEIGHT = 0.45  # of a line's height: pieces lower than this are not cut


def text_lines(ink: Bytes) -> list[TextLine]:
    """Divide the ink of a page into lines of pieces, the lines from top to bottom.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = full ink.

    Returns:
        No line when there is no ink, when there are more than `MOST_PIECES` connected pieces of it, or when they are
        too low; nor those that are far longer than high.
    """
    if not ink.any():
        return []
    left, top, right, bottom = _tight(ink > 0)
    corner = np.tile((left, top), 2)
    return [replace(line, boxes=line.boxes + corner) for line in _lines(ink[top:bottom, left:right])]


def _lines(ink: Bytes) -> list[TextLine]:
    labels, boxes = _components(ink)
    if not 0 < len(boxes) <= MOST_PIECES:
        return []
    height = line_height(boxes.astype(np.float64))
    if height < _LEAST_HEIGHT:
        return []
    factor = max(1, int(height // _WORKING_HEIGHT))
    if factor > 1:
        ink = _reduced(ink, factor, height)
        labels, boxes = _components(ink)
        height = line_height(boxes.astype(np.float64))
    labels, boxes, whole = _cut(ink, labels, boxes, height)
    labels = _grown(ink, labels, max(1, round(height / DIGIT_SIDE / 2)))
    joined = _components_boxes(boxes, whole)
    centres = _places(boxes, whole, joined, height)
    found = []
    for members in clusters(joined, height):
        parts = np.flatnonzero(np.isin(whole, members))
        parts = parts[np.argsort(centres[parts], kind="stable")]
        if not _is_readable(joined[members]):
            continue
        ranks = np.full(len(boxes) + 1, -1, np.int32)
        ranks[parts] = np.arange(len(parts))
        line = _line(ink, ranks[labels], boxes[parts], line_height(joined[members]))
        found.append(replace(line, boxes=line.boxes * factor, height=line.height * factor))
    return found


def _is_readable(boxes: Boxes) -> bool:
    """Whether the pieces of a line are within what a number may measure."""
    height = line_height(boxes)
    width, climb = (boxes[:, 2:].max(0) - boxes[:, :2].min(0)).tolist()
    return height >= _LEAST_HEIGHT and width <= _WIDEST * height and climb <= _HIGHEST * height


def _places(boxes: Ints, whole: Ints, joined: Boxes, height: float) -> Boxes:
    """Where each part stands in its line: (N,).

    The parts of a piece that may be one digit stay side by side, whatever is under or over them, such as a comma.
    """
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    narrow = joined[whole, 2] - joined[whole, 0] <= _ONE_DIGIT * height
    together = (joined[whole, 0] + joined[whole, 2]) / 2
    places: Boxes = np.where(narrow, together + _ASIDE * (middle - together), middle)
    return places


def _components_boxes(boxes: Ints, whole: Ints) -> Boxes:
    """The box of each piece before it was cut: (N, 4), from those of its parts, (M, 4), and whose parts they are."""
    joined = np.empty((int(whole.max()) + 1, 4))
    joined[:, :2], joined[:, 2:] = np.inf, -np.inf
    np.minimum.at(joined[:, :2], whole, boxes[:, :2])
    np.maximum.at(joined[:, 2:], whole, boxes[:, 2:])
    return joined


def _components(ink: Bytes) -> tuple[Labels, Ints]:
    """Connected pieces but for specks: (H, W) the number of the piece, -1 for paper; and (N, 4) boxes."""
    mask = ink >= _LEVEL
    labels = np.full(ink.shape, -1, np.int32)
    if not mask.any():
        return labels, np.zeros((0, 4), np.int64)
    pieces = find_pieces(mask, ink)
    kept = pieces.mass >= SPECK * pieces.mass.max()
    number = np.where(kept, kept.cumsum() - 1, -1)
    labels[mask] = np.repeat(number[pieces.labels], pieces.ends - pieces.starts)
    return labels, pieces.boxes[kept]


def _reduced(ink: Bytes, factor: int, height: float) -> Bytes:
    """Ink reduced by a whole factor: the mean, or the largest where the pen is so fine that its mean would vanish."""
    rows, columns = -(-ink.shape[0] // factor), -(-ink.shape[1] // factor)
    padded = np.pad(ink, ((0, rows * factor - ink.shape[0]), (0, columns * factor - ink.shape[1])))
    cells = padded.reshape(rows, factor, columns, factor)
    fine = mean_stroke_width(ink >= _LEVEL) < MIN_STROKE_WIDTH * height / DIGIT_SIDE
    reduced: Bytes = cells.max((1, 3)) if fine else np.rint(cells.mean((1, 3), dtype=np.float32)).astype(np.uint8)
    return reduced


def _cut(ink: Bytes, labels: Labels, boxes: Ints, height: float) -> tuple[Labels, Ints, Ints]:
    """Divide every wide piece at its cuts: labels, boxes, and for each part the number of the piece it was of."""
    wide = np.flatnonzero(
        (boxes[:, 2] - boxes[:, 0] >= _CUT_WIDTH * height) & (boxes[:, 3] - boxes[:, 1] >= _CUT_HEIGHT * height)
    )
    places = [np.s_[top:bottom, left:right] for left, top, right, bottom in boxes[wide].tolist()]
    masks = [labels[place] == number for place, number in zip(places, wide, strict=True)]
    found = cuts([np.where(mask, ink[place], 0) for mask, place in zip(masks, places, strict=True)], height)
    boxes, whole = boxes.copy(), np.arange(len(boxes))
    for number, place, mask, paths in zip(wide, places, masks, found, strict=True):
        side = (np.arange(mask.shape[1]) >= paths[:, :, None]).sum(0)
        parts = [part for part in (mask & (side == index) for index in range(len(paths) + 1)) if part.any()]
        corner = np.tile(boxes[number, :2], 2)
        for part in parts[1:]:
            labels[place][part] = len(boxes)
            boxes = np.vstack((boxes, np.array(_tight(part)) + corner))
        boxes[number] = np.array(_tight(parts[0])) + corner
        whole = np.append(whole, np.full(len(parts) - 1, number))
    return labels, boxes, whole


def _tight(mask: npt.NDArray[np.bool_]) -> Box:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _grown(ink: Bytes, labels: Labels, reach: int) -> Labels:
    """Faint ink around pieces, as far as `reach` pixels, given to the piece it touches."""
    grown = np.pad(labels, 1, constant_values=-1)
    free = np.pad(ink > 0, 1) & (grown < 0)
    for _ in range(reach):
        previous = grown.copy()
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            near = np.roll(previous, step, axis)
            take = free & (grown < 0) & (near >= 0)
            grown[take] = near[take]
    return grown[1:-1, 1:-1]


def _line(ink: Bytes, ranks: Labels, own: Ints, height: float) -> TextLine:
    """One line.

    Args:
        ink: (H, W) uint8, of the page.
        ranks: (H, W): of each pixel, the place in the line of the piece that it is of, -1 for others.
        own: (N, 4): the boxes of the line's pieces.
        height: of its digits, in pixels.
    """
    margin = max(1, round(height / DIGIT_SIDE))

    def image(first: int, last: int) -> Bytes:
        left, top = np.maximum(own[first:last, :2].min(0) - margin, 0)
        right, bottom = own[first:last, 2:].max(0) + margin
        rank = ranks[top:bottom, left:right]
        return _normalized(np.where((rank >= first) & (rank < last), ink[top:bottom, left:right], 0), margin)

    left, top = own[:, :2].min(0)
    right, bottom = own[:, 2:].max(0)
    rank = ranks[top:bottom, left:right]
    page = np.where(rank >= 0, ink[top:bottom, left:right], 0)
    size = max(1, round((bottom - top) * DIGIT_SIDE / height)), max(1, round((right - left) * DIGIT_SIDE / height))
    corner = np.array((left, top, left, top))
    layers = tuple(_layer(page, rank, index, own[index] - corner, size) for index in range(len(own)))
    return TextLine(own.astype(np.float64), height, image, layers, _resized(page, size))


def _layer(page: Bytes, rank: Labels, index: int, box: Ints, size: tuple[int, int]) -> Layer:
    """The ink of one piece at the line's scale, without the empty part of the page around it."""
    rows = _reach(int(box[1]), int(box[3]), len(page), size[0])
    columns = _reach(int(box[0]), int(box[2]), page.shape[1], size[1])
    return Layer(rows.start, columns.start, _resized(page, size, rows, columns, (rank, index)))


def _reach(start: int, stop: int, source: int, target: int) -> slice:
    """The target pixels that source pixels, and one more on each side, have a part in."""
    return slice(max(start - 1, 0) * target // source, min(-(-(stop + 1) * target // source), target))


def _resized(
    page: Bytes,
    size: tuple[int, int],
    rows: slice = slice(None),
    columns: slice = slice(None),
    only: tuple[Labels, int] | None = None,
) -> Bytes:
    """A part of the page brought to `size` by area; `only`: of the ink with this rank."""
    down, across = area_weights(len(page), size[0])[rows], area_weights(page.shape[1], size[1])[columns]
    top, bottom = np.flatnonzero(down.any(0))[[0, -1]]
    left, right = np.flatnonzero(across.any(0))[[0, -1]]
    place = np.s_[top : bottom + 1, left : right + 1]
    part = page[place] if only is None else np.where(only[0][place] == only[1], page[place], 0)
    return np.rint(resample_area(part, down[:, place[0]], across[:, place[1]])).astype(np.uint8)


def _normalized(ink: Bytes, margin: int) -> Bytes:
    """Ink of one digit as a model sees it."""
    ink = np.pad(ink, margin)
    box = _tight(ink > 25)
    if ink.max() > 127:
        ink, box = thicken_thin_strokes(ink, box, DIGIT_SIDE)
    left, top, right, bottom = trim_blur(ink, box)
    return centre_by_mass(resize_digit(ink[top:bottom, left:right]))
