"""Figures: each is drawn without a warning, whatever it is given, and says what it should."""

import math
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from digits import metrics
from digits.lab import figures
from digits.mnist import Split

LABELS = np.arange(300, dtype=np.uint8) % 10
GENERATOR = np.random.default_rng(3)
SPLIT = Split(GENERATOR.integers(0, 256, (300, 28, 28), dtype=np.uint8), LABELS)


def probabilities(wrong: int) -> metrics.Probabilities:
    """Of the 300 images, the first so many read wrongly."""
    logits = GENERATOR.normal(size=(300, 10))
    logits[np.arange(300), (LABELS + (np.arange(300) < wrong)) % 10] += 9
    return metrics.softmax(logits)


def epochs(*losses: float, validation: bool = True) -> list[dict[str, float]]:
    """A history with these validation losses, and half of them in training."""
    return [
        {"epoch": number + 1.0, "seconds": 1.0, "loss": loss / 2, "accuracy": 1 - loss / 10}
        | ({"val_loss": loss, "val_accuracy": 1 - loss / 5} if validation else {})
        for number, loss in enumerate(losses)
    ]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures that are saved during a test."""
    found: list[Figure] = []
    savefig = Figure.savefig

    def save(figure: Figure, *arguments: Any, **settings: Any) -> None:
        savefig(figure, *arguments, **settings)
        found.append(figure)

    monkeypatch.setattr(Figure, "savefig", save)
    return found


def words(figure: Figure) -> str:
    """All that is written in a figure."""
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def in_sight(axes: Axes, which: Literal["x", "y"]) -> list[float]:
    """The places of the numbered ticks between the ends of an axis."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    low, high = axis.get_view_interval()
    return [float(place) for place in axis.get_majorticklocs() if low <= place <= high]


def is_picture(path: Path) -> bool:
    """Whether it is a picture with ink and paper, and nothing else lies beside it."""
    with Image.open(path) as picture:
        low, high = picture.convert("L").getextrema()
    return low < 100 and high == 255 and list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "history",
    [
        epochs(1.0),
        epochs(0.9, 0.5, 0.4, 0.45),
        epochs(0.9, 0.5, validation=False),
        epochs(0.9, 0.0, 0.0),
        epochs(0.0, 0.0),
        epochs(0.9, math.nan, math.inf),
        epochs(math.nan),
    ],
    ids=["one", "four", "no validation", "perfect", "always perfect", "diverged", "never finite"],
)
def test_learning_curves_are_drawn_of_any_history(history: list[dict[str, float]], tmp_path: Path) -> None:
    figures.learning_curves(history, "network", tmp_path / "curves.png", best=1, stopped=True)
    assert is_picture(tmp_path / "curves.png")


def test_learning_curves_mark_gap_best_epoch_and_stop(tmp_path: Path, drawn: list[Figure]) -> None:
    history = epochs(0.9, 0.5, 0.4, 0.45)
    figures.learning_curves(history, "network", tmp_path / "curves.png", best=3, stopped=True)
    figures.learning_curves(epochs(0.9, 0.5, validation=False), "network", tmp_path / "curves.png")
    assert "gap: validation worse than training" in words(drawn[0])
    assert "lowest loss,\nepoch 3" in words(drawn[0])
    assert "stopped\nearly" in words(drawn[0])
    assert not {"gap", "validation", "lowest"} & set(words(drawn[1]).split())


def test_learning_curves_of_one_epoch_have_one_tick(tmp_path: Path, drawn: list[Figure]) -> None:
    figures.learning_curves(epochs(0.9), "network", tmp_path / "curves.png")
    for axes in drawn[0].axes:
        assert axes.get_xlim() == (0.5, 1.5)
        assert in_sight(axes, "x") == [1]


def test_stops_are_marked_on_one_curve(tmp_path: Path, drawn: list[Figure]) -> None:
    history = epochs(0.9, 0.5, 0.4, 0.45, 0.44, 0.5)
    figures.stops_figure(history, {"patience 2": (3, 5)}, "early stopping", tmp_path / "stops.png")
    assert is_picture(tmp_path / "stops.png")
    for axes, kept in zip(drawn[0].axes, (0.4, 8.0), strict=True):
        curve, stop, ring = axes.lines
        assert len(np.asarray(curve.get_xdata())) == 6
        assert set(np.asarray(stop.get_xdata())) == {5}
        assert np.asarray(ring.get_xydata()) == pytest.approx(np.array([[3, kept]]))
        assert [text.get_text() for text in axes.texts] == ["patience 2\nstops", "patience 2\nkeeps"]


def test_a_long_title_stays_within_the_picture(tmp_path: Path, drawn: list[Figure]) -> None:
    title = "What does normalization between the layers do for shallow, deep and convolutional networks?" * 2
    path = tmp_path / "figure.png"
    figures.dots_figure(title, "error, %", [("sgd", 5.0, 4.5, 5.5)], path)
    figures.confusion_heat_map(np.eye(10, dtype=np.int64), title, path)
    figures.lines_figure(title, "x", "y", {"one": ([1, 2], [1, 2])}, path)
    figures.wrong_images(SPLIT, np.arange(3), probabilities(3), title, path)
    for figure in drawn:
        figure.draw_without_rendering()
        written = figure.texts[0].get_window_extent()
        assert written.x0 >= 0
        assert written.x1 <= figure.bbox.x1
        assert not any(written.overlaps(axes.get_window_extent()) for axes in figure.axes)


def test_confusions_are_written_as_counts(tmp_path: Path, drawn: list[Figure]) -> None:
    confusion = np.diag(np.arange(500, 510))
    confusion[4, 9] = 17
    figures.confusion_heat_map(confusion, "network", tmp_path / "confusion.png")
    assert is_picture(tmp_path / "confusion.png")
    assert {"17", *(str(count) for count in range(500, 510))} <= set(words(drawn[0]).split("\n"))
    picture = drawn[0].axes[0].images[0].get_array()
    assert picture is not None
    assert picture.argmax() == 49


def test_report_is_drawn(tmp_path: Path, drawn: list[Figure]) -> None:
    confusion = np.diag(np.full(10, 1000))
    confusion[4, 4:6] = 900, 100
    figures.report_figure(metrics.classification_report(confusion), "network", tmp_path / "report.png")
    heights = [bar.get_height() for bar in drawn[0].axes[0].patches]
    assert heights[4] == pytest.approx(10)
    assert heights[15] == pytest.approx(100 * 100 / 1100)


@pytest.mark.parametrize("wrong", [0, 75, 300])
def test_sheets_are_drawn_of_any_number_of_mistakes(wrong: int, tmp_path: Path, drawn: list[Figure]) -> None:
    guess = probabilities(wrong)
    figures.wrong_images(SPLIT, np.arange(wrong), guess, "network", tmp_path / "sheet.png")
    figures.answers_sheet(SPLIT, guess, "network", tmp_path / "sheet.png")
    assert is_picture(tmp_path / "sheet.png")
    sheet, answers = drawn
    assert len(sheet.axes[0].images) == min(wrong, 60)
    assert ("first 60 of" in words(sheet)) == (wrong > 60)
    assert len(answers.axes[0].images) == min(300 - wrong, 20) + min(300 - wrong, 10) + min(wrong, 20)


def test_sheet_says_what_was_written_and_what_was_read(tmp_path: Path, drawn: list[Figure]) -> None:
    guess = np.full((300, 10), 0.01)
    guess[0, 1], guess[7, 7] = 0.91, 0.91
    figures.wrong_images(SPLIT, np.array([0]), guess, "network", tmp_path / "sheet.png")
    figures.agreement_sheet(SPLIT.images[:3], ["a", "b", "c"], "all wrong", tmp_path / "sheet.png")
    assert "#0\n0 read 1, 91 %" in words(drawn[0])
    assert {"a", "b", "c", "all wrong"} <= set(words(drawn[1]).split("\n"))


@pytest.mark.slow
def test_the_same_images_are_chosen_again(tmp_path: Path) -> None:
    guess = probabilities(30)
    pictures = []
    for _ in range(2):
        figures.answers_sheet(SPLIT, guess, "network", tmp_path / "answers.png")
        pictures.append((tmp_path / "answers.png").read_bytes())
    assert pictures[0] == pictures[1]


def row(name: str, error: float, macs: float | None, published: float | None = None) -> dict[str, Any]:
    """One model of the comparison."""
    interval = {"low": 0.8 * error, "high": 1.2 * error}
    return {"name": name, "error": error, "parameters": 1, "macs": macs, "published": published} | interval


def test_models_are_placed_by_work_and_error(tmp_path: Path, drawn: list[Figure]) -> None:
    rows = [row("one", 8, 7840, 7.5), row("two", 8.1, 7840), row("three", 0.3, 3e7, 0.25), row("svm", 1.4, None)]
    figures.error_against_size(rows, tmp_path / "size.png")
    assert is_picture(tmp_path / "size.png")
    said = words(drawn[0])
    assert {"one", "two", "three", "MACs not counted: svm"} <= set(said.split("\n"))
    axes = drawn[0].axes[0]
    assert axes.get_ylabel() == "error on the test set, %"
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    names = [text.get_window_extent() for text in axes.texts]
    assert not any(one.overlaps(other) for place, one in enumerate(names) for other in names[:place])


@pytest.mark.parametrize("yscale", ["linear", "log"])
def test_curves_are_named_at_their_ends(yscale: Any, tmp_path: Path, drawn: list[Figure]) -> None:
    series = {
        "up": ([1, 10, 100], [1.0, 2.0, 3.0]),
        "same end": ([1, 10, 100], [9.0, 5.0, 3.0]),
        "ends before": ([1, 10, 100], [2.0, 2.0, math.nan]),
        "diverged": ([1, 10], [math.nan, math.inf]),
    }
    bands = {"up": ([0.5, 1.5, 2.5], [1.5, 2.5, 3.5])}
    figures.lines_figure("title", "images", "error, %", series, tmp_path / "lines.png", "log", yscale, bands)
    assert is_picture(tmp_path / "lines.png")
    names = {text.get_text(): text.get_position()[1] for text in drawn[0].axes[0].texts}
    assert set(names) == {"up", "same end", "ends before", "diverged: no finite value"}
    assert abs(names["up"] - names["same end"]) > 0.03


def test_a_single_curve_is_not_named(tmp_path: Path, drawn: list[Figure]) -> None:
    figures.lines_figure("title", "x", "y", {"validation": ([1, 2], [1, 2])}, tmp_path / "lines.png")
    assert "validation" not in words(drawn[0])


@pytest.mark.parametrize(("low", "high"), [(1.05, 4.2), (0.11, 0.19), (2.1, 2.9), (0.3, 40), (0.01, 90)])
def test_a_logarithmic_axis_has_three_numbers_at_least(
    low: float, high: float, tmp_path: Path, drawn: list[Figure]
) -> None:
    figures.lines_figure("title", "x", "y", {"one": ([1, 2], [low, high])}, tmp_path / "lines.png", yscale="log")
    assert 3 <= len(in_sight(drawn[0].axes[0], "y")) <= 10


@pytest.mark.parametrize("xscale", ["linear", "log"])
def test_few_chosen_values_have_the_ticks(xscale: Any, tmp_path: Path, drawn: list[Figure]) -> None:
    series = {"one": ([500, 3000, 47_988], [3, 2, 1]), "other": ([500, 1000], [4, 2])}
    figures.lines_figure("title", "images", "error, %", series, tmp_path / "lines.png", xscale)
    axes = drawn[0].axes[0]
    assert in_sight(axes, "x") == [500, 1000, 3000, 47_988]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["500", "1,000", "3,000", "47,988"]


def test_no_two_lines_look_alike(tmp_path: Path, drawn: list[Figure]) -> None:
    series = {str(place): ([0, 1], [place, place]) for place in range(20)}
    figures.lines_figure("title", "x", "y", series, tmp_path / "lines.png")
    curves = drawn[0].axes[0].lines[:20]
    assert len({(str(line.get_color()), line.get_linestyle(), line.get_marker()) for line in curves}) == 20
    lightness = [float(np.asarray(line.get_color())[:3] @ [0.299, 0.587, 0.114]) for line in curves]
    assert np.all(np.diff(lightness) > 0)


def test_dots_stand_in_the_order_given(tmp_path: Path, drawn: list[Figure]) -> None:
    rows = [("sgd", 5.0, 4.5, 5.5), ("adam", 1.25, 1.0, 1.5)]
    figures.dots_figure("Optimizers", "error, %", rows, tmp_path / "dots.png")
    axes = drawn[0].axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["sgd", "adam"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert {"5.00", "1.25"} <= set(words(drawn[0]).split("\n"))


@pytest.mark.parametrize(("largest", "scale"), [(6.7, "linear"), (36.8, "log")])
def test_dots_far_apart_stand_on_a_logarithmic_axis(
    largest: float, scale: str, tmp_path: Path, drawn: list[Figure]
) -> None:
    rows = [("deep", largest, largest - 1, largest + 1), ("shallow", 1.4, 1.2, 1.6)]
    figures.dots_figure("Normalization", "error, %", rows, tmp_path / "dots.png")
    assert drawn[0].axes[0].get_xscale() == scale


def test_confusions_of_networks_are_shaded_within_each(tmp_path: Path, drawn: list[Figure]) -> None:
    counts = np.array([[40, 20], [1, 2], [0, 0]])
    figures.confusions_by_network(["poor", "good", "perfect"], [(4, 9), (7, 2)], counts, tmp_path / "pairs.png")
    assert is_picture(tmp_path / "pairs.png")
    shades = drawn[0].axes[0].images[0].get_array()
    assert shades is not None
    np.testing.assert_array_equal(shades, [[1, 0.5], [0.5, 1], [0, 0]])
    assert "4\n9" in words(drawn[0])
