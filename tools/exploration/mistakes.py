"""What `results/` says of the images that models misread, by writers whom they had never seen."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import mnist
from digits.metrics import error_interval

FOLDS = ("0", "1")
"""The folds of writers that every model of the comparison read."""


@dataclass(frozen=True)
class Misread:
    """The images of new writers that a model misread.

    Attributes:
        model: its name.
        index: (M,) among the training images.
        written: (M,) the labels.
        read: (M,) the answers.
        images: how many it read in all.
    """

    model: str
    index: npt.NDArray[np.intp]
    written: npt.NDArray[np.int64]
    read: npt.NDArray[np.int64]
    images: int

    @property
    def rate(self) -> float:
        """The share misread, 0..1."""
        return len(self.index) / self.images

    @property
    def pairs(self) -> Counter[tuple[int, int]]:
        """How often each digit was read as which other."""
        return Counter(zip(self.written.tolist(), self.read.tolist(), strict=True))


def misread(results: Path, model: str) -> Misread:
    """What a model of the comparison misread on both folds.

    Raises:
        FileNotFoundError: it is not in the comparison.
    """
    found = json.loads((results / f"comparison/{model}.json").read_text())
    rows = np.array([row for fold in FOLDS for row in found[fold]["wrong"]])
    return Misread(model, rows[:, 0], rows[:, 1], rows[:, 2], sum(found[fold]["images"] for fold in FOLDS))


def models(results: Path) -> list[str]:
    """The models that read both folds, from the most to the fewest errors."""
    rows = rows_of(results)
    there = [row for row in rows if (results / f"comparison/{row['name']}.json").exists()]
    return [row["name"] for row in sorted(there, key=lambda row: -row["validation"][0] / row["validation"][1])]


def rows_of(results: Path) -> list[dict[str, Any]]:
    """The lines of the comparison's table."""
    found: list[dict[str, Any]] = json.loads((results / "comparison/table.json").read_text())
    return found


def interval(errors: int, images: int) -> tuple[float, float, float]:
    """Error and its 95 % interval, percent."""
    low, high = error_interval(errors, images)
    return 100 * errors / images, 100 * low, 100 * high


@cache
def read_by_all() -> npt.NDArray[np.intp]:
    """The training images that every model of the comparison read: those of the two folds."""
    return np.flatnonzero(np.isin(mnist.folds(), [int(fold) for fold in FOLDS]))


def rates_by(
    values: npt.NDArray[np.floating], wrong: npt.NDArray[np.intp], parts: int = 10
) -> list[tuple[float, float, float, float]]:
    """How the error changes with something measured on the images.

    Args:
        values: (60000,) what is measured.
        wrong: the images misread, of `read_by_all`.
        parts: into how many parts of equal size the images are divided, by rising value.

    Returns:
        of each part the median value, and the error with its interval in percent.
    """
    seen = read_by_all()
    is_wrong = np.isin(seen, wrong)
    order = np.argsort(values[seen], kind="stable")
    return [
        (float(np.median(values[seen[part]])), *interval(int(is_wrong[part].sum()), len(part)))
        for part in np.array_split(order, parts)
    ]


def rates_by_source(wrong: npt.NDArray[np.intp]) -> dict[int, tuple[float, float, float]]:
    """The error on NIST's source 3 (census staff) and 1 (students), with its interval, percent."""
    seen = read_by_all()
    of_source = mnist.sources()[seen]
    is_wrong = np.isin(seen, wrong)
    return {
        source: interval(int(is_wrong[of_source == source].sum()), int((of_source == source).sum()))
        for source in (3, 1)
    }


def errors_per_writer(wrong: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """(W,) how many images of each writer of the two folds were misread, from the most."""
    names, place = np.unique(mnist.writers()[read_by_all()], return_inverse=True)
    is_wrong = np.isin(read_by_all(), wrong)
    return np.sort(np.bincount(place, weights=is_wrong, minlength=len(names)).astype(np.int64))[::-1]


@dataclass(frozen=True)
class Suspect:
    """A training image whose label most models contradict.

    Attributes:
        index: among the training images.
        written: its label.
        read: what most models read.
        agreed: how many read that.
        models: of how many.
    """

    index: int
    written: int
    read: int
    agreed: int
    models: int


def suspects(results: Path, count: int) -> list[Suspect]:
    """The images that most models read as one and the same other digit, the most unanimous first."""
    all_models = models(results)
    reads: dict[int, Counter[int]] = {}
    written: dict[int, int] = {}
    for name in all_models:
        found = misread(results, name)
        for index, truth, read in zip(found.index, found.written, found.read, strict=True):
            reads.setdefault(int(index), Counter())[int(read)] += 1
            written[int(index)] = int(truth)
    found_all = [
        Suspect(index, written[index], read, agreed, len(all_models))
        for index, votes in reads.items()
        for read, agreed in votes.most_common(1)
    ]
    return sorted(found_all, key=lambda one: (-one.agreed, one.index))[:count]


def tenth(results: Path) -> list[tuple[str, tuple[int, int], tuple[int, int], tuple[int, int]]]:
    """Of the models that a random-looking split validated: errors and images of it, of new writers and of the test set.

    The split is the last tenth of the training images, most of whose writers are also in the rest.
    """
    found = []
    for row in rows_of(results):
        path = results / f"comparison/{row['name']}.json"
        final = json.loads(path.read_text()).get("final", {}) if path.exists() else {}
        if final.get("plan", {}).get("validation") == "tenth":
            found.append((row["name"], (final["errors"], final["images"]), (*row["validation"],), (*row["test"],)))
    return found
