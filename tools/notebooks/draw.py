"""Figures and tables in a notebook's cell."""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from IPython.display import Image, Markdown

from digits.lab.figures.page import logarithmic, montage, styles
from digits.metrics import CLASSES
from tools.notebooks.results import RESULTS, Rate

Floats = npt.NDArray[np.floating]


def show(draw: Callable[..., None], *arguments: Any, **settings: Any) -> Image:
    """What a function of `digits.lab.figures`, which takes the path of a PNG, draws."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "figure.png")
        draw(*arguments, path=path, **settings)
        return Image(path.read_bytes())


def stored(name: str) -> Image:
    """A figure that a command left in `results/`."""
    return Image((RESULTS / name).read_bytes())


def table(header: Sequence[str], rows: Iterable[Sequence[str | float]]) -> Markdown:
    """A table; the first column aligned left, the others right."""
    lines = [header, [":--", *["--:"] * (len(header) - 1)], *rows]
    return Markdown("\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines))


def _cell(value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return value if isinstance(value, str) else f"{value:,}"


def image_rows(title: str, rows: Mapping[str, Floats], columns: Sequence[str] = ()) -> None:
    """Rows of images of 28x28, each row from its lowest (white) to its highest value (black).

    Args:
        title: of the figure.
        rows: name to (N, 28, 28).
        columns: labels above the columns.
    """
    longest = max(len(images) for images in rows.values())
    figure, all_axes = plt.subplots(len(rows), 1, figsize=(9, 0.6 + 0.85 * len(rows)), squeeze=False)
    colors = mpl.colormaps["Greys"].copy()
    colors.set_bad("0.7")
    for axes, (name, images) in zip(all_axes[:, 0], rows.items(), strict=True):
        axes.imshow(montage(images.astype(float), longest), cmap=colors, interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.set_ylabel(name, rotation="horizontal", ha="right", va="center")
    for place, name in enumerate(columns):
        all_axes[0, 0].text(place * 29 + 14.5, -2, name, ha="center", va="bottom", fontsize=8)
    figure.suptitle(title)


def digit_map(title: str, points: Floats, labels: npt.NDArray[np.integer]) -> None:
    """Images as points (N, 2) on a plane, each drawn as its label in the label's colour."""
    _, axes = plt.subplots(figsize=(6.6, 5.8))
    frame = {"facecolor": "white", "pad": 2, "linewidth": 0.6}
    for digit in range(CLASSES):
        some = points[labels == digit]
        axes.plot(*some.T, linestyle="", marker=f"${digit}$", markersize=4, color=f"C{digit}", markeredgewidth=0.1)
    for digit in np.unique(labels):
        axes.text(*np.median(points[labels == digit], axis=0), str(digit), fontsize=13, bbox=frame)
    axes.set(title=title, xticks=[], yticks=[])


def rates(title: str, xlabel: str, curves: Mapping[str, Sequence[tuple[float, Rate]]]) -> None:
    """The error along a measurement, with intervals, on a logarithmic axis.

    Args:
        title: of the figure.
        xlabel: the measurement, with its unit.
        curves: name of the model to values and errors, as `rates_along` gives them.
    """
    _, axes = plt.subplots(figsize=(8, 3.8))
    for (name, points), style in zip(curves.items(), styles(len(curves)), strict=True):
        values, (errors, lows, highs) = [value for value, _ in points], np.array([rate for _, rate in points]).T
        axes.plot(values, errors, markersize=4.5, linewidth=1.5, label=name, **style)
        axes.fill_between(values, lows, highs, color=style["color"], alpha=0.15, linewidth=0)
    logarithmic(axes, "y", [error for points in curves.values() for _, rate in points for error in rate])
    axes.set(title=title, xlabel=xlabel, ylabel="error on held-out writers, %")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def pictures(title: str, pictures: Mapping[str, Floats], columns: int = 4, cmap: str = "gray") -> None:
    """Pictures (H, W) in a grid, each with its name."""
    rows = -(-len(pictures) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(2.3 * columns, 2.4 * rows + 0.3), squeeze=False)
    for axes in grid.flat:
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    for axes, (name, picture) in zip(grid.flat, pictures.items(), strict=False):
        axes.imshow(picture, cmap=cmap, interpolation="nearest" if max(picture.shape) <= 28 else "antialiased")
        axes.set_title(name, fontsize=9)
    figure.suptitle(title)
