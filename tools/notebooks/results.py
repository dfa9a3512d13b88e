"""Errors on held-out writers and on the test set, as the commands recorded them in `results/`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.metrics import error_interval

Floats = npt.NDArray[np.floating]
Counts = tuple[int, int]
"""Errors and images."""
Rate = tuple[float, float, float]
"""Error and the ends of its 95 % interval (Clopper-Pearson), percent."""

RESULTS = Path(__file__).parents[2] / "results"
FOLDS = (0, 1)
"""The folds of writers that every model of the comparison read without having learned from them."""


def rate(errors: int, images: int) -> Rate:
    """The error with its 95 % interval, percent."""
    low, high = error_interval(errors, images)
    return 100 * errors / images, 100 * low, 100 * high


def with_interval(errors: int, images: int) -> str:
    """The error with its 95 % interval, percent, for a table."""
    return "{:.2f} [{:.2f}, {:.2f}]".format(*rate(errors, images))


def error_of(row: dict[str, Any], part: str) -> str:
    """A row's error, percent, with its interval: on held-out writers for new writers, on the test set the exact one."""
    errors, images = row[part]
    bounds = row["validation_interval"] if part == "validation" else error_interval(errors, images)
    return "{:.2f} [{:.2f}, {:.2f}]".format(100 * errors / images, *(100 * bound for bound in bounds))


def comparison_rows() -> list[dict[str, Any]]:
    """The rows of the comparison of all models; `validation` and `test` are errors and images."""
    found: list[dict[str, Any]] = _read("comparison/table.json")
    return found


def misread(model: str) -> npt.NDArray[np.int64]:
    """(M, 3) the images of `FOLDS` that a model misread: index among the training images, label, answer."""
    found = _read(f"comparison/{model}.json")
    return np.array([row for fold in FOLDS for row in found[str(fold)]["wrong"]], np.int64)


def models_with_answers() -> list[str]:
    """The models of the comparison of which `misread` knows the images."""
    return [row["name"] for row in comparison_rows() if (RESULTS / f"comparison/{row['name']}.json").exists()]


def last_tenth_counts() -> dict[str, Counts]:
    """Errors and images of the models that were also validated on the last tenth of the training images."""
    final = {name: _read(f"comparison/{name}.json").get("final", {}) for name in models_with_answers()}
    return {
        name: (one["errors"], one["images"])
        for name, one in final.items()
        if one.get("plan", {}).get("validation") == "tenth"
    }


def rates_along(values: Floats, is_wrong: npt.NDArray[np.bool_], parts: int = 10) -> list[tuple[float, Rate]]:
    """How the error changes with a measurement.

    Args:
        values: (N,) the measurement of each image.
        is_wrong: (N,) whether the image was misread.
        parts: number of groups of equal size, by rising value.

    Returns:
        for each group the median value and the error.
    """
    groups = np.array_split(np.argsort(values, kind="stable"), parts)
    return [(float(np.median(values[group])), rate(int(is_wrong[group].sum()), len(group))) for group in groups]


@dataclass(frozen=True)
class Evaluation:
    """An evaluation on the test set.

    Attributes:
        name: its folder, which is the model's name and the first digits of its SHA-256.
        model: the model's name.
        counts: errors and images.
        wrong: indices of the misread images.
        confusion: (10, 10), rows are the truth.
    """

    name: str
    model: str
    counts: Counts
    wrong: frozenset[int]
    confusion: npt.NDArray[np.int64]


def evaluations() -> list[Evaluation]:
    """All test evaluations, from the fewest errors to the most."""
    found = [_evaluation(path) for path in RESULTS.glob("*-????????/test_evaluation.json")]
    return sorted(found, key=lambda one: (one.counts[0], one.name))


def _evaluation(path: Path) -> Evaluation:
    entry = json.loads(path.read_text())
    counts = (entry["errors"], entry["images"])
    confusion = np.array(entry["confusion"], np.int64)
    return Evaluation(path.parent.name, entry["model"], counts, frozenset(entry["wrong"]), confusion)


def ensemble_members() -> list[dict[str, Any]]:
    """The networks of the ensemble, with architecture, left-out fold and epochs."""
    found: list[dict[str, Any]] = _read("ensemble/ensemble.json")["members"]
    return found


def other_handwriting() -> dict[str, Counts]:
    """Errors (misread or rejected) and images of the shipped recognizer, for each collection."""
    found = _read("real-handwriting.json")
    collections = {
        "MNIST, held-out writers": found["held-out writers"]["recognizer"],
        "Pendigits, strokes on a tablet": found["pendigits"],
        "Semeion, scans": found["semeion"],
        "photographs, everyday": found["photographs, everyday"]["mnist"]["photographs"],
        "photographs, harsh": found["photographs, harsh"]["mnist"]["photographs"],
    }
    return {name: (one["errors"], one["images"]) for name, one in collections.items()}


def _read(name: str) -> Any:
    return json.loads((RESULTS / name).read_text())
