"""Figures of a network's weights and activations. The darker, the higher the value."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from digits.lab.figures.page import entitle, montage, new_figure, open_axes, save
from digits.metrics import CLASSES

MAPS_SHOWN = 64
"""Most feature maps that are drawn of a layer."""
_MAPS_IN_A_ROW = 16
_FRAME = "0.7"


@dataclass(frozen=True)
class Stage:
    """A layer's output for one image, after its activation.

    Attributes:
        name: of the layer or layers.
        values: (height, width, maps) of a convolution, (units,) of a dense layer.
    """

    name: str
    values: npt.NDArray[np.float32]

    @property
    def heading(self) -> str:
        """Name, shape, and the values of white and black."""
        shape = " × ".join(str(size) for size in self.values.shape)
        low, high = _limits(self.values)
        shown = (
            f", the first {MAPS_SHOWN} shown" if self.values.ndim == 3 and self.values.shape[-1] > MAPS_SHOWN else ""
        )
        return f"{self.name}: {shape}{shown} (white {low:.3g}, black {high:.3g})"


def weights_figure(pictures: npt.NDArray[np.floating], names: Sequence[str], title: str, path: Path) -> None:
    """Draw weights as images on one scale: grey is 0, black positive, white negative.

    Args:
        pictures: (N, height, width).
        names: N.
        title: of the figure.
        path: of the PNG file.
    """
    count, height, width = pictures.shape
    columns = min(count, 5 if count <= 10 else 8)
    rows = -(-count // columns)
    limit = float(np.percentile(np.abs(pictures), 99.5)) or 1.0
    figure = new_figure(1.15 * columns + 1.2, 1.25 * rows * height / width + 0.9)
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat[count:]:
        axes.axis("off")
    for axes, picture, name in zip(grid.flat, pictures, names, strict=False):
        drawn = axes.imshow(picture, cmap="Greys", vmin=-limit, vmax=limit, interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(color=_FRAME, linewidth=0.6)
        axes.set_title(name, fontsize=9, pad=3)
    figure.colorbar(drawn, ax=grid, label="weight", extend="both", extendfrac=0.02, shrink=0.8, aspect=30)
    entitle(figure, title)
    save(figure, path)


def maps_figure(
    image: npt.NDArray[np.uint8],
    probabilities: npt.NDArray[np.floating],
    stages: Sequence[Stage],
    title: str,
    path: Path,
) -> None:
    """Draw an image, the activations of each layer, and the probabilities.

    Args:
        image: (28, 28).
        probabilities: (10,).
        stages: the layers, from the first.
        title: of the figure.
        path: of the PNG file.
    """
    heights = [1.7, *(_height(stage) for stage in stages)]
    figure = new_figure(9, sum(heights) + 0.45 * len(heights))
    parts = figure.subfigures(len(heights), 1, squeeze=False, height_ratios=[height + 0.4 for height in heights])[:, 0]
    entitle(figure, title)
    picture, bars = parts[0].subplots(1, 2, width_ratios=(1, 3.5))
    picture.imshow(image, cmap="Greys", vmin=0, vmax=255, interpolation="nearest")
    picture.set(xticks=[], yticks=[], title="the image")
    _probability_bars(bars, probabilities)
    for part, stage in zip(parts[1:], stages, strict=True):
        (_draw_maps if stage.values.ndim == 3 else _draw_units)(part.subplots(), stage)
    save(figure, path)


def _probability_bars(axes: Axes, probabilities: npt.NDArray[np.floating]) -> None:
    axes.bar(range(CLASSES), 100 * probabilities, color="0.35")
    best = int(probabilities.argmax())
    percent = 100 * float(probabilities[best])
    axes.annotate(f"{math.floor(10 * percent) / 10} %", (best, percent), ha="center", va="bottom", fontsize=9)
    axes.set(xticks=range(CLASSES), ylim=(0, 115), yticks=(0, 50, 100), xlabel="digit", ylabel="probability, %")
    axes.tick_params(axis="x", length=0)
    open_axes(axes, grid="y")


def _height(stage: Stage) -> float:
    """Height of a stage, inches."""
    if stage.values.ndim == 1:
        return 1.1
    maps: int = min(stage.values.shape[-1], MAPS_SHOWN)
    return 0.55 * math.ceil(maps / _MAPS_IN_A_ROW)


def _draw_maps(axes: Axes, stage: Stage) -> None:
    """Draw the maps of a convolution on one scale, in rows."""
    maps = np.moveaxis(stage.values, -1, 0)[:MAPS_SHOWN]
    page = montage(maps, min(len(maps), _MAPS_IN_A_ROW))
    low, high = _limits(stage.values)
    framed = mpl.colormaps["Greys"].with_extremes(bad=_FRAME)
    axes.imshow(page, cmap=framed, vmin=low, vmax=high, interpolation="nearest")
    axes.set_xlim(-0.5, (maps.shape[2] + 1) * _MAPS_IN_A_ROW + 0.5)
    axes.axis("off")
    axes.set_title(stage.heading, fontsize=9, loc="left", pad=3)


def _draw_units(axes: Axes, stage: Stage) -> None:
    """Draw the activations of a dense layer, a bar for each unit."""
    units = np.arange(len(stage.values))
    axes.bar(units, stage.values, width=0.8 if len(units) <= 100 else 1.0, color="0.35")
    axes.set_title(f"{stage.name}: {len(units)} units", fontsize=9, loc="left", pad=3)
    axes.set(xlim=(-0.75, len(units) - 0.25), ylabel="activation")
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.tick_params(labelsize=8)
    open_axes(axes, grid="y")


def _limits(values: npt.NDArray[np.floating]) -> tuple[float, float]:
    """The values of white and black: from 0, or symmetric if some are negative."""
    largest = float(np.abs(values).max()) or 1.0
    return (0.0 if values.min() >= 0 else -largest), largest
