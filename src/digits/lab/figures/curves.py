"""Curves: learning curves of a run, and one quantity against another."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from digits.lab.figures.page import entitle, label_ends, logarithmic, new_figure, open_axes, save, styles, ticks_at

Numbers = Sequence[float]
Scale = Literal["linear", "log"]
_MOST_TICKS = 8
"""Up to so many values on the horizontal axis, each has a tick."""


def learning_curves(
    history: list[dict[str, float]], title: str, path: Path, best: int | None = None, stopped: bool = False
) -> None:
    """Draw loss and error of training and validation per epoch, the gap between them shaded.

    The training loss is what training minimizes: cross-entropy (with label smoothing, if any) plus penalties on the
    weights. The validation loss is plain cross-entropy.

    Args:
        history: per epoch: epoch, loss, accuracy; and val_loss, val_accuracy where there is validation.
        title: of the figure.
        path: of the PNG file.
        best: the epoch of lowest validation loss, marked.
        stopped: whether training was stopped early, marked at the last epoch.
    """
    figure = new_figure(9, 3.8)
    loss, error = figure.subplots(1, 2)
    validated = "val_loss" in history[0]
    _training_and_validation(loss, history, "loss", "loss, nats", best)
    _training_and_validation(error, history, "accuracy", "error (100 − accuracy), %", best)
    if stopped:
        for axes in (loss, error):
            axes.axvline(history[-1]["epoch"], color="0.5", linewidth=0.8, linestyle=":")
        _at_the_top(loss, history[-1]["epoch"], "stopped\nearly", "left")
    if best is not None and validated:
        _at_the_top(loss, best, f"lowest loss,\nepoch {best}", "right" if best > len(history) / 2 else "left")
    handles = dict(zip(*reversed(loss.get_legend_handles_labels()), strict=True))
    handles.update(zip(*reversed(error.get_legend_handles_labels()), strict=True))
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles), frameon=False, fontsize=9
    )
    entitle(figure, title)
    save(figure, path)


def _training_and_validation(
    axes: Axes, history: list[dict[str, float]], name: str, label: str, best: int | None
) -> None:
    """Draw one of the two panels."""
    epochs = [one["epoch"] for one in history]
    curves = {prefix: _values(history, prefix + name) for prefix in ("", "val_") if prefix + name in history[0]}
    axes.plot(
        epochs,
        curves[""],
        "k--o",
        markersize=3,
        linewidth=1.2,
        label="training, mean over the epoch (loss: with penalties, if any)",
    )
    if "val_" in curves:
        validation = curves["val_"]
        axes.plot(epochs, validation, "k-o", markersize=3, linewidth=1.6, label="validation")
        _shade_the_gap(axes, epochs, curves[""], validation)
        if best is not None:
            axes.axvline(best, color="0.5", linewidth=0.8)
            axes.plot(best, validation[epochs.index(best)], "o", markersize=9, mfc="none", mec="black")
    logarithmic(axes, "y", [value for curve in curves.values() for value in curve])
    _epoch_axis(axes, epochs[-1])
    axes.set(ylabel=label)
    open_axes(axes)


def _epoch_axis(axes: Axes, last: float) -> None:
    """Show whole epochs from 1 to the last, with room for markers at both ends."""
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.set(xlabel="epoch", xlim=(0.5, last + 0.5))


def _shade_the_gap(axes: Axes, epochs: Numbers, training: Numbers, validation: Numbers) -> None:
    """Shade where validation is worse than training: overfitting."""
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
    """A column of the history; accuracies, 0..1, become errors in percent."""
    values = [one[name] for one in history]
    return [100 * (1 - value) for value in values] if name.endswith("accuracy") else values


def _at_the_top(axes: Axes, epoch: float, words: str, side: Literal["left", "right"]) -> None:
    """Label the vertical line at an epoch, to its left or right."""
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


def stops_figure(
    history: list[dict[str, float]], stops: Mapping[str, tuple[float, float]], title: str, path: Path
) -> None:
    """Draw validation loss and error, with early stops and the epochs that they keep.

    Args:
        history: per epoch of the whole training: epoch, val_loss, val_accuracy.
        stops: name to the epoch whose weights are kept and the epoch after which training stops.
        title: of the figure.
        path: of the PNG file.
    """
    figure = new_figure(10, 4.2)
    panels = (("val_loss", "cross-entropy on held-out writers, nats"), ("val_accuracy", "error on held-out writers, %"))
    for axes, (name, label) in zip(figure.subplots(1, 2), panels, strict=True):
        values = _values(history, name)
        epochs = [one["epoch"] for one in history]
        axes.plot(epochs, values, "k-o", markersize=3, linewidth=1.2)
        logarithmic(axes, "y", values)
        axes.margins(y=0.2)
        axes.set(ylabel=label)
        _epoch_axis(axes, epochs[-1])
        open_axes(axes)
        for words, (kept, stopped) in stops.items():
            _mark_stop(axes, words, (kept, values[epochs.index(kept)]), stopped)
    entitle(figure, title)
    save(figure, path)


def _mark_stop(axes: Axes, words: str, kept: tuple[float, float], stopped: float) -> None:
    """Draw a ring around the kept epoch, and a line where training stops."""
    axes.axvline(stopped, color="0.5", linewidth=0.8, linestyle="--", zorder=1)
    _at_the_top(axes, stopped, f"{words}\nstops", "left")
    axes.plot(*kept, "o", markersize=10, mfc="none", mec="black")
    axes.annotate(
        f"{words}\nkeeps",
        kept,
        (0, -8),
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=8,
        zorder=1.5,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
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
    """Draw one curve per series, labelled at its end where there are several.

    Args:
        title: the message.
        xlabel: what is on the horizontal axis, with its unit.
        ylabel: what is on the vertical axis, with its unit.
        series: name to xs and ys of equal length; values that are not finite leave a gap.
        path: of the PNG file.
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
    everywhere = {x for xs, _ in series.values() for x in xs if math.isfinite(x)}
    if xscale == "log":
        logarithmic(axes, "x", everywhere)
    if len(everywhere) <= _MOST_TICKS:
        ticks_at(axes, everywhere)
    elif xscale == "linear" and all(float(x).is_integer() for x in everywhere):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if yscale == "log":
        logarithmic(axes, "y", [y for _, ys in series.values() for y in ys])
    axes.set(xlabel=xlabel, ylabel=ylabel)
    entitle(figure, title)
    axes.set_xlim(axes.get_xlim())
    axes.set_ylim(axes.get_ylim())
    open_axes(axes)
    ends = {name: _last_finite(xs, ys) for name, (xs, ys) in series.items()}
    if len(ends) > 1:
        label_ends(axes, ends, [style["color"] for style in chosen], height=3.6)
    save(figure, path)


def _last_finite(xs: Numbers, ys: Numbers) -> tuple[float, float]:
    """The last finite point; NaNs where there is none."""
    finite = [(x, y) for x, y in zip(xs, ys, strict=True) if math.isfinite(x) and math.isfinite(y)]
    return finite[-1] if finite else (math.nan, math.nan)
