"""From boxes on a page to lines of text and numbers, in reading order.

Two digits stand in one line where their heights overlap; a number goes on to the right as long as the detector says so.
All distances are relative to the boxes themselves, so that the size of the picture does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from digits.detector_outputs import Box, Detection

_LIKELIER = 0.5  # probability of the likelier of two
_ROOM = 0.5  # of a digit's size, added to every gap: how much those between touching digits vary
_USUAL = 0.35  # of a digit's size: the gap inside a number where a line has no other; 9 of 10 are then below the limit
_NARROW = 0.25  # quantile of a line's gaps that is taken for those inside of numbers
_WIDER = 1.5  # factor by which a gap between numbers is wider: rows of development pictures vary by less
_SHARED_HEIGHT = 0.4  # of the lower of two digits: so much they have in common in one line


@dataclass(frozen=True)
class Arrangement:
    """Detections in reading order.

    Attributes:
        numbers: the digits and marks of each number from left to right, the numbers line by line.
        marks: those that belong to no number, or that stand where a number has none.
        gaps: boxes from one digit to the next in its line, where the number may or may not go on.
    """

    numbers: list[list[Detection]]
    marks: list[Detection]
    gaps: list[Box]


def arrange(detections: Sequence[Detection], sure: float) -> Arrangement:
    """Arrange what was found on a page.

    Args:
        detections: in any order.
        sure: probability that a number goes on, or that it does not, from which a gap is not in doubt.
    """
    lines = _lines(detections)
    runs = [run for line in lines for run in _split(line)]
    numbers = [number for run in runs for number in _parsed(run)]
    used = {id(one) for number in numbers for one in number}
    misplaced = {id(run[place]) for run in runs for place in range(len(run)) if _is_misplaced(run, place)}
    gaps = [
        (left.box[0], min(left.box[1], right.box[1]), right.box[2], max(left.box[3], right.box[3]))
        for line in lines
        for left, right in pairwise(line)
        if left.kind == right.kind == "digit" and _is_doubtful(left, right, numbers, sure)
    ]
    marks = [one for one in detections if one.kind != "digit" and (id(one) not in used or id(one) in misplaced)]
    return Arrangement(numbers, marks, gaps)


def _is_doubtful(left: Detection, right: Detection, numbers: Sequence[Sequence[Detection]], sure: float) -> bool:
    joined = any(left in number and right in number for number in numbers)
    return (left.continues if joined else 1 - left.continues) < sure


def _lines(detections: Sequence[Detection]) -> list[list[Detection]]:
    """Lines from top to bottom, each from left to right."""
    lines: list[list[Detection]] = []
    for digit in sorted((one for one in detections if one.kind == "digit"), key=_middle):
        fitting = [line for line in lines if _in_line(line[-1], digit)]
        if fitting:
            min(fitting, key=lambda line: digit.box[0] - line[-1].box[2]).append(digit)
        else:
            lines.append([digit])
    for mark in (one for one in detections if one.kind != "digit"):
        if lines:
            min(lines, key=lambda line: min(_distance(digit.box, mark.box) for digit in line)).append(mark)
    lines.sort(key=lambda line: sum(one.box[1] + one.box[3] for one in line) / len(line))
    return [sorted(line, key=_middle) for line in lines]


def _split(line: Sequence[Detection]) -> list[list[Detection]]:
    """The runs of digits and marks of a line: split where a digit does not go on; marks at their ends are left out."""
    found: list[list[Detection]] = [[]]
    for place, one in enumerate(line):
        found[-1].append(one)
        if one.kind == "digit" and not _goes_on(line, place):
            found.append([])
    return [trimmed for trimmed in (_trimmed(number) for number in found) if trimmed]


def _parsed(run: Sequence[Detection]) -> list[list[Detection]]:
    """The numbers of a run: "12-5" and "1,,2" are none, and are divided at the mark that a number cannot have there."""
    starts = [0, *(place for place in range(len(run)) if _is_misplaced(run, place)), len(run)]
    pieces = (_trimmed(run[start:end]) for start, end in pairwise(starts))
    return [piece for piece in pieces if piece]


def _is_misplaced(run: Sequence[Detection], place: int) -> bool:
    """Whether a mark makes a form that no number has; `digits.corrections.parse_label` accepts the others."""
    kind = run[place].kind
    if kind == "digit":
        return False
    if kind == "-":
        return place > 0
    kinds = [one.kind for one in run]
    joins = kinds[place - 1] == "digit" and kinds[place + 1] == "digit"
    part = "".join("0" if each == "digit" else each for each in kinds[:place]).rpartition("/")[2]
    return not joins or (kind == "," and "," in part)


def _goes_on(line: Sequence[Detection], place: int) -> bool:
    """Whether a digit's number goes on: the detector says so, or the next gap is no wider than most in the line.

    The detector sees a few digits at a time. Of digits far apart, but evenly, it cannot tell that they are one number.
    """
    if place + 1 == len(line) or line[place].continues >= _LIKELIER or line[place + 1].kind not in {"digit", "-"}:
        return True
    size = float(np.median([one.size for one in line if one.kind == "digit"]))
    gaps = [max(right.box[0] - left.box[2], 0.0) / size + _ROOM for left, right in pairwise(line)]
    others = gaps[:place] + gaps[place + 1 :] or [_USUAL + _ROOM]
    return gaps[place] < _WIDER * float(np.quantile(others, _NARROW))


def _trimmed(number: Sequence[Detection]) -> list[Detection]:
    """Without marks at its end, and decimal marks and slashes at its beginning."""
    first = next((place for place, one in enumerate(number) if one.kind in {"digit", "-"}), len(number))
    last = next((place for place in range(len(number), 0, -1) if number[place - 1].kind == "digit"), 0)
    return list(number[first:last])


def _middle(one: Detection) -> float:
    return one.box[0] + one.box[2]


def _in_line(before: Detection, digit: Detection) -> bool:
    shared = min(before.box[3], digit.box[3]) - max(before.box[1], digit.box[1])
    return shared > _SHARED_HEIGHT * min(before.height, digit.height)


def _distance(box: Box, other: Box) -> float:
    across = max(box[0] - other[2], other[0] - box[2], 0.0)
    down = max(box[1] - other[3], other[1] - box[3], 0.0)
    return float((across * across + down * down) ** 0.5)
