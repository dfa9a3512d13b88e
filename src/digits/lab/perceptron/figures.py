"""Figures of learning AND, OR and XOR: the plane of the two inputs with the answers.

A filled point is an input whose right answer is 1, a hollow one an input whose right answer is 0, and the plane is grey
where the neuron answers 1. All answers are right where filled points lie on grey and hollow ones on white.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from digits.atomic_write import atomic_write
from digits.lab.perceptron.explanations import verdict
from digits.lab.perceptron.gates import INPUTS, TARGETS, Floats, Gate, Input, Network, Weights
from digits.lab.perceptron.rule import Learning, Update

if TYPE_CHECKING:
    from digits.lab.perceptron.gradient import Descent

_LOW, _HIGH = -0.5, 1.5
_COLUMNS = 6
_MOST_PANELS = 36
_KEY = "filled points: 1 is right, hollow points: 0 is right; on grey 1 is answered, on white 0"
_PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.5}
_UPDATE_KEY = (
    "square: the input that was answered wrongly; line: dashed before, solid after the update; "
    "below: bias, $w_1$, $w_2$ after it"
)


def updates_figure(learning: Learning, path: Path) -> None:
    """A small panel for each update: the line before (dashed) and after it, and the input that was answered wrongly."""
    updates = learning.until_all_is_seen()
    shown = updates[: _MOST_PANELS - 1]
    rows = -(-(len(shown) + 1) // _COLUMNS)
    figure = Figure(figsize=(9, 1.9 * rows + 0.8), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, squeeze=False).ravel()
    for axes in grid[len(shown) + 1 :]:
        axes.remove()
    _start_panel(grid[0], learning)
    repeated = learning.repeated()
    for number, update in enumerate(shown, 1):
        _update_panel(grid[number], learning.gate, update, number, framed=update in repeated)
    title = _updates_title(learning)
    if len(shown) < len(updates):
        title += f" (here the first {len(shown)} updates of {len(updates)})"
    elif repeated:
        title += ": the updates in thick frames end where they began, and repeat for ever"
    figure.suptitle(f"{title}\n{_KEY}\n{_UPDATE_KEY}", fontsize=9)
    _save(figure, path)


def _updates_title(learning: Learning) -> str:
    name = learning.gate.upper()
    if learning.learned:
        return f"A perceptron learns {name}, step by step"
    if learning.cycle:
        return f"A perceptron never learns {name}"
    return f"A perceptron has not learned {name} after {len(learning.errors)} epochs"


def _start_panel(axes: Axes, learning: Learning) -> None:
    """The line to begin with, and the inputs by name."""
    _plane(axes, learning.start.step)
    _line(axes, learning.start, "-")
    _points(axes, learning.gate)
    for inputs in INPUTS:
        axes.annotate(str(inputs), inputs, (0, 6), textcoords="offset points", ha="center", fontsize=7)
    _bare(axes)
    axes.set_title("start: $(x_1, x_2)$", fontsize=8)
    axes.set_xlabel(_numbers(learning.start), fontsize=8)


def _update_panel(axes: Axes, gate: Gate, update: Update, number: int, framed: bool) -> None:
    _plane(axes, update.after.step)
    _line(axes, update.before, "--")
    _line(axes, update.after, "-")
    axes.plot(*update.inputs, "s", color="black", markersize=15, fillstyle="none", markeredgewidth=0.9)
    _points(axes, gate)
    _bare(axes)
    for side in axes.spines.values():
        side.set_linewidth(2.2 if framed else 0.6)
    axes.set_title(f"{number}: {update.inputs} is {update.target}", fontsize=8)
    axes.set_xlabel(_numbers(update.after), fontsize=8)


def errors_figure(learnings: Sequence[Learning], path: Path) -> None:
    """Wrong answers in each epoch, one panel per gate."""
    figure = Figure(figsize=(9, 2.9), layout="constrained")
    longest = max(len(learning.errors) for learning in learnings)
    panels = figure.subplots(1, len(learnings), sharex=True, sharey=True, squeeze=False).ravel()
    for axes, learning in zip(panels, learnings, strict=True):
        epochs = range(1, len(learning.errors) + 1)
        axes.plot(epochs, learning.errors, "o-", color="black", markersize=3.5, linewidth=0.8)
        axes.set(title=f"{learning.gate.upper()}: {verdict(learning)}", xlabel="epoch")
        axes.set(xlim=(0, longest + 1), ylim=(-0.2, 4.2), yticks=range(5))
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("wrong answers of four")
    _save(figure, path)


def descent_figure(learning: Learning, descent: "Descent", path: Path) -> None:
    """Where Rosenblatt's rule stops, beside where gradient descent on cross-entropy has come."""
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    rule, smooth = figure.subplots(1, 2)
    _plane(rule, learning.weights.step)
    _line(rule, learning.weights, "-")
    rule.set_title(f"Rosenblatt's rule {_end(learning)}\n${_sum(learning.weights)} = 0$", fontsize=10)
    last = descent.weights[-1]
    _plane(smooth, last.sigmoid)
    _line(smooth, last, "-")
    _levels(smooth, last.sigmoid)
    smooth.set_title(f"Keras: probability of a 1 after {len(descent.weights)} epochs\n${_sum(last)} = 0$", fontsize=10)
    for axes in (rule, smooth):
        _points(axes, learning.gate, size=9)
        _labelled(axes)
    figure.suptitle(f"{learning.gate.upper()}: {_KEY}", fontsize=10)
    _save(figure, path)


def _end(learning: Learning) -> str:
    if learning.learned:
        return "stops when no answer is wrong"
    return "never comes to rest" if learning.cycle else f"after {len(learning.errors)} epochs"


def networks_figure(networks: Sequence[tuple[str, Network]], path: Path) -> None:
    """Each network in a row: the plane of its inputs with its hidden lines, and the plane of its hidden answers."""
    figure = Figure(figsize=(8, 3.9 * len(networks)), layout="constrained")
    for row, (title, network) in zip(figure.subplots(len(networks), 2, squeeze=False), networks, strict=True):
        _input_plane(row[0], network)
        _hidden_plane(row[1], network)
        row[0].set_title(title, fontsize=10)
        row[1].set_title("what the output neuron sees", fontsize=10)
    figure.suptitle(f"XOR: {_KEY}", fontsize=10)
    _save(figure, path)


def _input_plane(axes: Axes, network: Network) -> None:
    _plane(axes, network.answer)
    _line(axes, network.first, "-")
    _line(axes, network.second, "--")
    _points(axes, "xor", size=9)
    _labelled(axes)


def _hidden_plane(axes: Axes, network: Network) -> None:
    """The four inputs where the hidden neurons put them (to a tenth), named, and the output neuron's line."""
    _plane(axes, network.read_hidden)
    _line(axes, network.output, "-")
    places: dict[tuple[float, float], list[Input]] = {}
    for inputs in INPUTS:
        first, second = (round(float(value), 1) for value in network.hidden(*inputs))
        places.setdefault((first, second), []).append(inputs)
    targets = dict(zip(INPUTS, TARGETS["xor"], strict=True))
    for place, inputs_there in places.items():
        _point(axes, place, {targets[inputs] for inputs in inputs_there}, size=9)
        names = ", ".join(map(str, inputs_there))
        axes.annotate(names, place, (0, 9), textcoords="offset points", ha="center", fontsize=8, bbox=_PAPER)
    _labelled(axes)
    axes.set(xlabel="$h_1$, first hidden neuron (solid line)", ylabel="$h_2$, second (dashed line)")


def _plane(axes: Axes, answer: Callable[[Floats, Floats], Floats]) -> None:
    """Answers 0..1 over the plane, from white to a grey on which lines and points stand out."""
    place = np.linspace(_LOW, _HIGH, 300)
    x1, x2 = np.meshgrid(place, place)
    extent = (_LOW, _HIGH, _LOW, _HIGH)
    axes.imshow(answer(x1, x2), cmap="Greys", vmin=0, vmax=2.8, origin="lower", extent=extent, interpolation="bilinear")
    axes.set(xlim=(_LOW, _HIGH), ylim=(_LOW, _HIGH), aspect="equal")


def _levels(axes: Axes, answer: Callable[[Floats, Floats], Floats]) -> None:
    """Dotted lines where the probability is 0.1 and 0.9, as far as they lie in the plane."""
    place = np.linspace(_LOW, _HIGH, 300)
    x1, x2 = np.meshgrid(place, place)
    values = answer(x1, x2)
    levels = [level for level in (0.1, 0.9) if values.min() < level < values.max()]
    if levels:
        lines = axes.contour(x1, x2, values, levels=levels, colors="black", linewidths=0.8, linestyles="dotted")
        axes.clabel(lines, fontsize=8)


def _line(axes: Axes, weights: Weights, style: str) -> None:
    """Where the weighted sum is 0: a line, unless both weights are 0."""
    squared = weights.x1**2 + weights.x2**2
    if squared == 0:
        return
    x1, x2 = -weights.bias * weights.x1 / squared, -weights.bias * weights.x2 / squared
    axes.axline((x1, x2), (x1 - weights.x2, x2 + weights.x1), color="black", linewidth=1.2, linestyle=style)


def _points(axes: Axes, gate: Gate, size: float = 6) -> None:
    for inputs, target in zip(INPUTS, TARGETS[gate], strict=True):
        _point(axes, inputs, {target}, size)


def _point(axes: Axes, place: tuple[float, float], targets: set[int], size: float) -> None:
    """Filled for 1, hollow for 0, half filled where inputs of both kinds share the place."""
    marker = Line2D([place[0]], [place[1]], marker="o", color="black", markersize=size)
    marker.set_markerfacecolor("black" if 1 in targets else "white")
    if len(targets) > 1:
        marker.set_fillstyle("left")
        marker.set_markerfacecoloralt("white")
    axes.add_line(marker)


def _bare(axes: Axes) -> None:
    axes.set(xticks=(), yticks=())


def _labelled(axes: Axes) -> None:
    axes.set(xticks=(0, 1), yticks=(0, 1), xlabel="$x_1$", ylabel="$x_2$")


def _numbers(weights: Weights) -> str:
    """Bias and weights with a typographer's minus, e.g. ``0.8, −1, −1``."""
    return ", ".join(f"{weight:.4g}" for weight in weights).replace("-", "−")


def _sum(weights: Weights) -> str:
    return str(weights).replace("x1", "x_1").replace("x2", "x_2")


def _save(figure: Figure, path: Path) -> None:
    with atomic_write(path) as hidden:
        figure.savefig(hidden, dpi=130)
