"""Input of the sections: recognizer, data, sample sizes, and counts of answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import mnist
from digits.lab.figures import agreement_sheet
from digits.metrics import error_interval, error_interval_by_writer
from digits.mnist import Split
from digits.recognizer import Reading, Recognizer

NAME = "real-handwriting"
"""Name of the report, of its data, and of the folder with its figures."""

FOLD = 0
"""The fold of held-out writers: the shipped network was not trained on them."""

SHEET = 40
"""Images on a sheet of misread ones."""

Writers = npt.NDArray[np.integer]
"""(N,) who wrote each image."""


@dataclass(frozen=True)
class SampleSizes:
    """How many images of each kind are read; None for all.

    Attributes:
        classifier: of the fold's images, by the classifier alone.
        recognizer: of the fold's images, by the whole recognizer.
        corrupted: images, for each corruption at each strength.
        semeion: scans.
        pendigits: recordings.
        photographs: of each collection, under each of the conditions.
        strings: of each kind, and as many numbers in each of the surroundings.
        non_digits: of each family.
        mirrored: digits.
        timings: photographs.
        pictures: real pictures of each kind.
    """

    classifier: int | None = None
    recognizer: int = 3000
    corrupted: int = 250
    semeion: int | None = None
    pendigits: int | None = None
    photographs: int = 500
    strings: int = 300
    non_digits: int = 300
    mirrored: int = 1500
    timings: int = 60
    pictures: int | None = None


QUICK = SampleSizes(
    classifier=20,
    recognizer=20,
    corrupted=2,
    semeion=10,
    pendigits=10,
    photographs=1,
    strings=2,
    non_digits=5,
    mirrored=10,
    timings=2,
    pictures=2,
)
"""Enough to see that everything runs; the figures mean nothing."""


@dataclass(frozen=True)
class Setup:
    """The input of a section; can be sent to another process.

    Attributes:
        model: as `Recognizer` takes it.
        data: the folder with `semeion/`, `pendigits/` and `omniglot/`.
        results: the ledger's folder.
        sizes: how many images of each kind.
    """

    model: str
    data: Path
    results: Path
    sizes: SampleSizes

    @property
    def folder(self) -> Path:
        """The folder of figures."""
        return self.results / NAME

    @cached_property
    def recognizer(self) -> Recognizer:
        """The recognizer as users get it."""
        return Recognizer(self.model)

    @cached_property
    def held_out(self) -> Split:
        """The training images by the writers of `FOLD`, shuffled with a fixed seed."""
        split = mnist.load("train")
        return Split(split.images[self._held_out_indices], split.labels[self._held_out_indices])

    @cached_property
    def held_out_writers(self) -> Writers:
        """Who wrote each image of `held_out`."""
        return mnist.writers()[self._held_out_indices]

    @cached_property
    def _held_out_indices(self) -> npt.NDArray[np.intp]:
        return np.random.default_rng(FOLD).permutation(np.flatnonzero(mnist.folds() == FOLD))

    def count(
        self,
        readings: Sequence[Reading],
        labels: Sequence[int] | npt.NDArray[np.integer],
        writers: Writers | None = None,
    ) -> dict[str, Any]:
        """Count errors and verdicts on digits; every answer but the digit is an error.

        With writers, the interval is a bootstrap of them; else the exact one.
        """
        wrong = np.array([not is_correct(reading, label) for reading, label in zip(readings, labels, strict=True)])
        verdicts = [reading.verdict for reading in readings]
        others = {name: verdicts.count(name) for name in ("unsure", "not_a_digit", "blank")}
        others["number"] = sum(bool(reading.numbers) for reading in readings)
        mirrored = sum(reading.mirrored for reading in readings)
        errors = error_counts(int(wrong.sum()), len(wrong))
        if writers is not None:
            errors = error_counts_by_writer(wrong, writers)
        return errors | others | {"mirrored": mirrored}

    def misread_sheet(self, name: str, title: str, readings: Sequence[Reading], labels: Sequence[int]) -> str | None:
        """Save a sheet of the first misread digits, normalized.

        Returns:
            The file's name; None where all are correct.
        """
        wrong = [pair for pair in zip(readings, labels, strict=True) if not is_correct(*pair)]
        if not wrong:
            return None
        shown = wrong[:SHEET]
        images = np.stack([reading.ink for reading, _ in shown])
        captions = [f"{label}\n{answer_text(reading)}" for reading, label in shown]
        title = f"{title}: the first {len(shown)} of {len(wrong)} misread"
        agreement_sheet(images, captions, title, self.folder / f"{name}.png")
        return f"{name}.png"


def is_correct(reading: Reading, label: int) -> bool:
    """Whether the answer is the digit that was written."""
    return reading.digit == label and not reading.mirrored


def answer_text(reading: Reading) -> str:
    """The answer in a few words, for a caption."""
    if reading.numbers:
        return f"read {reading.text}"
    if reading.digit is None:
        return reading.verdict.replace("_", " ")
    return f"read {reading.digit}{' mirrored' if reading.mirrored else ''}"


def error_counts_by_writer(wrong: npt.NDArray[np.bool_], writers: Writers) -> dict[str, Any]:
    """Errors and images, with the 95 % interval of the error rate for new writers."""
    interval = error_interval_by_writer(wrong, writers)
    return {"images": len(wrong), "errors": int(wrong.sum()), "interval": [round(bound, 5) for bound in interval]}


def error_counts(errors: int, images: int) -> dict[str, Any]:
    """Errors and images, with the 95 % interval of the error rate."""
    return {
        "images": images,
        "errors": errors,
        "interval": [round(bound, 5) for bound in error_interval(errors, images)],
    }
