"""The comparison's table: one row for each model, from the stored outcomes and the cards."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digits.lab.evaluation import writer_intervals
from digits.lab.evaluation.comparison import FOLDS, compared_models, read_outcomes, shipped_separately, speed_of
from digits.lab.evaluation.ledger import ENTRY
from digits.lab.evaluation.writer_intervals import Interval
from digits.lab.networks.common.published import Published
from digits.lab.training.runs import factory
from digits.metrics import error_interval
from digits.model_card import shipped_models

TEST_IMAGES = 10_000
_HEADER = (
    "| model | error on held-out writers, % | error on the test set, % | published, % | parameters | MACs | "
    "training, s | one image, µs | protocol |",
    "|---|---|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True)
class Row:
    """A model's row.

    Attributes:
        name: of the model.
        validation: errors and images of held-out writers, over the folds that are done.
        validation_interval: of their rate, for new writers.
        taught: whether its teachers learned from most of these writers.
        test: errors and images of the test set, or None.
        test_interval: of their rate, for new writers, or None.
        published: published results.
        parameters: trainable ones; None for a baseline without any.
        macs: per image; None where they are not counted.
        seconds: of the final training, on one processor thread.
        microseconds: for one image, read alone on one thread.
        default_microseconds: the same for the network that shipped as `default` then, measured alternately.
        protocol: how long the final training was, and what chose its weights.
    """

    name: str
    validation: tuple[int, int] | None
    validation_interval: Interval | None
    test: tuple[int, int] | None
    test_interval: Interval | None
    published: Published
    taught: bool = False
    parameters: int | None = None
    macs: int | None = None
    seconds: float | None = None
    microseconds: float | None = None
    default_microseconds: float | None = None
    protocol: str = ""

    @property
    def published_error(self) -> float | None:
        """In percent."""
        accuracy = self.published.accuracy
        return None if accuracy is None else round(100 * (1 - accuracy), 2)

    @property
    def differs(self) -> bool:
        """Whether the published error differs significantly: 95 %, two tests of 10,000 images."""
        if self.test is None or self.published_error is None:
            return False
        one, other = self.test[0] / self.test[1], self.published_error / 100
        deviation = np.sqrt((one * (1 - one) + other * (1 - other)) / TEST_IMAGES)
        return bool(abs(one - other) > 1.96 * deviation)

    def as_dict(self) -> dict[str, Any]:
        """The row as `table.json` holds it."""
        return {
            "name": self.name,
            "validation": self.validation,
            "validation_interval": self.validation_interval,
            "taught": self.taught,
            "test": self.test,
            "test_interval": self.test_interval,
            "published_error": self.published_error,
            "differs": self.differs,
            "source": self.published.source,
            "note": self.published.note,
            "parameters": self.parameters,
            "macs": self.macs,
            "training_seconds": self.seconds,
            "microseconds": self.microseconds,
            "default_microseconds": self.default_microseconds,
            "protocol": self.protocol,
        }

    def as_point(self) -> dict[str, Any]:
        """Test error and size, for a figure: errors in percent."""
        assert self.test is not None
        low, high = error_interval(*self.test)
        return {
            "name": self.name,
            "error": 100 * error_rate(self.test),
            "low": 100 * low,
            "high": 100 * high,
            "parameters": self.parameters,
            "macs": self.macs,
            "published": self.published_error,
        }


def rows(results: Path) -> list[Row]:
    """The rows, from most to fewest errors on the test set."""
    found = [row for name in compared_models() if (row := _compared_row(results, name))]
    found += [_shipped_row(results, name) for name in shipped_separately() if name not in without_card()]
    return sorted(found, key=lambda row: -error_rate(row.test or row.validation))


def table(results: Path) -> str:
    """The table in Markdown."""
    return "\n".join([*_HEADER, *(_line(row) for row in rows(results))])


def without_card() -> list[str]:
    """Networks that the comparison does not train and that have no model file yet."""
    cards = shipped_models()
    return [name for name in shipped_separately() if name not in cards or not cards[name]["evaluation"]]


def error_rate(counts: tuple[int, int] | None) -> float:
    """Errors over images; 1 where there are none."""
    return counts[0] / counts[1] if counts else 1.0


def error_percent(counts: tuple[int, int] | None) -> str:
    """The error rate and its interval in percent; empty where there are no images."""
    if counts is None:
        return ""
    return f"{100 * error_rate(counts):.2f} {_bounds(error_interval(*counts))}"


def _rate(counts: tuple[int, int] | None, interval: Interval | None) -> str:
    """The error rate and an interval for new writers, in percent; empty where there are no images."""
    return f"{100 * error_rate(counts):.2f} {_bounds(interval)}" if counts and interval else ""


def _bounds(interval: Interval) -> str:
    return f"[{100 * interval[0]:.2f}, {100 * interval[1]:.2f}]"


def _compared_row(results: Path, name: str) -> Row | None:
    found = read_outcomes(results, f"comparison/{name}.json")
    folds = [found[str(fold)] for fold in FOLDS if str(fold) in found]
    if not folds:
        return None
    final = found.get("final", {})
    test = final.get("test")
    return Row(
        name,
        (sum(one["errors"] for one in folds), sum(one["images"] for one in folds)),
        _fold_interval(found),
        (test["errors"], test["images"]) if test else None,
        _test_interval(results, test),
        factory.published(name),
        parameters=folds[0].get("parameters"),
        macs=folds[0].get("macs"),
        seconds=final.get("seconds"),
        microseconds=test and test["microseconds"],
        default_microseconds=test and test["default_microseconds"],
        protocol=_protocol(final["plan"]) if final else "",
    )


def _fold_interval(outcomes: dict[str, Any]) -> Interval:
    read = [fold for fold in FOLDS if str(fold) in outcomes]
    wrong = [index for fold in read for index, *_ in outcomes[str(fold)]["wrong"]]
    return writer_intervals.on_folds(wrong, read)


def _test_interval(results: Path, test: dict[str, Any] | None) -> Interval | None:
    if test is None:
        return None
    entry = json.loads((results / test["ledger_entry"] / ENTRY).read_text())
    low, high = entry["error_interval_by_writer"]
    return low, high


def _shipped_row(results: Path, name: str) -> Row:
    card = shipped_models()[name]
    speed = speed_of(results, card) or {"microseconds": None, "default_microseconds": None}
    calibration, evaluation, training = card["calibration"], card["evaluation"], card["training"]
    return Row(
        name,
        (calibration["errors"], calibration["images"]),
        calibration["error_interval_by_writer"],
        (evaluation["errors"], evaluation["images"]),
        evaluation["error_interval_by_writer"],
        factory.published(name),
        taught="teacher" in training,
        parameters=card["parameters"],
        macs=card["macs"],
        seconds=training["seconds"],
        microseconds=speed["microseconds"],
        default_microseconds=speed["default_microseconds"],
        protocol=_shipped_protocol(training, calibration),
    )


def _shipped_protocol(training: dict[str, Any], calibration: dict[str, Any]) -> str:
    epochs, fold = f"{training['epochs']} epochs", calibration["fold"]
    if training["fold"] is None:
        return f"{epochs}, all images; held-out writers: fold {fold}, {calibration['epochs']} epochs"
    return f"{epochs}, without fold {training['fold']}; held-out writers: fold {fold}, which chose the recipe"


def _protocol(plan: dict[str, Any]) -> str:
    epochs = plan["recipe"].get("epochs")
    weights = "best by validation loss on the last tenth" if plan["validation"] == "tenth" else "all images"
    return f"{epochs} epochs, {weights}" if epochs else weights


def _line(row: Row) -> str:
    published = "" if row.published_error is None else f"{row.published_error:.2f}"
    cells = (
        f"`{row.name}`",
        _rate(row.validation, row.validation_interval) + (" †" if row.taught else ""),
        error_percent(row.test) + (f"; {_bounds(row.test_interval)}" if row.test_interval else ""),
        published + (" (differs)" if row.differs else ""),
        _count(row.parameters),
        _count(row.macs),
        "" if row.seconds is None else f"{row.seconds:,.0f}",
        "" if row.microseconds is None else f"{row.microseconds:,.0f}",
        row.protocol,
    )
    return f"| {' | '.join(cells)} |"


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"
