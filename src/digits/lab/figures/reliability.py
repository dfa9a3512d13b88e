"""Reliability diagrams: observed against predicted error."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits.lab.figures.page import entitle, new_figure, open_axes, save
from digits.metrics import Probabilities, error_interval

EDGES = (0.1, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 1.0)
"""Edges of the bins of the largest probability: finer towards 1, where nearly all images are."""


def reliability_diagram(probabilities: Probabilities, labels: npt.NDArray[np.integer], title: str, path: Path) -> None:
    """Draw predicted against observed error rates in bins of confidence, both logarithmic.

    Args:
        probabilities: (N, 10).
        labels: (N,).
        title: of the figure.
        path: of the PNG file.
    """
    confidence = probabilities.max(axis=1)
    wrong = probabilities.argmax(axis=1) != labels
    figure = new_figure(6.4, 5.2)
    axes = figure.subplots()
    axes.plot([1e-4, 1], [1e-4, 1], color="0.7", linewidth=1)
    axes.annotate("perfect calibration", (2e-3, 2e-3), (8, -10), textcoords="offset points", color="0.4", fontsize=9)
    for low, high in pairwise(EDGES):
        there = (confidence > low) & (confidence <= high)
        count, errors = int(there.sum()), int(wrong[there].sum())
        if not count:
            continue
        place = max(float((1 - confidence[there]).mean()), 1e-4)
        least, most = error_interval(errors, count)
        axes.plot([place, place], [max(least, 1e-4), most], color="0.5", linewidth=1.5)
        axes.plot(place, max(errors / count, 1e-4), "o", color="black" if errors else "white", markeredgecolor="black")
        axes.annotate(
            f"{errors} of {count:,}", (place, most), (0, 4), textcoords="offset points", ha="center", fontsize=8
        )
    axes.set(xscale="log", yscale="log", xlim=(8e-5, 1.3), ylim=(8e-5, 1.6))
    axes.set(
        xlabel="predicted error: 1 − largest probability, mean of the bin", ylabel="error rate, with 95 % interval"
    )
    entitle(figure, title)
    open_axes(axes)
    save(figure, path)
