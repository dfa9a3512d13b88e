"""Charts as SVG: dots with their intervals, lines, points by two sizes. Colours and type are the style sheet's."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 1152
"""Of a slide within its margins."""

Tick = tuple[float, str]


@dataclass(frozen=True)
class Axis:
    """Where values lie in the drawing.

    Attributes:
        low: the value at `start`.
        high: the value at `stop`.
        start: a place in the drawing.
        stop: another one; above or to the left of `start` as it likes.
        log: whether equal factors lie equally far apart, and not equal differences.
    """

    low: float
    high: float
    start: float
    stop: float
    log: bool = False

    def at(self, value: float) -> float:
        """The place of a value; one beyond the ends is drawn at the end."""
        low, high, inside = (math.log(bound) if self.log else bound for bound in self._clipped(value))
        return self.start + (inside - low) / (high - low) * (self.stop - self.start)

    def _clipped(self, value: float) -> tuple[float, float, float]:
        return self.low, self.high, min(max(value, self.low), self.high)


@dataclass(frozen=True)
class Interval:
    """A row of a chart of intervals: all in 0..1.

    Attributes:
        label: what was measured.
        share: the figure.
        low: the interval's lower end.
        high: its upper end.
        said: the figure in words, at the right.
        series: a letter of the style sheet's colours.
        aim: what was aimed at, or None.
    """

    label: str
    share: float
    low: float
    high: float
    said: str
    series: str = "a"
    aim: float | None = None


@dataclass(frozen=True)
class Line:
    """A line of a chart: its name, its points from left to right, its colour, and how far its name is moved down."""

    name: str
    points: Sequence[tuple[float, float]]
    series: str
    down: float = 0


@dataclass(frozen=True)
class Point:
    """A point with its label, the label's place beside it, its colour, and whether it is hollow."""

    x: float
    y: float
    label: str = ""
    place: str = "right"
    series: str = "a"
    hollow: bool = False
    low: float | None = None
    high: float | None = None


def svg(width: float, height: float, alternative: str, parts: Iterable[str]) -> Markup:
    """A drawing, and what it shows for those who do not see it."""
    return Markup(  # noqa: S704
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(alternative)}">{"".join(parts)}</svg>'
    )


def text(x: float, y: float, said: str, kind: str = "") -> str:
    """Words with their baseline at y."""
    return f'<text x="{x:.1f}" y="{y:.1f}"{_class(kind)}>{escape(said)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "grid") -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{_class(kind)}/>'


def dot(x: float, y: float, radius: float, kind: str) -> str:
    """A disc or a ring, as the kind says."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"{_class(kind)}/>'


def rectangle(x: float, y: float, size: tuple[float, float], kind: str, corner: float) -> str:
    """A rectangle of a width and a height, with round corners."""
    sides = f'width="{size[0]:.1f}" height="{size[1]:.1f}" rx="{corner:g}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {sides}{_class(kind)}/>'


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def intervals(
    rows: Sequence[Interval], axis: Axis, ticks: Sequence[Tick], height: float = 54, width: float = WIDTH
) -> Markup:
    """A row for each figure: label, dot and interval on a common axis, the figure in words, an aim as a bar."""
    top, bottom = 34.0, 34 + height * len(rows)
    parts = [part for value, said in ticks for part in _column(axis.at(value), top, bottom, said)]
    for place, row in enumerate(rows):
        y = top + height * (place + 0.5)
        parts += [
            text(axis.start - 24, y + 7, row.label, "end"),
            line(axis.at(row.low), y, axis.at(row.high), y, f"reach {row.series}"),
            dot(axis.at(row.share), y, 8, f"dot {row.series}"),
            text(axis.stop + 24, y + 7, row.said, "strong"),
        ]
        if row.aim is not None:
            parts.append(line(axis.at(row.aim), y - 17, axis.at(row.aim), y + 17, "axis"))
    return svg(width, bottom + 4, "; ".join(f"{row.label}, {row.said}" for row in rows), parts)


def _column(x: float, top: float, bottom: float, said: str) -> list[str]:
    return [line(x, top, x, bottom), text(x, top - 12, said, "soft small middle")]


def lines(
    series: Sequence[Line],
    across: tuple[Axis, Sequence[Tick], str],
    up: tuple[Axis, Sequence[Tick], str],
    alternative: str,
    size: tuple[float, float],
) -> Markup:
    """Lines with their names at the right ends; each axis with its ticks and its name."""
    parts = frame(across, up)
    for one in series:
        places = [(across[0].at(x), up[0].at(y)) for x, y in one.points]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{drawn}" class="line {one.series}"/>')
        parts.append(text(places[-1][0] + 14, places[-1][1] + 7 + one.down, one.name, f"name {one.series}"))
    return svg(*size, alternative, parts)


def frame(across: tuple[Axis, Sequence[Tick], str], up: tuple[Axis, Sequence[Tick], str]) -> list[str]:
    """Grid, ticks and names of two axes."""
    (horizontal, columns, x_name), (vertical, rows, y_name) = across, up
    parts = [line(horizontal.start, vertical.at(value), horizontal.stop, vertical.at(value)) for value, _ in rows]
    parts += [text(horizontal.start - 12, vertical.at(value) + 6, said, "soft small end") for value, said in rows]
    parts += [text(horizontal.at(value), vertical.start + 28, said, "soft small middle") for value, said in columns]
    parts.append(text(0, vertical.stop - 22, y_name, "soft small"))
    parts.append(text((horizontal.start + horizontal.stop) / 2, vertical.start + 58, x_name, "soft small middle"))
    return parts


_BESIDE = {"right": (14, 7, ""), "left": (-14, 7, "end"), "above": (0, -16, "middle"), "below": (0, 31, "middle")}


def points(
    drawn: Sequence[Point],
    across: tuple[Axis, Sequence[Tick], str],
    up: tuple[Axis, Sequence[Tick], str],
    alternative: str,
    size: tuple[float, float],
) -> Markup:
    """Points with their labels, and a vertical interval where one is given; a label above or below stands beyond it."""
    parts = frame(across, up)
    for one in drawn:
        x, y = across[0].at(one.x), up[0].at(one.y)
        if one.low is not None and one.high is not None:
            parts.append(line(x, up[0].at(one.low), x, up[0].at(one.high), f"reach {one.series}"))
        parts.append(dot(x, y, 8, f"{'ring' if one.hollow else 'dot'} {one.series}"))
        if one.label:
            right, down, anchor = _BESIDE[one.place]
            end = {"above": one.high, "below": one.low}.get(one.place)
            beyond = y if end is None else up[0].at(end)
            parts.append(text(x + right, beyond + down, one.label, f"small {anchor}".strip()))
    return svg(*size, alternative, parts)
