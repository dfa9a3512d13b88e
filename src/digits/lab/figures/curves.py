"""Curves: how a run went, and one quantity against another."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from digits.lab.figures.page import label_ends, logarithmic, new_figure, open_axes, save, styles

Numbers = Sequence[float]
Scale = Literal["linear", "log"]


def learning_curves(
    history: list[dict[str, float]], title: str, path: Path, best: int | None = None, stopped: bool = False
) -> None:
    """Loss and error of training and validation per epoch, side by side, the gap between them shaded.

    Args:
        history: per epoch: epoch, loss, accuracy; and val_loss, val_accuracy where there is validation.
        title: of the figure.
        path: the picture to write.
        best: the epoch of lowest validation loss, marked.
        stopped: whether training was stopped early, which is said at the last epoch.
    """
    figure = new_figure(9, 3.8)
    loss, error = figure.subplots(1, 2)
    measured = "val_loss" in history[0]
    _training_and_validation(loss, history, "loss", "cross-entropy, nats", best)
    _training_and_validation(error, history, "accuracy", "error (100 − accuracy), %", best)
    if stopped:
        for axes in (loss, error):
            axes.axvline(history[-1]["epoch"], color="0.5", linewidth=0.8, linestyle=":")
        _at_the_top(loss, history[-1]["epoch"], "stopped\nearly", "left")
    if best is not None and measured:
        _at_the_top(loss, best, f"lowest loss,\nepoch {best}", "right" if best > len(history) / 2 else "left")
    handles = dict(zip(*reversed(loss.get_legend_handles_labels()), strict=True))
    handles.update(zip(*reversed(error.get_legend_handles_labels()), strict=True))
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles), frameon=False, fontsize=9
    )
    figure.suptitle(title)
    save(figure, path)


def _training_and_validation(
    axes: Axes, history: list[dict[str, float]], name: str, label: str, best: int | None
) -> None:
    """One of the two panels."""
    epochs = [one["epoch"] for one in history]
    curves = {prefix: _values(history, prefix + name) for prefix in ("", "val_") if prefix + name in history[0]}
    axes.plot(epochs, curves[""], "k--o", markersize=3, linewidth=1.2, label="training, as it went")
    if "val_" in curves:
        validation = curves["val_"]
        axes.plot(epochs, validation, "k-o", markersize=3, linewidth=1.6, label="validation")
        _shade_the_gap(axes, epochs, curves[""], validation)
        if best is not None:
            axes.axvline(best, color="0.5", linewidth=0.8)
            axes.plot(best, validation[epochs.index(best)], "o", markersize=9, mfc="none", mec="black")
    logarithmic(axes, "y", [value for curve in curves.values() for value in curve])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="epoch", ylabel=label)
    open_axes(axes)


def _shade_the_gap(axes: Axes, epochs: Numbers, training: Numbers, validation: Numbers) -> None:
    """Shade where validation is worse than training, which is what overfitting looks like."""
    worse = np.greater(validation, training)
    if worse.any():
        axes.fill_between(
            epochs,
            training,
            validation,
            where=worse.tolist(),
            interpolate=True,
            color="0.87",
            linewidth=0,
            label="gap: validation worse than training",
        )


def _values(history: list[dict[str, float]], name: str) -> list[float]:
    """A column of the history; an accuracy, 0..1, as error in percent."""
    values = [one[name] for one in history]
    return [100 * (1 - value) for value in values] if name.endswith("accuracy") else values


def _at_the_top(axes: Axes, epoch: float, words: str, side: Literal["left", "right"]) -> None:
    """Say in words what the vertical line at an epoch is, to the left or right of it."""
    axes.annotate(
        words,
        (epoch, 1),
        (3 if side == "left" else -3, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha=side,
        va="top",
        fontsize=8,
    )


def lines_figure(  # noqa: PLR0913, PLR0917 - what a figure of curves has
    title: str,
    xlabel: str,
    ylabel: str,
    series: Mapping[str, tuple[Numbers, Numbers]],
    path: Path,
    xscale: Scale = "linear",
    yscale: Scale = "linear",
    bands: Mapping[str, tuple[Numbers, Numbers]] | None = None,
) -> None:
    """One curve per series, named at its end.

    Args:
        title: the message.
        xlabel: what is on the horizontal axis, with its unit.
        ylabel: what is on the vertical axis, with its unit.
        series: name to xs and ys of equal length; what is not finite leaves a hole.
        path: the picture to write.
        xscale: `linear` or `log`.
        yscale: `linear` or `log`.
        bands: name of a series to the lows and highs of an interval around it.
    """
    figure = new_figure(8, 4.6)
    axes = figure.subplots()
    chosen = styles(len(series))
    many = max((len(xs) for xs, _ in series.values()), default=0) > 30
    for (name, (xs, ys)), style in zip(series.items(), chosen, strict=True):
        axes.plot(xs, ys, markersize=4.5, linewidth=1.5, markevery=max(1, len(xs) // 12) if many else 1, **style)
        if bands and name in bands:
            axes.fill_between(xs, *bands[name], color=style["color"], alpha=0.15, linewidth=0)
    if xscale == "log":
        logarithmic(axes, "x", [x for xs, _ in series.values() for x in xs])
    elif all(float(x).is_integer() for xs, _ in series.values() for x in xs):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if yscale == "log":
        logarithmic(axes, "y", [y for _, ys in series.values() for y in ys])
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.set_xlim(axes.get_xlim())
    axes.set_ylim(axes.get_ylim())
    open_axes(axes)
    ends = {name: _last_finite(xs, ys) for name, (xs, ys) in series.items()}
    label_ends(axes, ends, [style["color"] for style in chosen], height=3.6)
    save(figure, path)


def _last_finite(xs: Numbers, ys: Numbers) -> tuple[float, float]:
    """The last point that can be drawn; NaNs where there is none."""
    finite = [(x, y) for x, y in zip(xs, ys, strict=True) if math.isfinite(x) and math.isfinite(y)]
    return finite[-1] if finite else (math.nan, math.nan)
