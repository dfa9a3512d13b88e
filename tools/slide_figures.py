"""Draw the figures of the slides and fill in their numbers, from results/.

python -m tools.slide_figures            writes slides/figures/ and the numbers in slides/deck.*.md
python -m tools.slide_figures --check    writes nothing, and fails if something is out of date
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MultipleLocator, NullLocator

from digits.metrics import error_interval
from tools.documents.language import Language
from tools.documents.ledger import published as review
from tools.documents.ledger import read
from tools.slide_numbers import FOLDER, LANGUAGES, compared, filled, say

BLUE, RED, BROWN, GREY, BLACK = "#2b59c3", "#a8281e", "#8a5300", "#6b7280", "#1c2333"
STYLE = {
    "font.size": 15, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#d9d7cf",
    "axes.edgecolor": "#8b8f99", "text.color": BLACK, "axes.labelcolor": GREY, "xtick.color": GREY,
    "ytick.color": BLACK, "lines.linewidth": 2.5, "figure.constrained_layout.use": True,
}  # fmt: skip

Counts = tuple[int, int]
"""Errors and images."""
Bounds = tuple[float, float]
"""The ends of an interval, as shares."""


def draw_intervals(axes: Axes, language: Language, rows: Iterable[tuple[str, Counts, Bounds]]) -> None:
    """Draw an error rate with its 95 % interval per row: label, errors and images, interval."""
    labels = []
    for place, (label, (errors, images), bounds) in enumerate(rows):
        labels.append(say(language, label))
        axes.plot(bounds, (place, place), color=BLUE)
        axes.plot(errors / images, place, "o", color=BLUE, markersize=9)
        rate = language.percent(errors / images)
        axes.text(1.02, place, rate, transform=axes.get_yaxis_transform(), va="center", weight="bold")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(left=False, top=True, bottom=False, labeltop=True, labelbottom=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(visible=False, axis="y")


def scale(axes: Axes, name: str, language: Language, ticks: Sequence[float], *, log: bool = True) -> None:
    """Give an axis ticks in percent, and a logarithmic scale."""
    axis = axes.xaxis if name == "x" else axes.yaxis
    axes.set(**{f"{name}scale": "log" if log else "linear"})
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_minor_locator(NullLocator())
    places = 1 if min(tick for tick in ticks if tick) < 0.01 else 0
    axis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value, places if value < 0.01 else 0)))


def draw_lines(axes: Axes, lines: dict[str, list[tuple[float, float]]], title: str = "") -> None:
    """Draw lines of points by label, with a legend in the order of their right ends."""
    ordered = sorted(lines.items(), key=lambda line: -line[1][-1][1])
    styles = (("-", BLUE), ("--", BLACK), (":", BROWN), ("-.", GREY), ("--", RED))
    for (label, points), (dashes, colour) in zip(ordered, reversed(styles[: len(ordered)]), strict=True):
        axes.plot(*zip(*points, strict=True), dashes, color=colour, label=label)
    axes.legend(title=title, loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, handlelength=2.4)


def published(figure: Figure, language: Language) -> None:
    """Published test errors by year; rings where the test set chose."""
    axes = figure.subplots()
    for method in review():
        year, error = int(method["year"]), float(method["error"]) / 100
        colour, fill = (RED, "white") if method["kind"] == "selected" else (BLUE, BLUE)
        axes.plot(year, error, "o", color=colour, markerfacecolor=fill, markersize=9, markeredgewidth=2)
        if label := LABELS.get((method["authors"], method["error"])):
            place, side = {"<": ((-9, -5), "right"), "^": ((4, 7), "left")}.get(label[0], ((9, -5), "left"))
            text = say(language, label.lstrip("<^"))
            axes.annotate(text, (year, error), place, textcoords="offset points", fontsize=13, ha=side)
    scale(axes, "y", language, (0.001, 0.01, 0.1))
    axes.set(ylabel=say(language, "error on the test set"), xlim=(1997, 2024), ylim=(0.0007, 0.2))


# A label stands right of its point, or left ("<") or above ("^") where it would cover another.
LABELS = {
    ("LeCun et al.", "12.0"): "linear", ("LeCun et al.", "4.7"): "300 hidden units",
    ("LeCun et al.", "0.95"): "LeNet-5", ("Simard, Steinkraus, Platt", "0.4"): "<Simard",
    ("Cireşan, Meier, Schmidhuber", "0.23"): "<Cireşan", ("Kowsari et al.", "0.18"): "<Kowsari",
    ("Deotte", "0.255"): "Deotte", ("Matuzas", "0.170"): "^Matuzas", ("An et al.", "0.09"): "<An",
}  # fmt: skip


def _exact(found: Mapping[str, Any]) -> tuple[Counts, Bounds]:
    """Errors and images, and the exact interval."""
    counts = found["errors"], found["images"]
    return counts, error_interval(*counts)


def ladder(figure: Figure, language: Language) -> None:
    """Errors on the test set, from softmax regression to the shipped network; the intervals are for new writers."""
    axes = figure.subplots()
    names = ("softmax", "mlp_150_150", "mlp_800", "lenet_8_16", "cnn_32_64_64", "default")
    rows = ((name, compared()[name]["test"], compared()[name]["test_interval"]) for name in names)
    draw_intervals(axes, language, rows)
    scale(axes, "x", language, (0.002, 0.005, 0.01, 0.02, 0.05, 0.1))


def rates(figure: Figure, language: Language) -> None:
    """Training loss by epoch, one line per learning rate."""
    axes = figure.subplots()
    lines = {}
    for label, outcome in read("experiments/learning_rate.json").items():
        error = language.percent(outcome["errors"] / outcome["images"], 1)
        name = f"{language.number(float(label), int(label[-1]))}  ({error})"
        lines[name] = [(one["epoch"], one["loss"]) for one in outcome["history"]]
    draw_lines(axes, lines, say(language, "learning rate (error)"))
    axes.set(yscale="log", xlabel=say(language, "epoch"), ylabel=say(language, "training loss"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: language.number(value, 2 if value < 0.1 else 1)))


def overfitting(figure: Figure, language: Language) -> None:
    """Loss of a deep network by epoch; error of a wide one by remedy."""
    left, right = figure.subplots(1, 2, width_ratios=(5, 4))
    history = read("experiments/early_stopping.json")["to the end"]["history"]
    epochs = [one["epoch"] for one in history]
    for label, key, colour in (("held-out writers", "val_loss", RED), ("training", "loss", BLUE)):
        left.plot(epochs, [one[key] for one in history], color=colour, label=say(language, label))
    left.legend(frameon=False)
    left.set(xlabel=say(language, "epoch"), ylabel=say(language, "cross-entropy"), ylim=0)
    left.yaxis.set_major_locator(MultipleLocator(0.1))
    left.yaxis.set_major_formatter(FuncFormatter(lambda value, _: language.number(value, 1)))
    remedies = read("experiments/mlp_regularizers.json")
    shown = ("none", "dropout 0.5", "L2 1e-4", "L2 1e-3", "early stopping", "augmentation")
    draw_intervals(right, language, ((one, *_exact(remedies[one])) for one in shown))
    scale(right, "x", language, (0, 0.01, 0.02, 0.03), log=False)


def shift(figure: Figure, language: Language) -> None:
    """Errors on digits moved to the right, by network."""
    axes = figure.subplots()
    lines = {
        say(language, name): [(x, error / 100) for x, error in outcome["changes"]["translation"] if 0 <= x <= 6]
        for name, outcome in read("experiments/sensitivity.json").items()
    }
    draw_lines(axes, lines)
    scale(axes, "y", language, (0, 0.25, 0.5, 0.75, 1), log=False)
    axes.set(xlabel=say(language, "shift to the right, in pixels"), ylabel=say(language, "error on held-out writers"))
    axes.set_ylim(0, 1)


def handwriting(figure: Figure, language: Language) -> None:
    """Errors of the whole recognizer on handwriting that it did not learn from; triangles mark the targets."""
    axes, found = figure.subplots(), read("real-handwriting.json")
    everyday, harsh = (found[f"photographs, {kind}"]["mnist"]["photographs"] for kind in ("everyday", "harsh"))
    rows = {
        "MNIST test set, network alone": found["test"],
        "MNIST, held-out writers": found["held-out writers"]["recognizer"],
        "Everyday photographs": everyday, "Pen strokes (Pendigits)": found["pendigits"],
        "Scans (Semeion)": found["semeion"], "Harsh photographs": harsh,
    }  # fmt: skip
    draw_intervals(axes, language, ((label, *_exact(one)) for label, one in rows.items()))
    axes.plot((0.015, 0.025), (3, 4), "v", color=RED, markersize=11, label=say(language, "target"))
    axes.legend(frameon=False, loc="lower left")
    scale(axes, "x", language, (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1))


def rejection(figure: Figure, language: Language) -> None:
    """Share of non-digits accepted, by family: rejection network (disc) and largest probability (ring)."""
    axes, families = figure.subplots(), read("rejection.json")["families"]
    shown = (
        "scribbles", "doodles", "shapes", "crossed out", "printed letters", "letters: Greek",
        "letters: Japanese_(katakana)", "letters drawn as digits are",
    )  # fmt: skip
    scores = {"rejection network": ("rejection network", BLUE), "largest probability": ("largest probability", "white")}
    for label, (score, fill) in scores.items():
        shares = [families[one][score]["accepted"] for one in shown]
        axes.plot(shares, range(len(shown)), "o", color=BLUE, markerfacecolor=fill, label=say(language, label), ms=10)
    axes.set_yticks(range(len(shown)), [say(language, one) for one in shown])
    axes.invert_yaxis()
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.35))
    scale(axes, "x", language, (0, 0.1, 0.2, 0.3, 0.4), log=False)


FIGURES: dict[str, Callable[[Figure, Language], None]] = {
    made.__name__: made for made in (published, ladder, rates, overfitting, shift, handwriting, rejection)
}


def files() -> dict[Path, bytes]:
    """All generated files with what belongs in them: the figures, and the decks with their numbers."""
    made = {}
    for language in LANGUAGES:
        deck = FOLDER / f"deck.{language.code}.md"
        made[deck] = filled(deck.read_text("utf-8"), language).encode()
        for name, draw in FIGURES.items():
            with rc_context(STYLE):
                figure = Figure(figsize=(11.6, 3.3 if draw is published else 4.5))
                draw(figure, language)
                png = BytesIO()
                figure.savefig(png, dpi=150, transparent=True, metadata={"Software": None})
            made[FOLDER / "figures" / f"{name}.{language.code}.png"] = png.getvalue()
    return made


def main() -> None:
    """Write the files that changed, or only name them."""
    stale = {path: made for path, made in files().items() if not path.exists() or path.read_bytes() != made}
    print(*stale, sep="\n")
    if "--check" in sys.argv[1:]:
        sys.exit(f"{len(stale)} generated files are out of date: make slides" if stale else 0)
    for path, made in stale.items():
        path.write_bytes(made)


if __name__ == "__main__":
    main()
