"""The pictures of a run and of an evaluation: one message each, labelled axes, readable in grey."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from digits.files import replacing
from digits.metrics import CLASSES, Probabilities, Scores
from digits.mnist import Split

mpl.use("agg")
from matplotlib import pyplot  # the backend is chosen first: no screen is needed


def learning_curves(history: list[dict[str, float]], title: str, path: Path) -> None:
    """Loss and error of training and validation per epoch, side by side."""
    epochs = [int(one["epoch"]) for one in history]
    figure, (loss, error) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for axes, name, label in ((loss, "loss", "cross-entropy"), (error, "accuracy", "error, %")):
        for prefix, who, style in (
            ("", "training (as augmented)", "k--"),
            ("val_", "validation (new writers)", "k-"),
        ):
            if prefix + name not in history[0]:
                continue
            values = [one[prefix + name] for one in history]
            if name == "accuracy":
                values = [100 * (1 - value) for value in values]
            axes.plot(epochs, values, style, label=who)
        axes.set(xlabel="epoch", ylabel=label, yscale="log")
        axes.grid(alpha=0.3, which="both")
    loss.legend()
    figure.suptitle(title)
    _save(figure, path)


def confusion_heat_map(confusion: npt.NDArray[np.int64], title: str, path: Path) -> None:
    """Counts of what was read for what was written; the diagonal left pale so that the mistakes stand out."""
    mistakes = confusion.astype(float)
    np.fill_diagonal(mistakes, 0)
    figure, axes = pyplot.subplots(figsize=(6, 5.6), layout="constrained")
    axes.imshow(mistakes, cmap="Greys", vmin=0, vmax=max(mistakes.max() * 1.6, 1))
    for (truth, read), count in np.ndenumerate(confusion):
        axes.text(read, truth, str(count) if count else "·", ha="center", va="center", color="black")
    axes.set(xlabel="read as", ylabel="written", xticks=range(CLASSES), yticks=range(CLASSES), title=title)
    _save(figure, path)


def report_figure(scores: list[Scores], title: str, path: Path) -> None:
    """Precision and recall of each class as shortfall from 100 %, so that classes can be told apart."""
    figure, axes = pyplot.subplots(figsize=(7, 3.6), layout="constrained")
    place = np.arange(CLASSES)
    axes.bar(
        place - 0.2,
        [100 * (1 - one.recall) for one in scores],
        0.4,
        color="0.25",
        label="missed (1 - recall)",
    )
    axes.bar(
        place + 0.2,
        [100 * (1 - one.precision) for one in scores],
        0.4,
        color="0.7",
        label="misread (1 - precision)",
    )
    axes.set(xlabel="digit", ylabel="%", xticks=place, title=title)
    axes.grid(axis="y", alpha=0.3)
    axes.legend()
    _save(figure, path)


def wrong_images(
    split: Split, wrong: npt.NDArray[np.intp], probabilities: Probabilities, title: str, path: Path
) -> None:
    """The first sixty images that were read wrongly, each with its index, its label and what was read."""
    shown = wrong[:60]
    columns = 10
    rows = max(1, -(-len(shown) // columns))
    figure, grid = pyplot.subplots(rows, columns, figsize=(10, 1.35 * rows + 0.5), layout="constrained", squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, index in zip(grid.flat, shown, strict=False):
        read = int(probabilities[index].argmax())
        axes.imshow(split.images[index], cmap="Greys")
        axes.set_title(
            f"#{index}\n{split.labels[index]} read {read} ({int(100 * probabilities[index, read])} %)",
            fontsize=7,
        )
    figure.suptitle(title)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    with replacing(path) as hidden:
        figure.savefig(hidden, dpi=110)
    pyplot.close(figure)
