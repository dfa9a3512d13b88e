"""From boxes on a page to lines of text and numbers, in reading order.

Two digits stand in one line where their heights overlap; a number goes on to the right as long as the detector says so.
All distances are relative to the boxes themselves, so that the size of the picture does not matter.
"""

from collections.abc import Sequence

from digits.detector import Box, Detection

_SHARED_HEIGHT = 0.4  # of the lower of two digits: so much they have in common in one line


def numbers(detections: Sequence[Detection]) -> list[list[Detection]]:
    """The digits and marks of each number from left to right, the numbers line by line."""
    return [number for line in _lines(detections) for number in _split(line)]


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
    """The numbers of a line: split where a digit does not go on; marks that join nothing are left out."""
    found: list[list[Detection]] = [[]]
    for place, one in enumerate(line):
        found[-1].append(one)
        following = line[place + 1] if place + 1 < len(line) else None
        if following is not None and one.kind == "digit" and one.continues < 0.5 and following.kind in {"digit", "-"}:
            found.append([])
    return [trimmed for trimmed in (_trimmed(number) for number in found) if trimmed]


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
