"""Shared by all figures: saving, axes, and line styles distinguishable in grey."""

import io
import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, Locator, LogLocator, MaxNLocator, NullFormatter, NullLocator
from PIL import Image

from digits.atomic_write import atomic_write

COLORS = 64
_FEWEST_TICKS = 3
PIXELS_PER_INCH = 130
TITLE_SIZE = 11
"""Of a figure's title, points."""
_LETTER = 0.6
"""Width of a title's letter relative to its size: a little more than the font's mean."""
_MARKS = "osD^vP*Xph"
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure with constrained layout; sizes in inches."""
    return Figure(figsize=(width, height), layout="constrained")


def entitle(figure: Figure, title: str) -> None:
    """Set the figure's title, wrapped to its width."""
    figure.suptitle(wrapped(title, figure.get_figwidth()), fontsize=TITLE_SIZE)


def wrapped(title: str, width: float) -> str:
    """Wrap a title to a width, inches; its line breaks stay."""
    letters = max(1, int(width * 72 / (_LETTER * TITLE_SIZE)))
    return "\n".join(textwrap.fill(line, letters) for line in title.split("\n"))


def save(figure: Figure, path: Path) -> None:
    """Save a figure as a PNG of 64 colours: a third of the size, and it looks the same."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=PIXELS_PER_INCH)
    with atomic_write(path) as hidden, Image.open(drawn) as picture:
        picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(hidden, format="PNG", optimize=True)


def open_axes(axes: Axes, grid: Literal["both", "x", "y"] = "both") -> None:
    """Remove the top and right spines, and draw a pale grid."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis=grid, color="0.9", linewidth=0.8)
    axes.set_axisbelow(True)


def logarithmic(axes: Axes, which: Literal["x", "y"], values: Iterable[float]) -> None:
    """Make an axis logarithmic, with numbers at 1, 2, 5 (over three decades: at 1 only).

    With fewer than three such ticks in view, ticks are evenly spaced. An axis without positive values stays linear.
    """
    positive = [value for value in values if math.isfinite(value) and value > 0]
    if not positive:
        return
    axes.set(**{f"{which}scale": "log"})
    axis = axes.xaxis if which == "x" else axes.yaxis
    wide = max(positive) / min(positive) > 1000
    axis.set_major_locator(_RoundNumbers((1,) if wide else (1, 2, 5)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axis.set_minor_formatter(NullFormatter())


class _RoundNumbers(Locator):
    """Ticks at some digits of each decade; evenly spaced where fewer than three are in view."""

    def __init__(self, digits: tuple[int, ...]) -> None:
        self._decades = LogLocator(subs=digits, numticks=20)
        self._even = MaxNLocator(6, steps=(1, 2, 5, 10))

    def __call__(self) -> list[float]:
        assert self.axis is not None
        return self.tick_values(*self.axis.get_view_interval())

    def tick_values(self, vmin: float, vmax: float) -> list[float]:
        """The ticks between two values."""
        ticks = np.asarray(self._decades.tick_values(vmin, vmax))
        if np.count_nonzero((ticks >= vmin) & (ticks <= vmax)) < _FEWEST_TICKS:
            ticks = np.asarray(self._even.tick_values(vmin, vmax))
        return [float(tick) for tick in ticks if tick > 0]


def ticks_at(axes: Axes, values: Iterable[float]) -> None:
    """Set the ticks of the horizontal axis to these values."""
    places = sorted(set(values))
    axes.set_xticks(places, [number(place) for place in places])
    axes.xaxis.set_minor_locator(NullLocator())


def number(value: float) -> str:
    """Format a tick without powers of ten: 0.05, 300, 20,000, 3 million."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:g} {name}"
    return f"{value:,g}"


def styles(count: int) -> list[dict[str, Any]]:
    """Line styles distinguishable in grey: lightness, dashes and markers all differ."""
    shades = mpl.colormaps["viridis"](np.linspace(0, 0.8, max(count, 2)))
    return [
        {"color": shades[index], "linestyle": _DASHES[index % len(_DASHES)], "marker": _MARKS[index % len(_MARKS)]}
        for index in range(count)
    ]


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Positions in 0..1 at least `gap` apart, as near to the wanted ones as possible.

    Least squares under an order is isotonic regression of places[i] - i * gap; it is solved by pooling neighbours
    (Barlow et al., "Statistical inference under order restrictions", 1972, section 1.2).

    Args:
        places: the wanted positions.
        gap: the smallest distance; reduced where there are too many positions.
    """
    count = len(places)
    gap = min(gap, 1 / max(count - 1, 1))
    order = sorted(range(len(places)), key=lambda one: places[one])
    pools: list[list[float]] = []
    for rank, one in enumerate(order):
        pools.append([places[one] - rank * gap])
        while len(pools) > 1 and np.mean(pools[-2]) >= np.mean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    free = [float(np.mean(pool)) for pool in pools for _ in pool]
    result = [0.0] * count
    for rank, one in enumerate(order):
        result[one] = min(max(free[rank], 0.0), 1 - (count - 1) * gap) + rank * gap
    return result


def label_ends(axes: Axes, ends: Mapping[str, tuple[float, float]], colors: Sequence[Any], height: float) -> None:
    """Write each curve's name to the right of the axes, with a leader line to its last point.

    Args:
        axes: where the curves are drawn, with their final scales and limits.
        ends: name to the last point, in data units; not finite where there is none.
        colors: one for each.
        height: of the axes, inches.
    """
    points = axes.transAxes.inverted().transform(axes.transData.transform(list(ends.values())))
    wanted = [float(y) if math.isfinite(y) else 0.0 for _, y in points]
    for name, color, (x, y), place in zip(ends, colors, points, spread(wanted, 10 / 72 / height), strict=True):
        words = name if math.isfinite(y) else f"{name}: no finite value"
        axes.text(1.03, place, words, transform=axes.transAxes, fontsize=8.5, va="center", color="black")
        if math.isfinite(y):
            axes.plot([x, 1.02], [y, place], transform=axes.transAxes, color=color, linewidth=0.6, clip_on=False)


def montage(pictures: npt.NDArray[np.floating], columns: int, gap: int = 1) -> npt.NDArray[np.float64]:
    """Tile images (N, h, w) in rows, with a frame of `gap` pixels of NaN around each."""
    count, height, width = pictures.shape
    rows = -(-count // columns)
    page = np.full((rows * (height + gap) + gap, columns * (width + gap) + gap), np.nan)
    for index, picture in enumerate(pictures):
        top, left = index // columns * (height + gap) + gap, index % columns * (width + gap) + gap
        page[top : top + height, left : left + width] = picture
    return page
