"""The figures of the notebooks that `digits.lab.figures` does not have, in its style: the title first."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import Colormap

from digits.lab.figures.page import entitle, logarithmic, montage, new_figure, open_axes, save, styles
from digits.metrics import CLASSES

Floats = npt.NDArray[np.floating]
Rates = Sequence[tuple[float, float, float, float]]
"""A value, and the error there with its interval, percent."""

_HATCHES = ("", "", "///", "...")
_SHADES = ("0.2", "0.75", "white", "0.9")
_FRAME = "0.7"


def grouped_bars(
    title: str, groups: Sequence[str], series: Mapping[str, Sequence[float]], labels: tuple[str, str], path: Path
) -> None:
    """Bars side by side for each group.

    Args:
        title: the message.
        groups: G names below the axis.
        series: name to G heights.
        labels: of the two axes.
        path: the picture to write.
    """
    figure = new_figure(8, 3.6)
    axes = figure.subplots()
    width = 0.8 / len(series)
    places = np.arange(len(groups))
    for number, (name, values) in enumerate(series.items()):
        at = places + (number - (len(series) - 1) / 2) * width
        shade, hatch = _SHADES[number % len(_SHADES)], _HATCHES[number % len(_HATCHES)]
        axes.bar(at, values, 0.94 * width, color=shade, hatch=hatch, edgecolor="0.2", linewidth=0.7, label=name)
    axes.set_xticks(places, groups)
    axes.tick_params(axis="x", length=0)
    axes.set(xlabel=labels[0], ylabel=labels[1])
    open_axes(axes, grid="y")
    entitle(figure, title)
    if len(series) > 1:
        figure.legend(loc="outside lower center", frameon=False, fontsize=9, ncols=len(series))
    save(figure, path)


def histogram(title: str, values: Mapping[str, Floats], bins: int, labels: tuple[str, str], path: Path) -> None:
    """The distribution of a quantity in one or more groups, as the share of each group.

    Args:
        title: the message.
        values: name of the group to its values.
        bins: how many, the same for all.
        labels: of the two axes.
        path: the picture to write.
    """
    figure = new_figure(8, 3.4)
    axes = figure.subplots()
    together = np.concatenate(list(values.values()))
    low, high = np.percentile(together, [0.05, 99.95])
    edges = np.linspace(low, high, bins + 1)
    for (name, some), style in zip(values.items(), styles(len(values)), strict=True):
        shares = np.histogram(some, edges)[0] / len(some)
        look = {"color": style["color"], "linestyle": style["linestyle"], "linewidth": 1.6}
        axes.stairs(100 * shares, edges, label=name, fill=False, **look)
    axes.set(xlabel=labels[0], ylabel=labels[1])
    open_axes(axes, grid="y")
    entitle(figure, title)
    if len(values) > 1:
        figure.legend(loc="outside lower center", frameon=False, fontsize=9, ncols=len(values))
    save(figure, path)


def digit_ranges(
    title: str, panels: Mapping[str, Sequence[tuple[float, float, float]]], overall: Sequence[float], path: Path
) -> None:
    """For each digit the middle of a quantity and the range of most images, one panel for each quantity.

    Args:
        title: the message.
        panels: what is measured to the tenth, fiftieth and ninetieth percentile of each of the ten digits.
        overall: of each panel the median of all images, as a line.
        path: the picture to write.
    """
    figure = new_figure(9, 3.5)
    panel_axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for axes, (name, ranges), middle in zip(panel_axes, panels.items(), overall, strict=True):
        axes.axvline(middle, color="0.6", linewidth=0.8, linestyle="--")
        for digit, (low, median, high) in enumerate(ranges):
            axes.plot([low, high], [digit, digit], color="0.5", linewidth=1.6)
            axes.plot(median, digit, "o", color="black", markersize=5)
        axes.set(xlabel=name, ylim=(9.6, -0.6), yticks=range(CLASSES))
        axes.tick_params(axis="y", length=0)
        open_axes(axes, grid="x")
    panel_axes[0].set_ylabel("digit")
    entitle(figure, title)
    save(figure, path)


def image_rows(
    title: str,
    rows: Mapping[str, Floats],
    path: Path,
    columns: Sequence[str] = (),
    scale: Literal["grey", "own", "signed"] = "grey",
) -> None:
    """Rows of images of 28x28, each with its name at the left.

    Args:
        title: the message.
        rows: name to (N, 28, 28).
        columns: what stands above each column.
        scale: 0..255 for all (`grey`), each row from its least to its largest value (`own`), or about zero (`signed`).
        path: the picture to write.
    """
    most = max(len(images) for images in rows.values())
    figure = new_figure(9, 0.55 + 0.83 * 10 / max(most, 10) * len(rows) + (0.2 if columns else 0))
    for axes, (name, images) in zip(figure.subplots(len(rows), 1, squeeze=False)[:, 0], rows.items(), strict=True):
        _strip(axes, images.astype(float), most, scale)
        axes.set_ylabel(name, rotation="horizontal", ha="right", va="center", fontsize=9)
    top = figure.axes[0]
    for place, name in enumerate(columns):
        top.text(place * 29 + 14.5, -2, name, ha="center", va="bottom", fontsize=9)
    entitle(figure, title)
    save(figure, path)


def _strip(axes: Axes, images: Floats, columns: int, scale: str) -> None:
    low, high = (0.0, 255.0) if scale == "grey" else (float(images.min()), float(images.max()))
    if scale == "signed":
        low, high = -max(-low, high), max(-low, high)
    picture = montage(images, columns)
    axes.imshow(picture, cmap=_with_frames("Greys"), vmin=low, vmax=high, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def _with_frames(name: str) -> Colormap:
    """A colour map with grey for what is no number."""
    found = mpl.colormaps[name].copy()
    found.set_bad(_FRAME)
    return found


def maps_of_the_field(title: str, maps: Mapping[str, Floats], path: Path) -> None:
    """Something measured at each of the 28x28 places, side by side, each with its scale.

    Args:
        title: the message.
        maps: name to (28, 28).
        path: the picture to write.
    """
    figure = new_figure(3.1 * len(maps), 3.4)
    for axes, (name, one) in zip(figure.subplots(1, len(maps), squeeze=False)[0], maps.items(), strict=True):
        drawn = axes.imshow(one, cmap="Greys", interpolation="nearest", vmin=0)
        axes.set(title=name, xticks=(0, 9, 18, 27), yticks=(0, 9, 18, 27))
        axes.title.set_fontsize(9)
        axes.tick_params(labelsize=8)
        figure.colorbar(drawn, ax=axes, shrink=0.75)
    entitle(figure, title)
    save(figure, path)


def stages_figure(title: str, stages: Sequence[tuple[str, npt.NDArray[np.uint8]]], path: Path) -> None:
    """A picture on its way to 28x28, each step with its name; light is white.

    Args:
        title: the message.
        stages: name and picture (H, W), 0 = black.
        path: the picture to write.
    """
    columns = 4
    figure = new_figure(8, 2.3 * -(-len(stages) // columns) + 0.3)
    grid = figure.subplots(-(-len(stages) // columns), columns, squeeze=False).ravel()
    for axes in grid[len(stages) :]:
        axes.axis("off")
    for axes, (name, picture) in zip(grid, stages, strict=False):
        small = max(picture.shape) <= 28
        axes.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="nearest" if small else "antialiased")
        axes.set_title(name, fontsize=9)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(color=_FRAME, linewidth=0.6)
    entitle(figure, title)
    save(figure, path)


def variance_figure(title: str, shares: Floats, marks: Sequence[int], path: Path) -> None:
    """How much of the variance so many principal components hold, with some numbers of them marked.

    Args:
        title: the message.
        shares: (K,) of each component.
        marks: numbers of components whose share is written.
        path: the picture to write.
    """
    figure = new_figure(8, 3.4)
    axes = figure.subplots()
    held = 100 * np.cumsum(shares)
    axes.plot(np.arange(1, len(held) + 1), held, color="black", linewidth=1.6)
    for mark in marks:
        axes.plot(mark, held[mark - 1], "o", color="black", markersize=5)
        words = f"{mark}: {held[mark - 1]:.0f} %"
        axes.annotate(words, (mark, held[mark - 1]), (6, -10), textcoords="offset points", fontsize=9)
    logarithmic(axes, "x", [1, len(held)])
    axes.set(xlabel="principal components", ylabel="of the variance, %", ylim=(0, 104))
    open_axes(axes)
    entitle(figure, title)
    save(figure, path)


def digit_map(title: str, points: Floats, labels: npt.NDArray[np.integer], axis: tuple[str, str], path: Path) -> None:
    """Images as points on a plane, each drawn as the figure that it shows, in the colour of its digit.

    Args:
        title: the message.
        points: (N, 2).
        labels: (N,).
        axis: what the two axes are; empty where they mean nothing.
        path: the picture to write.
    """
    figure = new_figure(6.6, 5.8)
    axes = figure.subplots()
    colors = mpl.colormaps["tab10"]
    for digit in range(CLASSES):
        some = points[labels == digit]
        axes.plot(*some.T, linestyle="", marker=f"${digit}$", markersize=4, color=colors(digit), markeredgewidth=0.1)
    for digit in range(CLASSES):
        if (labels == digit).any():
            middle = np.median(points[labels == digit], axis=0)
            paper = {"facecolor": "white", "edgecolor": "black", "pad": 2, "linewidth": 0.6}
            axes.text(float(middle[0]), float(middle[1]), str(digit), fontsize=13, ha="center", va="center", bbox=paper)
    axes.set(xlabel=axis[0], ylabel=axis[1])
    if not any(axis):
        axes.set(xticks=[], yticks=[])
    entitle(figure, title)
    save(figure, path)


def rates_figure(title: str, xlabel: str, series: Mapping[str, Rates], path: Path) -> None:
    """How the error changes with a quantity: one curve with intervals for each model, on a logarithmic scale.

    Args:
        title: the message.
        xlabel: the quantity.
        series: name of the model to value, error, low and high, percent.
        path: the picture to write.
    """
    figure = new_figure(8, 4)
    axes = figure.subplots()
    for (name, rates), style in zip(series.items(), styles(len(series)), strict=True):
        values, errors, lows, highs = zip(*rates, strict=True)
        axes.plot(values, errors, markersize=4.5, linewidth=1.5, label=name, **style)
        axes.fill_between(values, lows, highs, color=style["color"], alpha=0.15, linewidth=0)
    logarithmic(axes, "y", [number for rates in series.values() for rate in rates for number in rate[1:] if number])
    axes.set(xlabel=xlabel, ylabel="error on new writers, %")
    open_axes(axes)
    figure.legend(loc="outside lower center", frameon=False, fontsize=9, ncols=len(series))
    entitle(figure, title)
    save(figure, path)


def counted(title: str, counts: Mapping[int, int], labels: tuple[str, str], path: Path) -> None:
    """How often each whole number occurs, with the count above its bar.

    Args:
        title: the message.
        counts: number to how often.
        labels: of the two axes.
        path: the picture to write.
    """
    figure = new_figure(8, 3.2)
    axes = figure.subplots()
    axes.bar(list(counts), list(counts.values()), 0.8, color="0.3")
    for place, count in counts.items():
        axes.annotate(str(count), (place, count), (0, 2), textcoords="offset points", ha="center", fontsize=8)
    axes.set_xticks(sorted(counts))
    axes.set(xlabel=labels[0], ylabel=labels[1])
    open_axes(axes, grid="y")
    entitle(figure, title)
    save(figure, path)
