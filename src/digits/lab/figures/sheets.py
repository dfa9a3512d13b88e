"""Sheets of images with labels and answers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from digits.lab.figures.page import entitle, new_figure, save, wrapped
from digits.metrics import CLASSES, Probabilities
from digits.metrics import wrong as wrong_indices
from digits.mnist import Split

Indices = npt.NDArray[np.intp]
Images = npt.NDArray[np.uint8]

SHOWN = 60
"""Most images on a sheet of misread ones."""
_COLUMNS = 10
_SIDE = 28
_GAP = 8
_CAPTION = 10
_INCHES = 1 / 36
"""Inches per unit of a sheet's layout, which is one pixel of an image."""
_SEED = 1


def wrong_images(split: Split, wrong: Indices, probabilities: Probabilities, title: str, path: Path) -> None:
    """Draw the first sixty misread images, each with its index, label and answer.

    Args:
        split: N images and labels.
        wrong: the indices of the misread ones.
        probabilities: (N, 10).
        title: of the figure.
        path: of the PNG file.
    """
    shown = wrong[:SHOWN]
    if len(wrong) > SHOWN:
        title += f"\nthe first {SHOWN} of {len(wrong):,} misread images"
    captions = [f"#{index}\n{_answer(int(split.labels[index]), probabilities[index].astype(float))}" for index in shown]
    agreement_sheet(split.images[shown], captions, title, path)


def agreement_sheet(images: Images, captions: Sequence[str], title: str, path: Path) -> None:
    """Draw images in rows, each with a caption of at most two short lines.

    Args:
        images: (N, 28, 28).
        captions: N.
        title: of the figure.
        path: of the PNG file.
    """
    columns = max(1, min(_COLUMNS, len(images)))
    rows = max(1, -(-len(images) // columns))
    cell = (_SIDE + _GAP, _SIDE + _CAPTION + _GAP / 2)
    figure, axes = _page(_COLUMNS * cell[0], rows * cell[1], title)
    for cell_index, (image, caption) in enumerate(zip(images, captions, strict=True)):
        left, top = cell_index % columns * cell[0], cell_index // columns * cell[1]
        _image(axes, image, left, top)
        axes.text(left + _SIDE / 2, top + _SIDE + 1, caption, ha="center", va="top", fontsize=7)
    if len(images) == 0:
        axes.text(0, _SIDE / 2, "none", va="center")
    save(figure, path)


def answers_sheet(split: Split, probabilities: Probabilities, title: str, path: Path) -> None:
    """Draw correct and wrong answers, each with the ten probabilities as bars.

    Correct ones at random (with a fixed seed), the least certain correct ones, and the most certain wrong ones.

    Args:
        split: N images and labels.
        probabilities: (N, 10).
        title: of the figure.
        path: of the PNG file.
    """
    sections = _sections(split, probabilities)
    cell = (_SIDE + _GAP, _SIDE + 27)
    heights = [14 + cell[1] * max(1, -(-len(indices) // _COLUMNS)) for indices in sections.values()]
    title += "\nbars: the probability of each digit, 0 to 1; black: the label"
    figure, axes = _page(_COLUMNS * cell[0], sum(heights), title)
    tops = np.cumsum([0, *heights[:-1]])
    for top, (heading, indices) in zip(tops, sections.items(), strict=True):
        axes.text(0, top + 6, heading, va="center", fontsize=10, fontweight="bold")
        if len(indices) == 0:
            axes.text(0, top + 20, "none", va="center", fontsize=9)
        for cell_index, index in enumerate(indices):
            corner = (cell_index % _COLUMNS * cell[0], float(top) + 12 + cell_index // _COLUMNS * cell[1])
            _answered(axes, split.images[index], int(split.labels[index]), probabilities[index], corner)
    save(figure, path)


def _sections(split: Split, probabilities: Probabilities) -> dict[str, Indices]:
    """Indices of images by the heading above them."""
    certainty = probabilities.max(axis=1)
    wrong = wrong_indices(probabilities, split.labels)
    right = np.setdiff1d(np.arange(len(split.labels)), wrong)
    chosen = np.sort(np.random.default_rng(_SEED).permutation(right)[: 2 * _COLUMNS])
    return {
        f"Correct: {len(chosen)} of {len(right):,} at random": chosen,
        "Correct: the least certain": right[np.argsort(certainty[right], kind="stable")][:_COLUMNS],
        f"Wrong: the most certain of {len(wrong):,}": wrong[np.argsort(-certainty[wrong], kind="stable")][
            : 2 * _COLUMNS
        ],
    }


def _answered(
    axes: Axes, image: Images, label: int, probabilities: npt.NDArray[np.floating], corner: tuple[float, float]
) -> None:
    """Draw an image with its answer and its bars below."""
    left, top = corner
    _image(axes, image, left, top)
    words = _answer(label, probabilities.astype(float))
    axes.text(left + _SIDE / 2, top + _SIDE + 0.5, words, ha="center", va="top", fontsize=7)
    floor, high, width = top + _SIDE + 18, 11, _SIDE / CLASSES
    places = left + width * (np.arange(CLASSES) + 0.5)
    shades = ["black" if digit == label else "0.65" for digit in range(CLASSES)]
    axes.bar(places, -high * probabilities, 0.8 * width, bottom=floor, color=shades)
    axes.plot([left, left + _SIDE], [floor, floor], color="0.5", linewidth=0.5)
    for digit, place in enumerate(places):
        axes.text(place, floor + 0.6, str(digit), ha="center", va="top", fontsize=4.5, color="0.3")


def _answer(label: int, probabilities: npt.NDArray[np.float64]) -> str:
    """Label and answer, with the probability in percent, rounded down."""
    read = int(probabilities.argmax())
    percent = f"{int(100 * probabilities[read])} %"
    return f"{label}, {percent}" if read == label else f"{label} read {read}, {percent}"


def _page(width: float, height: float, title: str) -> tuple[Figure, Axes]:
    """Make axes in units of an image's pixels, y downwards, with nothing but a title."""
    inches = (width + 8) * _INCHES
    lines = 1 + wrapped(title, inches).count("\n")
    figure = new_figure(inches, (height + 8) * _INCHES + 0.2 * lines + 0.1)
    entitle(figure, title)
    axes = figure.subplots()
    axes.set(xlim=(-4, width + 4), ylim=(height + 4, -4))
    axes.axis("off")
    return figure, axes


def _image(axes: Axes, image: Images, left: float, top: float) -> None:
    """Draw an image, ink black on white, in a thin frame."""
    axes.imshow(
        image,
        cmap="Greys",
        vmin=0,
        vmax=255,
        extent=(left, left + _SIDE, top + _SIDE, top),
        aspect="auto",
        interpolation="nearest",
    )
    edges = ([left, left + _SIDE, left + _SIDE, left, left], [top, top, top + _SIDE, top + _SIDE, top])
    axes.plot(*edges, color="0.8", linewidth=0.5)
