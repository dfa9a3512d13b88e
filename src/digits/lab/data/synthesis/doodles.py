"""Shapes and doodles as strokes: hand drawings that are not digits."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""One stroke: (N, 2) points x, y, y downwards."""
Drawing = Callable[[np.random.Generator], list[Points]]


def line(*corners: tuple[float, float]) -> Points:
    """A stroke that goes straight from corner to corner, ten points to each side."""
    places = np.array(corners, np.float64)
    parts = [np.linspace(start, end, 10, endpoint=False) for start, end in pairwise(places)]
    return np.concatenate([*parts, places[-1:]])


def arc(middle: tuple[float, float], radius: float, start: float, end: float) -> Points:
    """A part of a circle; angles in turns, from the right, clockwise as seen."""
    angle = 2 * np.pi * np.linspace(start, end, 40)
    return np.stack([middle[0] + radius * np.cos(angle), middle[1] + radius * np.sin(angle)], axis=1)


def varied(strokes: Sequence[Points], generator: np.random.Generator) -> list[Points]:
    """A drawing turned by at most 15 degrees, stretched, slanted, and made unsteady."""
    everything = np.concatenate(strokes)
    size = float(np.ptp(everything, axis=0).max())
    angle, slant = np.deg2rad(generator.uniform(-15, 15)), generator.uniform(-0.3, 0.3)
    stretch = generator.uniform(0.75, 1.3)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    change = np.array([[stretch, 0], [slant, 1]]) @ turn
    return [stroke @ change + _unsteady(len(stroke), generator) * 0.05 * size for stroke in strokes]


def _unsteady(count: int, generator: np.random.Generator) -> Points:
    """A smooth deviation of each point, of standard deviation about a half."""
    knots = max(2, count // 8)
    rough = generator.normal(0, 0.6, (knots, 2))
    where = np.linspace(0, knots - 1, count)
    return np.stack([np.interp(where, np.arange(knots), rough[:, axis]) for axis in (0, 1)], axis=1)


def _triangle(_: np.random.Generator) -> list[Points]:
    return [line((0, 4), (2, 0), (4, 4), (0, 4))]


def _pointing_down(_: np.random.Generator) -> list[Points]:
    return [line((0, 0), (4, 0), (2, 4), (0, 0))]


def _star(_: np.random.Generator) -> list[Points]:
    angles = np.pi * (0.8 * np.arange(6) - 0.5)
    return [line(*[(float(np.cos(angle)), float(np.sin(angle))) for angle in angles])]


def _arrow(generator: np.random.Generator) -> list[Points]:
    turned = np.pi * generator.uniform(-0.2, 0.2) + np.pi * generator.integers(2)
    turn = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    return [line((0, 2), (5, 2)) @ turn, line((3.7, 0.8), (5, 2), (3.7, 3.2)) @ turn]


def _plus(_: np.random.Generator) -> list[Points]:
    return [line((0, 2), (4, 2)), line((2, 0), (2, 4))]


def _times(_: np.random.Generator) -> list[Points]:
    return [line((0, 0), (4, 4)), line((4, 0), (0, 4))]


def _zigzag(generator: np.random.Generator) -> list[Points]:
    count = int(generator.integers(4, 8))
    return [line(*[(float(place), 0.0 if place % 2 else 3.0) for place in range(count + 1)])]


def _spiral(generator: np.random.Generator) -> list[Points]:
    angle = np.linspace(0, 2 * np.pi * generator.uniform(2, 4), 120) + generator.uniform(0, 6)
    return [np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1)]


def _hash(_: np.random.Generator) -> list[Points]:
    rows = [line((0, place), (4, place)) for place in (1.3, 2.7)]
    return rows + [line((place, 0), (place, 4)) for place in (1.3, 2.7)]


def _envelope(_: np.random.Generator) -> list[Points]:
    return [line((0, 0), (4, 0), (4, 3), (0, 3), (0, 0)), line((0, 0), (2, 1.6), (4, 0))]


def _crossed_box(_: np.random.Generator) -> list[Points]:
    return [line((0, 0), (4, 0), (4, 4), (0, 4), (0, 0)), *_times(np.random.default_rng(0))]


def _tick(generator: np.random.Generator) -> list[Points]:
    return [line((0, 2.4), (generator.uniform(0.8, 1.5), 4), (4, 0))]


def _heart(_: np.random.Generator) -> list[Points]:
    angle = np.linspace(0, 2 * np.pi, 60)
    across = 16 * np.sin(angle) ** 3
    up = 13 * np.cos(angle) - 5 * np.cos(2 * angle) - 2 * np.cos(3 * angle) - np.cos(4 * angle)
    return [np.stack([across, -up], axis=1)]


def _face(generator: np.random.Generator) -> list[Points]:
    eyes = [arc((place, -1.2), 0.25, 0, 1) for place in (-1.3, 1.3)]
    smile = arc((0, 0.3), 1.7, 0.06, 0.44) if generator.random() < 0.7 else arc((0, 3), 1.7, 0.56, 0.94)
    return [arc((0, 0), 4, 0, 1), *eyes, smile]


def _house(_: np.random.Generator) -> list[Points]:
    return [line((0, 2), (2, 0), (4, 2), (4, 5), (0, 5), (0, 2), (4, 2))]


def _flower(_: np.random.Generator) -> list[Points]:
    angle = np.linspace(0, 2 * np.pi, 100)
    radius = 1.6 + np.cos(5 * angle)
    petals = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return [petals, line((0, 2), (0, 6))]


def _stick_man(_: np.random.Generator) -> list[Points]:
    return [
        arc((0, 0), 1, 0, 1),
        line((0, 1), (0, 4), (-1.3, 6.5)),
        line((0, 4), (1.3, 6.5)),
        line((-1.6, 2.2), (1.6, 2.2)),
    ]


def _sun(_: np.random.Generator) -> list[Points]:
    angles = 2 * np.pi * np.arange(8) / 8
    rays = [
        line((2.4 * float(np.cos(one)), 2.4 * float(np.sin(one))), (4 * float(np.cos(one)), 4 * float(np.sin(one))))
        for one in angles
    ]
    return [arc((0, 0), 1.8, 0, 1), *rays]


def _question(_: np.random.Generator) -> list[Points]:
    return [
        np.concatenate([arc((0, 0), 1.5, 0.5, 1.15), line((0.9, 1.2), (0, 2.2), (0, 3.4))]),
        line((0, 4.6), (0, 4.8)),
    ]


def _peace(_: np.random.Generator) -> list[Points]:
    return [arc((0, 0), 3, 0, 1), line((0, -3), (0, 3)), line((-2, 2.2), (0, 0), (2, 2.2))]


def _lightning(_: np.random.Generator) -> list[Points]:
    return [line((2, 0), (0, 3), (2, 3), (0.5, 6), (4.5, 2), (2.6, 2), (4, 0), (2, 0))]


def _waves(generator: np.random.Generator) -> list[Points]:
    across = np.linspace(0, 2 * np.pi * generator.uniform(1.6, 4), 80)
    return [np.stack([across, np.sin(across)], axis=1)]


SHAPES: tuple[Drawing, ...] = (
    *(_triangle, _pointing_down, _star, _arrow, _plus, _times, _zigzag, _spiral, _hash, _envelope, _crossed_box),
)
DOODLES: tuple[Drawing, ...] = (
    *(_tick, _heart, _face, _house, _flower, _stick_man, _sun, _question, _peace, _lightning, _waves),
)
