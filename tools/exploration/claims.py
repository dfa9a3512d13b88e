"""What the ledger says of the test set: every claim, the best of them, and what is still read wrongly.

No test image is looked at here: an entry has the indices of the images that were misread.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.metrics import Scores, classification_report, error_interval


@dataclass(frozen=True)
class Claim:
    """An entry of the ledger.

    Attributes:
        folder: its folder's name, which is the model's and the beginning of its hash.
        model: the model's name.
        date: when the test set was opened for it.
        images: of the test set.
        wrong: the indices of those misread.
        confusion: (10, 10), rows are the truth.
    """

    folder: str
    model: str
    date: str
    images: int
    wrong: frozenset[int]
    confusion: npt.NDArray[np.int64]

    @property
    def errors(self) -> int:
        """How many images were misread."""
        return len(self.wrong)

    @property
    def percent(self) -> tuple[float, float, float]:
        """The error and its 95 % interval (Clopper-Pearson)."""
        low, high = error_interval(self.errors, self.images)
        return 100 * self.errors / self.images, 100 * low, 100 * high

    @property
    def report(self) -> list[Scores]:
        """Precision, recall and F1 of each class."""
        return classification_report(self.confusion)

    @property
    def sentence(self) -> str:
        """The error and its interval in words."""
        rate, low, high = self.percent
        return f"{self.errors} errors in {self.images:,}: {rate:.2f} %, 95 % interval [{low:.2f}, {high:.2f}]"


def claims(results: Path) -> list[Claim]:
    """Every entry, from the fewest errors to the most."""
    found = [_claim(path) for path in results.glob("*-????????/test_evaluation.json")]
    return sorted(found, key=lambda one: (one.errors, one.folder))


def _claim(path: Path) -> Claim:
    entry: dict[str, Any] = json.loads(path.read_text())
    confusion = np.array(entry["confusion"], np.int64)
    name, date, images = entry["model"], entry["date"], entry["images"]
    return Claim(path.parent.name, name, date, images, frozenset(entry["wrong"]), confusion)


def claim_of(results: Path, model: str) -> Claim:
    """The newest entry of a model; of those of one day, the one with the fewest errors.

    Raises:
        LookupError: there is none.
    """
    found = [one for one in claims(results) if one.model == model]
    if not found:
        raise LookupError(f"the ledger has no entry of {model!r}")
    return max(found, key=lambda one: (one.date, -one.errors))


def shipped_claim(results: Path, model: str, sha256: str) -> Claim:
    """The entry of the model file with this hash.

    Raises:
        LookupError: there is none.
    """
    for one in claims(results):
        if one.folder == f"{model}-{sha256[:8]}":
            return one
    raise LookupError(f"the ledger has no entry of {model!r} with the hash {sha256[:8]}")


@dataclass(frozen=True)
class Comparison:
    """Two models on the same test images.

    Attributes:
        first_only: images that only the first misreads.
        second_only: images that only the second misreads.
        both: images that both misread.
        p_value: of McNemar's exact test that both are equally good.
    """

    first_only: int
    second_only: int
    both: int
    p_value: float


def compared(first: Claim, second: Claim) -> Comparison:
    """McNemar's exact test (1947): of the images on which two models differ, does each win half?"""
    from scipy.stats import binomtest

    one, other = len(first.wrong - second.wrong), len(second.wrong - first.wrong)
    p_value = float(binomtest(one, one + other).pvalue) if one + other else 1.0
    return Comparison(one, other, len(first.wrong & second.wrong), p_value)


def misread_by(found: list[Claim]) -> Counter[int]:
    """How many of some claims misread each test image."""
    return Counter(index for one in found for index in one.wrong)


def confusions(claim: Claim, count: int) -> list[tuple[int, int, int]]:
    """The most frequent confusions: what was written, what was read, how often."""
    mistakes = claim.confusion.copy()
    np.fill_diagonal(mistakes, 0)
    order = np.argsort(-mistakes, axis=None, kind="stable")[:count]
    pairs = [divmod(int(place), len(mistakes)) for place in order]
    return [(written, read, int(mistakes[written, read])) for written, read in pairs if mistakes[written, read]]


def a(digit: int) -> str:
    """A digit with its article: a 7, an 8."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def report_in_words(claim: Claim) -> str:
    """What a confusion matrix and its report say, in a few sentences."""
    scores = claim.report
    worst_recall = min(range(len(scores)), key=lambda digit: scores[digit].recall)
    worst_precision = min(range(len(scores)), key=lambda digit: scores[digit].precision)
    best = max(range(len(scores)), key=lambda digit: scores[digit].f1)
    pairs = [f"{count} × {a(written)} read as {read}" for written, read, count in confusions(claim, 4)]
    missed, wrong = 1 - scores[worst_recall].recall, 1 - scores[worst_precision].precision
    return (
        f"Of the {claim.images:,} images `{claim.model}` misreads {claim.errors}. Its most frequent confusions: "
        f"{', '.join(pairs)}. It misses the **{worst_recall}** most: {100 * missed:.2f} % of the written ones are read "
        f"as something else (the lowest recall, *rappel*). Its answer **{worst_precision}** is to be trusted least: "
        f"{100 * wrong:.2f} % of the images that it reads so are none (the lowest precision, *précision*). "
        f"It knows the **{best}** best (F1 {scores[best].f1:.4f})."
    )
