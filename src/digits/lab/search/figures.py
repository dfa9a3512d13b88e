"""Figures of a study: history, importance of settings, and parallel coordinates.

Not by `optuna.visualization`, whose figures distinguish trials by colour only.
"""

import math
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import optuna
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.exceptions import ExperimentalWarning
from optuna.trial import FrozenTrial, TrialState

from digits.lab.figures.page import entitle, logarithmic, new_figure, number, open_axes, save

_EVIDENCE_TRIALS = 20
_TICKS_APART = 0.06


def value(trial: FrozenTrial) -> float:
    """The objective of a trial; the last value of a pruned one; infinite where there is none."""
    if trial.state is TrialState.COMPLETE and trial.value is not None:
        return trial.value
    return trial.intermediate_values[max(trial.intermediate_values)] if trial.intermediate_values else math.inf


def history(trials: Sequence[FrozenTrial], measure: str, title: str, path: Path) -> None:
    """Draw the value of each trial and the lowest so far; for pruned trials the value when they were stopped.

    Args:
        trials: all, in the order of their numbers, at least one completed.
        measure: name and unit of the value.
        title: of the figure.
        path: of the PNG.
    """
    complete = [(trial.number, value(trial)) for trial in trials if trial.state is TrialState.COMPLETE]
    pruned = [(trial.number, value(trial)) for trial in trials if trial.state is TrialState.PRUNED]
    pruned = [point for point in pruned if math.isfinite(point[1])]
    figure = new_figure(7, 4)
    axes = figure.subplots()
    numbers, values = zip(*complete, strict=True)
    axes.step(numbers, np.minimum.accumulate(values), color="black", where="post", label="lowest so far")
    axes.plot(numbers, values, "o", color="0.35", label="completed")
    if pruned:
        axes.plot(*zip(*pruned, strict=True), "x", color="0.55", label="pruned: value when it was stopped")
    axes.set(xlabel="trial", ylabel=measure)
    entitle(figure, title)
    if min(values) > 0:
        logarithmic(axes, "y", [*values, *(one for _, one in pruned)])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    open_axes(axes)
    axes.legend()
    save(figure, path)


def importance_shares(study: optuna.Study) -> dict[str, float]:
    """The importance of each searched setting, 0..1, summing to 1; the largest first.

    PED-ANOVA (Watanabe, Bansal and Hutter, "PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary
    subspaces", 2023): how far the distribution of a setting among the best tenth of the completed trials is from
    that among all. All are 0 where there are too few trials to tell.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Argument ``normalize``", ExperimentalWarning)
        warnings.filterwarnings("ignore", "Target and region quantiles select the same", UserWarning)
        found = optuna.importance.get_param_importances(study, normalize=False)
    total = sum(found.values())
    return {name: value / total if total else 0.0 for name, value in found.items()}


def importances(found: dict[str, float], completed: int, title: str, path: Path) -> None:
    """Draw the importance of each setting.

    Args:
        found: `importance_shares` of a study.
        completed: number of trials that they come from.
        title: of the figure.
        path: of the PNG.
    """
    figure = new_figure(7, 1.6 + 0.4 * max(len(found), 1))
    axes = figure.subplots()
    names, values = list(found)[::-1], [100 * share for share in found.values()][::-1]
    bars = axes.barh(names, values, color="0.4")
    axes.bar_label(bars, [f"{share:.0f} %" for share in values], padding=3)
    few = "" if completed >= _EVIDENCE_TRIALS else f"\nonly {completed} completed trials: too few to tell"
    axes.set(xlim=(0, 110), xticks=range(0, 101, 20), xlabel="importance for being among the best trials, %")
    entitle(figure, title + few)
    open_axes(axes, "x")
    save(figure, path)


def parallel_coordinates(trials: Sequence[FrozenTrial], measure: str, title: str, path: Path) -> None:
    """Draw a line per completed trial through its settings to its value; best fifth dark, best one thick.

    Args:
        trials: completed ones, the best first, at least one.
        measure: name and unit of the value.
        title: of the figure.
        path: of the PNG.
    """
    names = sorted(set.intersection(*(set(trial.params) for trial in trials)))
    heights = [*(_heights(name, trials) for name in names), _value_heights(trials)]
    figure = new_figure(2 + 1.7 * len(heights), 4.8)
    axes = figure.subplots()
    dark = max(1, len(trials) // 5)
    for rank in range(len(trials) - 1, -1, -1):
        shade, width = ("black", 2.5) if rank == 0 else ("0.25", 1.0) if rank < dark else ("0.75", 0.8)
        label = {0: "best trial", 1: "best fifth" if dark > 1 else "others", dark: "others"}.get(rank)
        axes.plot([places[rank] for places, _ in heights], color=shade, linewidth=width, label=label)
    for axis, (_, ticks) in enumerate(heights):
        _draw_axis(axes, axis, ticks)
    axes.set(xlim=(-0.4, len(heights) - 0.4), ylim=(-0.05, 1.05), yticks=[])
    entitle(figure, title)
    axes.set_xticks(range(len(heights)), [*names, measure.replace(", ", ",\n")])
    axes.tick_params(axis="x", length=0)
    axes.spines[:].set_visible(False)
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc="outside lower center", ncols=3, frameon=False)
    save(figure, path)


Ticks = list[tuple[float, str]]
"""Heights 0..1, and their labels."""


def _heights(name: str, trials: Sequence[FrozenTrial]) -> tuple[list[float], Ticks]:
    """Where each trial crosses a setting's axis, 0..1, and the axis's ticks."""
    distribution = trials[0].distributions[name]
    values = [trial.params[name] for trial in trials]
    if isinstance(distribution, CategoricalDistribution):
        choices = [str(choice) for choice in distribution.choices]
        places = {choice: place / max(1, len(choices) - 1) for place, choice in enumerate(choices)}
        return [places[str(value)] for value in values], [(place, choice) for choice, place in places.items()]
    assert isinstance(distribution, FloatDistribution | IntDistribution)
    return _scaled(values, distribution.low, distribution.high, distribution.log)


def _value_heights(trials: Sequence[FrozenTrial]) -> tuple[list[float], Ticks]:
    values = [value(trial) for trial in trials]
    return _scaled(values, min(values), max(values), min(values) > 0)


def _scaled(values: Sequence[float], low: float, high: float, log: bool) -> tuple[list[float], Ticks]:
    def scale(value: float) -> float:
        return float(np.log(value)) if log else value

    span = scale(high) - scale(low) or 1.0
    heights = [(scale(one) - scale(low)) / span for one in values]
    ends = [(0.0, f"{low:.3g}"), (1.0, f"{high:.3g}")] if high > low else [(0.0, f"{low:.3g}")]
    within = LogLocator(subs=(1, 2, 5), numticks=6) if log and high < 100 * low else LogLocator() if log else None
    places = (within or MaxNLocator(5)).tick_values(low, high)
    ticks = [((scale(one) - scale(low)) / span, number(one)) for one in places if low < one < high]
    return heights, [*ends, *((height, text) for height, text in ticks if _TICKS_APART < height < 1 - _TICKS_APART)]


def _draw_axis(axes: Axes, place: int, ticks: Ticks) -> None:
    axes.axvline(place, 0.05 / 1.1, 1.05 / 1.1, color="black", linewidth=0.8)
    for height, text in ticks:
        axes.plot(place, height, "_", color="black", markersize=7)
        axes.annotate(
            text,
            (place, height),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
        )
