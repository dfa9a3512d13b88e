"""Which digits are mistaken for which: by one network, and by many."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Rectangle

from digits.lab.figures.page import entitle, new_figure, open_axes, save
from digits.metrics import CLASSES, Scores

_DARKEST = 0.5
"""The share of black up to which black figures on it can be read."""


def confusion_heat_map(confusion: npt.NDArray[np.int64], title: str, path: Path) -> None:
    """Counts of what was read for what was written; the darker a cell, the more mistakes; right answers framed.

    Args:
        confusion: (10, 10), rows are the truth.
        title: of the figure.
        path: the picture to write.
    """
    mistakes = confusion.astype(float)
    np.fill_diagonal(mistakes, 0)
    figure = new_figure(6.4, 6.2)
    axes = figure.subplots()
    axes.imshow(mistakes, cmap="Greys", vmin=0, vmax=max(mistakes.max() / _DARKEST, 1))
    for (truth, read), count in np.ndenumerate(confusion):
        words = str(count) if count else "·"
        axes.text(read, truth, words, ha="center", va="center", fontsize=9, color="black" if count else "0.6")
    for digit in range(CLASSES):
        axes.add_patch(_frame(digit, digit))
    axes.set(xlabel="read as", ylabel="written", xticks=range(CLASSES), yticks=range(CLASSES))
    entitle(figure, title)
    axes.tick_params(length=0)
    save(figure, path)


def _frame(column: int, row: int) -> Rectangle:
    return Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="0.6", linewidth=0.8)


def report_figure(scores: list[Scores], title: str, path: Path) -> None:
    """Recall and precision of each class as what is missing to 100 %, so that classes can be told apart.

    Args:
        scores: of the ten classes.
        title: of the figure.
        path: the picture to write.
    """
    figure = new_figure(7.5, 4)
    axes = figure.subplots()
    place = np.arange(CLASSES)
    missed = [100 * (1 - one.recall) for one in scores]
    misread = [100 * (1 - one.precision) for one in scores]
    axes.bar(place - 0.2, missed, 0.38, color="0.2", label="of the images of the digit, missed (1 − recall)")
    axes.bar(
        place + 0.2,
        misread,
        0.38,
        color="0.8",
        edgecolor="0.2",
        linewidth=0.8,
        label="of the images read as the digit, wrong (1 − precision)",
    )
    names = [f"{digit}\n{one.support:,}" for digit, one in enumerate(scores)]
    axes.set_xticks(place, names)
    axes.set(xlabel="digit, and how many images there are of it", ylabel="share, %")
    entitle(figure, title)
    axes.tick_params(axis="x", length=0)
    open_axes(axes, grid="y")
    figure.legend(loc="outside lower center", frameon=False, fontsize=9, ncols=2)
    save(figure, path)


def confusions_by_network(
    names: Sequence[str], pairs: Sequence[tuple[int, int]], counts: npt.NDArray[np.integer], path: Path
) -> None:
    """How often each network makes each of some confusions.

    The shade compares within a network, since a poor one makes more of all mistakes.

    Args:
        names: the M networks.
        pairs: the P confusions: what was written, what was read.
        counts: (M, P).
        path: the picture to write.
    """
    figure = new_figure(2.4 + 0.55 * len(pairs), 1.6 + 0.32 * len(names))
    axes = figure.subplots()
    shades = counts / np.maximum(counts.max(axis=1, keepdims=True), 1)
    axes.imshow(shades, cmap="Greys", vmin=0, vmax=1 / _DARKEST, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, str(count), ha="center", va="center", fontsize=9)
    axes.set_xticks(range(len(pairs)), [f"{written}\n{read}" for written, read in pairs])
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="written (above) and read as (below); in the cells: images")
    entitle(figure, "Which confusions a network makes\n(darkest in each row: its most frequent)")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    save(figure, path)
