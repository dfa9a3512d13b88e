"""Figures of errors with their intervals: by variant, and against size."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from digits.lab.figures.page import entitle, logarithmic, new_figure, open_axes, save

_BESIDE = (
    (7, 0, "left", "center"),
    (-7, 0, "right", "center"),
    *(
        (side * (7 + rise // 2), sense * rise, "left" if side > 0 else "right", "bottom" if sense > 0 else "top")
        for rise in (5, 14, 24, 36)
        for side in (1, -1)
        for sense in (1, -1)
    ),
)
"""Positions of a label around its point, the best first: offsets in points, and alignment."""
_FAR_APART = 5
"""Ratio of largest to smallest value from which the axis is logarithmic."""


def dots_figure(title: str, xlabel: str, rows: Sequence[tuple[str, float, float, float]], path: Path) -> None:
    """Draw one dot with its interval for each variant, from the top.

    The axis is logarithmic where the largest value is more than five times the smallest.

    Args:
        title: the message.
        xlabel: what is measured, with its unit.
        rows: label, value, low, high.
        path: of the PNG file.
    """
    figure = new_figure(7.5, 1.3 + 0.32 * len(rows))
    axes = figure.subplots()
    for row, (_, value, low, high) in enumerate(rows):
        axes.plot([low, high], [row, row], color="0.5", linewidth=1.5)
        axes.plot(value, row, "o", color="black", markersize=6)
        axes.annotate(f"{value:#.3g}", (value, row), (0, 5), textcoords="offset points", ha="center", fontsize=8)
    axes.set_yticks(range(len(rows)), [row[0] for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.7)
    values = [row[1] for row in rows]
    if 0 < _FAR_APART * min(values, default=0) < max(values, default=0):
        logarithmic(axes, "x", [number for row in rows for number in row[1:]])
    axes.set(xlabel=xlabel)
    entitle(figure, title)
    open_axes(axes, grid="x")
    axes.tick_params(axis="y", length=0)
    save(figure, path)


def error_against_size(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw test error against MACs per image, both logarithmic; hollow: published error.

    Args:
        rows: one for each model: name, error, low, high and published (percent on the test set; published may be
            None), MACs per image. Rows without MACs are listed below the figure.
        path: of the PNG file.
    """
    placed = [row for row in rows if row["macs"]]
    figure = new_figure(9, 6)
    axes = figure.subplots()
    for row in placed:
        _bar(axes, row)
    published = [row["published"] for row in placed if row["published"]]
    logarithmic(axes, "x", [row["macs"] for row in placed])
    logarithmic(axes, "y", [row[name] for row in placed for name in ("error", "low", "high")] + published)
    left_out = [str(row["name"]) for row in rows if not row["macs"]]
    below = f"\nMACs not counted: {', '.join(left_out)}" if left_out else ""
    axes.set(xlabel=f"MACs per image{below}", ylabel="error on the test set, %")
    entitle(figure, "Test error against MACs per image")
    axes.margins(x=0.12)
    open_axes(axes)
    axes.plot([], [], "ko-", markersize=6, label="ours, with its 95 % interval")
    axes.plot([], [], "ko", mfc="white", markersize=6, label="published")
    figure.legend(loc="outside lower center", frameon=False, fontsize=9, ncols=2)
    _name_points(figure, axes, placed)
    save(figure, path)


def _bar(axes: Axes, row: Mapping[str, Any]) -> None:
    """Draw a model's error, its interval, and the published error."""
    x = row["macs"]
    if row["published"]:
        axes.plot([x, x], [row["error"], row["published"]], color="0.6", linewidth=0.8, linestyle=":")
        axes.plot(x, row["published"], "o", mfc="white", mec="black", markersize=6)
    axes.plot([x, x], [row["low"], row["high"]], color="0.4", linewidth=1.5)
    axes.plot(x, row["error"], "o", color="black", markersize=6)


def _name_points(figure: Figure, axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    """Label points where labels overlap markers and other labels least, with a leader line."""
    figure.draw_without_rendering()
    taken = [_occupied(axes, row) for row in rows]
    for row in rows:
        boxes = [_extent(axes, row, place) for place in _BESIDE]
        covered = [_covered(box, taken, axes) for box in boxes]
        best = covered.index(min(covered))
        lead = {"arrowstyle": "-", "color": "0.6", "linewidth": 0.5, "shrinkA": 0, "shrinkB": 3}
        _write(axes, row, _BESIDE[best], arrowprops=lead)
        taken.append(boxes[best])


def _write(axes: Axes, row: Mapping[str, Any], place: tuple[int, int, str, str], **how: Any) -> Annotation:
    """Write a model's name beside its point."""
    point = (row["macs"], row["error"])
    dx, dy, ha, va = place
    return axes.annotate(row["name"], point, (dx, dy), textcoords="offset points", ha=ha, va=va, fontsize=8, **how)


def _extent(axes: Axes, row: Mapping[str, Any], place: tuple[int, int, str, str]) -> Bbox:
    """The bounding box of a label at a position, pixels."""
    text = _write(axes, row, place)
    box = text.get_window_extent()
    text.remove()
    return box


def _covered(box: Bbox, taken: Sequence[Bbox], axes: Axes) -> float:
    """The area that a label would cover, square pixels; outside the axes it counts twice."""
    outside = box.width * box.height - _overlap(box, axes.get_window_extent())
    return sum(_overlap(box, other) for other in taken) + 2 * float(outside)


def _occupied(axes: Axes, row: Mapping[str, Any]) -> Bbox:
    """The bounding box of a model's markers, pixels."""
    values = [row[name] for name in ("error", "low", "high", "published") if row[name]]
    ends = axes.transData.transform([(row["macs"], min(values)), (row["macs"], max(values))])
    return Bbox(np.array([ends[0] - 6, ends[1] + 6]))


def _overlap(one: Bbox, other: Bbox) -> float:
    """The area two boxes share, square pixels."""
    shared = Bbox.intersection(one, other)
    return float(shared.width * shared.height) if shared is not None else 0.0
