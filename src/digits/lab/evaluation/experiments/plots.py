"""Figures of outcomes: dots, curves over a number, or curves over epochs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from digits.lab.evaluation.run_spec import Outcome
from digits.lab.figures import dots_figure, lines_figure
from digits.metrics import error_interval

Draw = Callable[[str, Mapping[str, Outcome], Path], None]
"""Takes the question, the outcomes by variant, and the path of the figure."""

ERROR = "error on held-out writers, %"


def error_and_interval(outcome: Outcome) -> tuple[float, float, float]:
    """The validation error and its 95 % interval, in percent."""
    low, high = error_interval(outcome["errors"], outcome["images"])
    return 100 * outcome["errors"] / outcome["images"], 100 * low, 100 * high


def dots(question: str, outcomes: Mapping[str, Outcome], path: Path) -> None:
    """Draw one dot with its interval for each variant."""
    dots_figure(question, ERROR, [(label, *error_and_interval(one)) for label, one in outcomes.items()], path)


def curve(xlabel: str, xscale: Literal["linear", "log"] = "linear") -> Draw:
    """Make a function that draws error over the number that starts each label.

    The rest of a label names its curve.
    """

    def draw(question: str, outcomes: Mapping[str, Outcome], path: Path) -> None:
        lines: dict[str, list[tuple[float, float, float, float]]] = {}
        for label, outcome in outcomes.items():
            number, _, name = label.partition(" ")
            lines.setdefault(name or "validation", []).append((float(number), *error_and_interval(outcome)))
        series = {name: ([row[0] for row in rows], [row[1] for row in rows]) for name, rows in lines.items()}
        bands = {name: ([row[2] for row in rows], [row[3] for row in rows]) for name, rows in lines.items()}
        lines_figure(question, xlabel, ERROR, series, path, xscale, "log", bands)

    return draw


def epochs(figure: Literal["val_loss", "val_accuracy", "loss"], ylabel: str) -> Draw:
    """Make a function that draws a metric over epochs, one curve for each variant."""

    def draw(question: str, outcomes: Mapping[str, Outcome], path: Path) -> None:
        series = {
            label: ([one["epoch"] for one in outcome["history"]], [one[figure] for one in outcome["history"]])
            for label, outcome in outcomes.items()
        }
        lines_figure(question, "epoch", ylabel, series, path, "linear", "log", None)

    return draw
