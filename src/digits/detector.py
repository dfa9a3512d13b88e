"""Find the digits and marks on a page: one fully convolutional network, at every scale of the page.

For each cell of 4x4 pixels the network says whether the middle of a digit, decimal mark, minus sign or slash lies in
it (Zhou, Wang and Krähenbühl, "Objects as Points", 2019), and, for such a cell, how far the sides of its box are,
whether the number goes on to its right, and whether the picture's edge cuts it. It knows writing of one height, within
a factor of three; so it looks at the page at scales a factor of two apart, the coarsest first, and stops when no ink is
left that it has not found. ``models/detection/detector.onnx`` maps ``images``, float32 (N, H, W, 1) with 0..1, sides
multiples of 32, to ``logits``, float32 (N, H/4, W/4, 21); `digits.lab.detection` trains it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image.components import find_pieces
from digits.model_card import load_with_card
from digits.onnx_session import MODELS, ModelError, remedy

Bytes = npt.NDArray[np.uint8]
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

FILE = MODELS / "detection" / "detector.onnx"
"""The detector that ships with the package."""

_COARSEST = 32  # pixels of the longest side at the coarsest scale
_FINEST = 1024  # ... and at the finest
_ENLARGED = 4  # the largest scale: pixels made of one
_MULTIPLE = 32  # of pixels, that the network takes
_INK = 64  # from this level a pixel is ink that wants to be explained
_AROUND = 0.12  # of a box's size: ink so near to it is its own
_LEFT_OVER = 0.004  # share of the ink beside all boxes that needs no closer look: edges that blur
_USUAL = 36.0  # pixels: the height of writing in the middle of what the network is trained for
_LEAST_CELLS = 3  # of handwriting: less is the edge of something else
_SAME = 0.5  # of the union of two boxes of one kind and scale, from which both are one thing
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


@dataclass(frozen=True)
class Found:
    """What was found on a page.

    Attributes:
        detections: the best first.
        unread: boxes of handwriting that is in no detection.
        alone: whether there is no ink beside the detections.
    """

    detections: tuple[Detection, ...]
    unread: tuple[Box, ...]
    alone: bool


class Detector:
    """Finds digits and marks; safe to share between threads.

    Args:
        path: the ``.onnx`` file, its card beside it.

    Attributes:
        threshold: probability from which a digit or mark counts as found.
        sure: probability from which it is not in doubt.

    Raises:
        ModelError: the file or its card is missing, damaged or invalid.
    """

    def __init__(self, path: Path = FILE) -> None:
        self.card, self._session = load_with_card(path, CHANNELS, None)
        try:
            self.threshold, self.sure = (float(self.card["thresholds"][name]) for name in ("presence", "sure"))
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"the card of {path} has no usable thresholds ({error}): {remedy(path)}") from error

    def find(self, ink: Bytes) -> Found:
        """Find what is on a page.

        Args:
            ink: (H, W), 0 = paper, 255 = the darkest ink, lines and all.
        """
        kept: list[Detection] = []
        levels: list[tuple[float, Bytes, Floats]] = []
        longest = max(ink.shape)
        side = _COARSEST
        while side <= max(min(_FINEST, _ENLARGED * longest), _COARSEST):
            scale = side / longest
            page = scaled(ink, scale)
            output = self.outputs(page)
            levels.append((scale, page, output))
            kept = without_duplicates([*kept, *decode(output, scale, self.threshold)])
            if kept and _is_explained(page, kept, scale):
                return Found(tuple(kept), (), alone=True)
            side *= 2
        return Found(tuple(kept), tuple(_unread(levels, kept)), alone=False)

    def outputs(self, page: Bytes) -> Floats:
        """The network's outputs for a page at one scale: (H, W) to (H/4, W/4, 21), both rounded up."""
        height, width = page.shape
        padded = np.zeros((1, -(-height // _MULTIPLE) * _MULTIPLE, -(-width // _MULTIPLE) * _MULTIPLE, 1), np.float32)
        padded[0, :height, :width, 0] = page / np.float32(255)
        found: Floats = self._session.run(["logits"], {"images": padded})[0][0]
        return found[: -(-height // STRIDE), : -(-width // STRIDE)]


@cache
def shared() -> Detector:
    """Load the shipped detector, once for all recognizers.

    Raises:
        ModelError: its file or its card is missing or damaged.
    """
    return Detector()


def scaled(ink: Bytes, scale: float) -> Bytes:
    """Ink at another scale, by area where it shrinks; its darkest again as dark as it was."""
    size = max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale))
    image = Image.fromarray(ink)
    if scale >= 1:
        return np.asarray(image.resize(size, Image.Resampling.BICUBIC))
    small = np.asarray(image.resize(size, Image.Resampling.BOX))
    darkest = float(np.quantile(small, 0.999))
    if darkest < 8:
        return small
    stretched: Bytes = np.clip(small * (float(ink.max()) / darkest), 0, 255).astype(np.uint8)
    return stretched


def decode(output: Floats, scale: float, threshold: float) -> list[Detection]:
    """What the network's outputs at one scale say, at least as probable as a threshold."""
    chances = 1 / (1 + np.exp(-output[..., PRESENCE]))
    padded = np.pad(chances, ((1, 1), (1, 1), (0, 0)))
    height, width = chances.shape[:2]
    around = np.max([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)], axis=0)
    found = []
    for row, column, kind in np.argwhere((chances >= threshold) & (chances == around)).tolist():
        values = output[row, column].astype(np.float64)
        left, top, right, bottom = np.maximum(values[SIDES], 0) * UNIT
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


def _overlaps(one: Detection, better: Detection) -> bool:
    width = min(one.box[2], better.box[2]) - max(one.box[0], better.box[0])
    height = min(one.box[3], better.box[3]) - max(one.box[1], better.box[1])
    if width <= 0 or height <= 0:
        return False
    shared_area = width * height
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one.box, better.box)]
    if one.scale == better.scale and one.kind == better.kind:
        return shared_area > _SAME * (sum(areas) - shared_area)
    return shared_area > _INSIDE * min(areas)


def _is_explained(page: Bytes, kept: Sequence[Detection], scale: float) -> bool:
    """Whether hardly any ink is outside of the boxes."""
    ink = page >= _INK
    total = int(np.count_nonzero(ink))
    beside = ink.copy()
    for one in kept:
        rows, columns = _place(one.box, scale)
        beside[rows, columns] = False
    return int(np.count_nonzero(beside)) <= _LEFT_OVER * total


def _place(box: Box, scale: float) -> tuple[slice, slice]:
    """Where a box and a little around it are on a page at a scale."""
    left, top, right, bottom = (value * scale for value in box)
    margin = max(1.0, _AROUND * max(right - left, bottom - top))
    rows = slice(max(int(top - margin), 0), max(int(np.ceil(bottom + margin)), 0))
    return rows, slice(max(int(left - margin), 0), max(int(np.ceil(right + margin)), 0))


def _unread(levels: Sequence[tuple[float, Bytes, Floats]], kept: Sequence[Detection]) -> list[Box]:
    """Boxes of handwriting outside of all detections, at the scale at which the digits are of the size trained for."""
    if not kept:
        return []
    height = float(np.median([max(one.height, one.box[2] - one.box[0]) for one in kept if one.kind == "digit"] or [1]))
    scale, _, output = min(levels, key=lambda level: abs(np.log(level[0] * height / _USUAL)))
    writing = output[..., WRITING] > 0
    for one in kept:
        rows, columns = _place(one.box, scale)
        writing[
            rows.start // STRIDE : -(-rows.stop // STRIDE), columns.start // STRIDE : -(-columns.stop // STRIDE)
        ] = False
    if not writing.any():
        return []
    pieces = find_pieces(writing, np.ones(writing.shape, np.uint8))
    unit = STRIDE / scale
    return [
        (left * unit, top * unit, right * unit, bottom * unit)
        for (left, top, right, bottom), cells in zip(pieces.boxes.tolist(), pieces.mass.tolist(), strict=True)
        if cells >= _LEAST_CELLS
    ]
