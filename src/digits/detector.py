"""Find the digits and marks on a page: one fully convolutional network, at the scales that suit the writing.

For each cell of 4x4 pixels the network says whether the middle of a digit, decimal mark, minus sign or slash lies in
it (Zhou, Wang and Krähenbühl, "Objects as Points", 2019), and, for such a cell, how far the sides of its box are,
whether the number goes on to its right, and whether the picture's edge cuts it: see `digits.detector_outputs`. It reads
writing best at one height. So it first looks at the page at scales a factor of two apart, the coarsest first, until no
ink is left that it has not found; and then again at what it found, at the scale at which that has the best height.
``models/detection/detector.onnx`` maps ``images``, float32 (N, H, W, 1) with 0..1, sides multiples of 32, to
``logits``, float32 (N, H/4, W/4, 21); `digits.lab.detection` trains it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits.detector_outputs import (
    CHANNELS,
    KINDS,
    STRIDE,
    WRITING,
    Box,
    Detection,
    Floats,
    area,
    decode,
    shared_area,
    without_duplicates,
)
from digits.image.rescale import rescaled
from digits.model_card import load_with_card
from digits.onnx_session import MODELS, ModelError, remedy

Bytes = npt.NDArray[np.uint8]

FILE = MODELS / "detection" / "detector.onnx"
"""The detector that ships with the package."""

BEST_HEIGHT = 44.0
"""Pixels: the height of writing at which the detector looks a second time; in the middle of what it is trained for."""

_COARSEST = 56  # pixels of the longest side at the coarsest scale: a digit alone has the best height there
_FINEST = 1024  # ... and at the finest
_ENLARGED = 4  # the largest scale: pixels made of one
_MULTIPLE = 32  # of pixels, that the network takes
_STEPS = 2  # to a factor of two, between the scales of the second look
_AROUND_SECOND = 1.5  # heights around what was found that the second look covers: its neighbours
_SUITABLE = 1.7  # factor from the best height, up to which a digit's size counts at the second look: as sizes vary
_KNOWN = 2.2  # ... and at the first: the detector learns from heights up to 1.6 times smaller and 1.5 larger
_INK = 64  # from this level a pixel is ink that wants to be explained
_AROUND = 0.12  # of a box's size: ink so near to it is its own
_LEFT_OVER = 0.004  # share of the ink beside all boxes that needs no closer look: edges that blur
_INSIDE = 0.9  # of a possible mark in another box, from which it is a part of that
_COVERED = 0.4  # of the smaller of two boxes in common, from which the second look has seen what the first saw


@dataclass(frozen=True)
class Writing:
    """Where something is written by hand: (h, w) cells of `unit` pixels of the page a side."""

    cells: npt.NDArray[np.bool_]
    unit: float


@dataclass(frozen=True)
class Found:
    """What was found on a page.

    Attributes:
        detections: the best first.
        possible: marks that are not certain enough to count as found, but not certain to be absent either.
        writing: where something is written by hand, read or not; None without digits, and if they are alone.
        alone: whether there is no ink beside the detections.
    """

    detections: tuple[Detection, ...]
    possible: tuple[Detection, ...]
    writing: Writing | None
    alone: bool


@dataclass(frozen=True)
class _Look:
    """The network's outputs for a part of a page at a scale.

    Attributes:
        scale: pixels of the network's page per pixel of the page.
        corner: left, top of the part in pixels of the page.
        output: (h, w, 21).
        possible: what they say, in pixels of the page, each at least as probable as its kind is possible.
    """

    scale: float
    corner: tuple[int, int]
    output: Floats
    possible: list[Detection]


class Detector:
    """Finds digits and marks; safe to share between threads.

    Args:
        path: the ``.onnx`` file, its card beside it.

    Attributes:
        thresholds: probability from which each of `digits.detector_outputs.KINDS` counts as found.
        possible: lower ones, from which it may be there.
        sure: probability from which it is not in doubt.
        gap: probability that a number goes on, or that it does not, from which that is not in doubt.

    Raises:
        ModelError: the file or its card is missing, damaged or invalid.
    """

    def __init__(self, path: Path = FILE) -> None:
        self.card, self._session = load_with_card(path, CHANNELS, None)
        try:
            thresholds = self.card["thresholds"]
            self.thresholds = tuple(float(thresholds["presence"][kind]) for kind in KINDS)
            self.possible = tuple(float(thresholds["possible"][kind]) for kind in KINDS)
            self._threshold = dict(zip(KINDS, self.thresholds, strict=True))
            self.sure, self.gap = float(thresholds["sure"]), float(thresholds["gap"])
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"the card of {path} has no usable thresholds ({error}): {remedy(path)}") from error

    def find(self, ink: Bytes) -> Found:
        """Find what is on a page.

        Args:
            ink: (H, W), 0 = paper, 255 = the darkest ink, lines and all.
        """
        looks, rough = self._first_look(ink)
        detections = without_duplicates(self._second_look(ink, looks, rough))
        possible = without_duplicates(self._possible_marks(looks, detections))
        alone = bool(detections) and _is_explained(ink, detections, 1.0)
        return Found(tuple(detections), tuple(possible), None if alone else _writing(looks, detections), alone)

    def outputs(self, page: Bytes) -> Floats:
        """The network's outputs for a page at one scale: (H, W) to (H/4, W/4, 21), both rounded up."""
        height, width = page.shape
        padded = np.zeros((1, -(-height // _MULTIPLE) * _MULTIPLE, -(-width // _MULTIPLE) * _MULTIPLE, 1), np.float32)
        padded[0, :height, :width, 0] = page / np.float32(255)
        found: Floats = self._session.run(["logits"], {"images": padded})[0][0]
        return found[: -(-height // STRIDE), : -(-width // STRIDE)]

    def _look(self, page: Bytes, scale: float, corner: tuple[int, int] = (0, 0)) -> _Look:
        """Look at a part of a page at a scale; `corner`: its left, top in pixels of the page."""
        output = self.outputs(page)
        return _Look(scale, corner, output, [_moved(one, corner) for one in decode(output, scale, self.possible)])

    def _present(self, look: _Look) -> list[Detection]:
        """What is at least as probable as its kind's threshold."""
        return [one for one in look.possible if one.score >= self._threshold[one.kind]]

    def _first_look(self, ink: Bytes) -> tuple[list[_Look], list[Detection]]:
        """Look at the whole page, the coarsest scale first, until no ink is left."""
        looks: list[_Look] = []
        kept: list[Detection] = []
        longest = max(ink.shape)
        side = _COARSEST
        while side <= max(min(_FINEST, _ENLARGED * longest), _COARSEST):
            scale = side / longest
            page = rescaled(ink, scale)
            looks.append(self._look(page, scale))
            kept = without_duplicates([*kept, *_plausible(self._present(looks[-1]))])
            if kept and _is_explained(page, kept, scale):
                break
            side *= 2
        return looks, kept

    def _possible_marks(self, looks: Sequence[_Look], found: Sequence[Detection]) -> list[Detection]:
        """Marks beside digits of the best height that were not found, at their probability of at least `possible`."""
        possible = []
        for look in looks:
            digits = [one for one in found if one.kind == "digit" and one.scale == look.scale]
            if digits:
                marks = [one for one in look.possible if one.kind != "digit"]
                possible += [one for one in marks if any(_is_near(one, other) for other in digits)]
        return [
            one
            for one in possible
            if not any(shared_area(one.box, other.box) > _INSIDE * area(one.box) for other in found)
        ]

    def _second_look(self, ink: Bytes, looks: list[_Look], rough: Sequence[Detection]) -> list[Detection]:
        """Look again around what was found, at the scale that suits it; what is not found again stays as it was."""
        by_scale = defaultdict(list)
        for one in rough:
            if one.kind == "digit":
                by_scale[_suitable_scale(one, looks[0].scale)].append(one)
        fine: list[Detection] = []
        for scale, asking in by_scale.items():
            look = next((look for look in looks if look.scale == scale), None)
            if look is None:
                part, corner = _around(ink, asking)
                look = self._look(rescaled(part, scale), scale, corner)
                looks.append(look)
            suitable = [one for one in self._present(look) if one.kind != "digit" or _is_within(one, _SUITABLE)]
            fine += [one for one in suitable if any(_is_near(one, other) for other in asking)]
        fine = without_duplicates(fine)
        return fine + [one for one in rough if not any(_is_covered(one, other) for other in fine)]


@cache
def shared() -> Detector:
    """Load the shipped detector, once for all recognizers.

    Raises:
        ModelError: its file or its card is missing or damaged.
    """
    return Detector()


def _suitable_scale(one: Detection, coarsest: float) -> float:
    """The scale, whole steps from the coarsest, at which writing of a detection's size has the best height."""
    wanted = min(BEST_HEIGHT / max(one.size, 1e-3), max(_ENLARGED, coarsest))
    steps = round(_STEPS * np.log2(wanted / coarsest))
    return float(coarsest * 2 ** (steps / _STEPS))


def _plausible(found: Sequence[Detection]) -> list[Detection]:
    """Digits of a size that the detector knows, and the marks beside them."""
    digits = [one for one in found if one.kind == "digit" and _is_within(one, _KNOWN)]
    return digits + [one for one in found if one.kind != "digit" and any(_is_near(one, digit) for digit in digits)]


def _is_within(one: Detection, factor: float) -> bool:
    """Whether a detection's size, at its scale, is at most a factor from the best height."""
    return bool(abs(np.log(one.size * one.scale / BEST_HEIGHT)) < np.log(factor))


def _around(ink: Bytes, detections: Sequence[Detection]) -> tuple[Bytes, tuple[int, int]]:
    """The part of a page with some detections and their surroundings, and its left, top."""
    boxes = np.array([one.box for one in detections])
    margin = _AROUND_SECOND * max(one.size for one in detections)
    left, top = (max(int(value - margin), 0) for value in boxes[:, :2].min(0))
    right, bottom = (int(np.ceil(value + margin)) for value in boxes[:, 2:].max(0))
    return np.ascontiguousarray(ink[top:bottom, left:right]), (left, top)


def _is_covered(one: Detection, other: Detection) -> bool:
    return shared_area(one.box, other.box) > _COVERED * min(area(one.box), area(other.box))


def _moved(one: Detection, corner: tuple[int, int]) -> Detection:
    x, y = corner
    left, top, right, bottom = one.box
    return replace(one, box=(left + x, top + y, right + x, bottom + y))


def _is_near(one: Detection, other: Detection) -> bool:
    """Whether the middle of a detection is within reach of another."""
    margin = _AROUND_SECOND * other.size
    x, y = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
    left, top, right, bottom = other.box
    return left - margin <= x <= right + margin and top - margin <= y <= bottom + margin


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


def _writing(looks: Sequence[_Look], kept: Sequence[Detection]) -> Writing | None:
    """Where handwriting is, at the scale at which the digits are nearest to the best height; None without digits."""
    digits = [one.size for one in kept if one.kind == "digit"]
    if not digits:
        return None
    height = float(np.median(digits))
    whole = [one for one in looks if one.corner == (0, 0)]
    look = min(whole, key=lambda one: abs(np.log(one.scale * height / BEST_HEIGHT)))
    return Writing(look.output[..., WRITING] > 0, STRIDE / look.scale)
