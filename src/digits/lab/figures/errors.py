"""Figures of confusions: of one model, and of many."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Rectangle

from digits.lab.figures.page import entitle, new_figure, open_axes, save
from digits.metrics import CLASSES, Scores

_DARKEST = 0.5
"""The share of black on which black numbers remain legible."""


def confusion_heat_map(confusion: npt.NDArray[np.int64], title: str, path: Path) -> None:
    """Draw a confusion matrix: the darker a cell, the more errors; correct answers are framed.

    Args:
        confusion: (10, 10), rows are the truth.
        title: of the figure.
        path: of the PNG file.
    """
    errors = confusion.astype(float)
    np.fill_diagonal(errors, 0)
    figure = new_figure(6.4, 6.2)
    axes = figure.subplots()
    axes.imshow(errors, cmap="Greys", vmin=0, vmax=max(errors.max() / _DARKEST, 1))
    for (truth, read), count in np.ndenumerate(confusion):
        words = str(count) if count else "·"
        axes.text(read, truth, words, ha="center", va="center", fontsize=9, color="black" if count else "0.6")
    for digit in range(CLASSES):
        axes.add_patch(_frame(digit, digit))
    axes.set(xlabel="read as", ylabel="label", xticks=range(CLASSES), yticks=range(CLASSES))
    entitle(figure, title)
    axes.tick_params(length=0)
    save(figure, path)


def _frame(column: int, row: int) -> Rectangle:
    return Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="0.6", linewidth=0.8)


def report_figure(scores: list[Scores], title: str, path: Path) -> None:
    """Draw 1 − recall and 1 − precision of each class.

    Args:
        scores: of the ten classes.
        title: of the figure.
        path: of the PNG file.
    """
    figure = new_figure(7.5, 4)
    axes = figure.subplots()
    place = np.arange(CLASSES)
    missed = [100 * (1 - one.recall) for one in scores]
    misread = [100 * (1 - one.precision) for one in scores]
    axes.bar(place - 0.2, missed, 0.38, color="0.2", label="missed images of the digit (1 − recall)")
    axes.bar(
        place + 0.2,
        misread,
        0.38,
        color="0.8",
        edgecolor="0.2",
        linewidth=0.8,
        label="wrong among images read as the digit (1 − precision)",
    )
    names = [f"{digit}\n{one.support:,}" for digit, one in enumerate(scores)]
    axes.set_xticks(place, names)
    axes.set(xlabel="digit, and its number of images", ylabel="share, %")
    entitle(figure, title)
    axes.tick_params(axis="x", length=0)
    open_axes(axes, grid="y")
    figure.legend(loc="outside lower center", frameon=False, fontsize=9, ncols=2)
    save(figure, path)


def confusions_by_network(
    names: Sequence[str], pairs: Sequence[tuple[int, int]], counts: npt.NDArray[np.integer], path: Path
) -> None:
    """Draw how often each model makes each confusion; shades compare within a model.

    Args:
        names: of the M models.
        pairs: the P confusions: label, and digit that was read.
        counts: (M, P).
        path: of the PNG file.
    """
    figure = new_figure(2.4 + 0.55 * len(pairs), 1.6 + 0.32 * len(names))
    axes = figure.subplots()
    shades = counts / np.maximum(counts.max(axis=1, keepdims=True), 1)
    axes.imshow(shades, cmap="Greys", vmin=0, vmax=1 / _DARKEST, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, str(count), ha="center", va="center", fontsize=9)
    axes.set_xticks(range(len(pairs)), [f"{written}\n{read}" for written, read in pairs])
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="label (above) and read as (below); in the cells: images")
    entitle(figure, "Confusions by model\n(darkest in each row: the most frequent)")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    save(figure, path)
