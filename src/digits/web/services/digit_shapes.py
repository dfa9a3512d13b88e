"""Model digits as taught at school: strokes in order and direction, in the shapes that differ by country.

``data/digit_shapes.json`` holds each shape as SVG paths of the commands M, L and C with absolute coordinates, in a box
60 wide and 100 high with y downwards, and which shapes are usual where a language is spoken.
"""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Point = tuple[float, float]

FILE = Path(__file__).parents[1] / "data" / "digit_shapes.json"
NUMBERS_PER_POINT = {"M": 2, "L": 2, "C": 6}
STEPS_PER_CURVE = 16
ARROW_DISTANCE = 22.0
"""Distance of the arrow from the start of its stroke, in units of the box; half-way on a short one."""

DOT_SPACING = 11.0
"""Minimum distance of two starting dots, so that their numbers stay legible."""


@dataclass(frozen=True)
class Stroke:
    """One movement of the pen.

    Attributes:
        path: the SVG path.
        points: on the path, in the order of writing.
        dot: position of its numbered starting dot: its start, or beside an earlier stroke's dot.
        arrow: x, y and angle in degrees (0 = to the right, clockwise) of the arrow that shows its direction.
    """

    path: str
    points: tuple[Point, ...]
    dot: Point
    arrow: tuple[float, float, float]


def variants() -> dict[str, list[str]]:
    """Names of the shapes of each digit that has several."""
    return {digit: list(shapes) for digit, shapes in _file()["shapes"].items() if len(shapes) > 1}


def usual(language: str) -> dict[str, str]:
    """The usual shape of each digit that has several, where a practice language is spoken."""
    return dict(_file()["usual"][language])


@cache
def strokes(digit: str, variant: str = "only") -> tuple[Stroke, ...]:
    """The strokes of a digit in one of its shapes.

    Raises:
        KeyError: there is no such digit or shape.
    """
    found: list[Stroke] = []
    for path in _file()["shapes"][digit][variant]:
        points = tuple(_points(path))
        found.append(Stroke(path, points, _dot(points[0], found), _arrow(points)))
    return tuple(found)


def as_json() -> dict[str, Any]:
    """All shapes as JSON for the page's scripts."""
    file = _file()
    shapes = {
        digit: {
            variant: [{"path": one.path, "dot": one.dot, "arrow": one.arrow} for one in strokes(digit, variant)]
            for variant in by_variant
        }
        for digit, by_variant in file["shapes"].items()
    }
    return {"box": file["box"], "shapes": shapes, "usual": file["usual"]}


@cache
def _file() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text("utf-8")))


def _points(path: str) -> list[Point]:
    """Points along a path, `STEPS_PER_CURVE` on each curve."""
    points: list[Point] = []
    words = path.replace("M", " M ").replace("L", " L ").replace("C", " C ").split()
    while words:
        command, words = words[0], words[1:]
        count = NUMBERS_PER_POINT[command]
        numbers, words = [float(word) for word in words[:count]], words[count:]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        points += pairs if command == "M" else _curve_points([points[-1], *pairs])
    return points


def _curve_points(knots: list[Point]) -> list[Point]:
    """Points of a Bézier curve of any degree, without its first (de Casteljau)."""
    return [_on_curve(knots, step / STEPS_PER_CURVE) for step in range(1, STEPS_PER_CURVE + 1)]


def _on_curve(knots: list[Point], part: float) -> Point:
    while len(knots) > 1:
        knots = [_between(first, second, part) for first, second in itertools.pairwise(knots)]
    return knots[0]


def _between(first: Point, second: Point, part: float) -> Point:
    return first[0] + part * (second[0] - first[0]), first[1] + part * (second[1] - first[1])


def _dot(start: Point, before: list[Stroke]) -> Point:
    crowded = any(math.dist(start, other.dot) < DOT_SPACING for other in before)
    return (start[0] + DOT_SPACING, start[1]) if crowded else start


def _arrow(points: tuple[Point, ...]) -> tuple[float, float, float]:
    lengths = [math.dist(first, second) for first, second in itertools.pairwise(points)]
    left = min(ARROW_DISTANCE, sum(lengths) / 2)
    for first, second, length in zip(points, points[1:], lengths, strict=False):
        if left <= length:
            x, y = _between(first, second, left / length)
            return (
                round(x, 2),
                round(y, 2),
                round(math.degrees(math.atan2(second[1] - first[1], second[0] - first[0])), 1),
            )
        left -= length
    raise ValueError("a stroke has no length")
