"""Ten digits as a hand draws them, for tests that draw on the page.

Each drawing is a list of strokes, each stroke a list of points (x, y) in 0..1 with y downwards.
Curves are given by a few points and run smoothly through them; lines are given by their corners.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

Point = tuple[float, float]
Stroke = list[Point]

STEPS_PER_PIECE = 4


def line(*corners: Point) -> Stroke:
    """Return the points of straight lines from corner to corner."""
    points = [corners[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        for step in range(1, STEPS_PER_PIECE + 1):
            part = step / STEPS_PER_PIECE
            points.append((x0 + part * (x1 - x0), y0 + part * (y1 - y0)))
    return points


def curve(*knots: Point) -> Stroke:
    """Return the points of a Catmull-Rom spline through the knots."""
    padded = [knots[0], *knots, knots[-1]]
    points = [knots[0]]
    for index in range(len(knots) - 1):
        piece = padded[index : index + 4]
        points += [_between(piece, step / STEPS_PER_PIECE) for step in range(1, STEPS_PER_PIECE + 1)]
    return points


def _between(piece: Sequence[Point], part: float) -> Point:
    """Return the point of a spline between the middle two of four knots."""

    def along(p0: float, p1: float, p2: float, p3: float) -> float:
        linear = (p2 - p0) * part
        square = (2 * p0 - 5 * p1 + 4 * p2 - p3) * part**2
        cube = (3 * p1 - p0 - 3 * p2 + p3) * part**3
        return p1 + (linear + square + cube) / 2

    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = piece
    return along(x0, x1, x2, x3), along(y0, y1, y2, y3)


DRAWINGS: dict[str, list[Stroke]] = {
    "0": [
        curve(
            (0.52, 0.16),
            (0.34, 0.28),
            (0.29, 0.52),
            (0.38, 0.78),
            (0.53, 0.84),
            (0.67, 0.72),
            (0.71, 0.46),
            (0.64, 0.22),
            (0.50, 0.16),
        )
    ],
    "1": [line((0.54, 0.14), (0.48, 0.86))],
    "1 with a hook": [line((0.36, 0.32), (0.55, 0.14), (0.52, 0.86))],
    "2": [
        curve((0.30, 0.32), (0.38, 0.18), (0.56, 0.16), (0.66, 0.30), (0.58, 0.50), (0.42, 0.68), (0.28, 0.83))
        + line((0.28, 0.83), (0.73, 0.81))
    ],
    "3": [
        curve((0.32, 0.22), (0.48, 0.14), (0.64, 0.22), (0.62, 0.38), (0.46, 0.47))
        + curve((0.46, 0.47), (0.64, 0.54), (0.69, 0.70), (0.54, 0.85), (0.31, 0.79))
    ],
    "4 open": [line((0.36, 0.16), (0.27, 0.54), (0.74, 0.51)), line((0.64, 0.20), (0.59, 0.87))],
    "4 closed": [line((0.60, 0.86), (0.61, 0.14), (0.26, 0.60), (0.76, 0.60))],
    "5 of two strokes": [
        line((0.36, 0.17), (0.33, 0.46))
        + curve((0.33, 0.46), (0.50, 0.42), (0.66, 0.53), (0.66, 0.71), (0.51, 0.84), (0.29, 0.78)),
        line((0.36, 0.17), (0.68, 0.15)),
    ],
    "6": [
        curve(
            (0.60, 0.14),
            (0.44, 0.28),
            (0.33, 0.52),
            (0.35, 0.75),
            (0.49, 0.85),
            (0.64, 0.76),
            (0.64, 0.60),
            (0.51, 0.53),
            (0.36, 0.64),
        )
    ],
    "7": [line((0.28, 0.19), (0.71, 0.18), (0.45, 0.86))],
    "7 barred": [line((0.28, 0.19), (0.71, 0.18), (0.44, 0.86)), line((0.38, 0.52), (0.67, 0.50))],
    "8": [
        curve(
            (0.63, 0.25),
            (0.49, 0.15),
            (0.36, 0.26),
            (0.45, 0.43),
            (0.61, 0.58),
            (0.64, 0.75),
            (0.49, 0.86),
            (0.34, 0.75),
            (0.40, 0.58),
            (0.57, 0.42),
            (0.63, 0.25),
        )
    ],
    "9": [
        curve((0.66, 0.28), (0.54, 0.16), (0.39, 0.22), (0.34, 0.38), (0.46, 0.49), (0.61, 0.42), (0.66, 0.28))
        + line((0.66, 0.28), (0.60, 0.87))
    ],
}
"""Drawings by name; the name's first character is the digit."""
