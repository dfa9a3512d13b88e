"""What every section of the evidence measures with: a recognizer, the data, and how answers are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import mnist
from digits.lab.figures import agreement_sheet
from digits.metrics import error_interval
from digits.mnist import Split
from digits.recognizer import Reading, Recognizer

NAME = "real-handwriting"
"""Of the page, of the figures behind it, and of the folder with what was misread."""

FOLD = 0
"""The writers that measure: those of this fold, whom the shipped network never saw."""

SHEET = 40
"""Images on a sheet of what was misread."""

MOST = 10**9
"""More than there is: take all."""


@dataclass(frozen=True)
class Amounts:
    """How many of each kind are read.

    Attributes:
        network: of the fold's images, by the network alone.
        fold: of these, with their verdicts.
        corrupted: images, of each corruption at each strength.
        semeion: scans.
        pendigits: recordings.
        photographs: of each origin, under each of the conditions.
        strings: of each kind.
        non_digits: of each family.
        mirrored: digits.
        timed: photographs.
    """

    network: int = MOST
    fold: int = 3000
    corrupted: int = 250
    semeion: int = MOST
    pendigits: int = MOST
    photographs: int = 500
    strings: int = 300
    non_digits: int = 300
    mirrored: int = 1500
    timed: int = 60


QUICK = Amounts(
    network=20,
    fold=20,
    corrupted=2,
    semeion=10,
    pendigits=10,
    photographs=1,
    strings=2,
    non_digits=5,
    mirrored=10,
    timed=2,
)
"""Enough to see that everything runs; no figure means anything."""


@dataclass(frozen=True)
class Bench:
    """What a section is given; it can be sent to another process.

    Attributes:
        model: as `Recognizer` takes it.
        data: the folder with `semeion/`, `pendigits/` and `omniglot/`.
        results: the ledger's folder.
        amounts: how many of each kind.
    """

    model: str
    data: Path
    results: Path
    amounts: Amounts

    @property
    def folder(self) -> Path:
        """Where sheets of misread pictures go."""
        return self.results / NAME

    @cached_property
    def recognizer(self) -> Recognizer:
        """The recognizer, with everything that users get."""
        return Recognizer(self.model)

    @cached_property
    def unseen(self) -> Split:
        """The training images by the writers of `FOLD`, in an order of chance that is always the same."""
        split = mnist.load("train")
        chosen = np.random.default_rng(FOLD).permutation(np.flatnonzero(mnist.folds() == FOLD))
        return Split(split.images[chosen], split.labels[chosen])

    def tally(self, readings: Sequence[Reading], labels: Sequence[int] | npt.NDArray[np.integer]) -> dict[str, Any]:
        """Count answers to digits: an error is whatever is not the digit, a refusal or a number too."""
        wrong = sum(not is_right(reading, label) for reading, label in zip(readings, labels, strict=True))
        verdicts = [reading.verdict for reading in readings]
        others = {name: verdicts.count(name) for name in ("unsure", "not_a_digit", "number", "blank")}
        mirrored = sum(reading.mirrored for reading in readings)
        return counted(wrong, len(readings)) | others | {"mirrored": mirrored}

    def sheet(self, name: str, title: str, readings: Sequence[Reading], labels: Sequence[int]) -> str | None:
        """Save what the network saw of the first misread digits; gives the picture's name, None where all is right."""
        wrong = [pair for pair in zip(readings, labels, strict=True) if not is_right(*pair)]
        if not wrong:
            return None
        shown = wrong[:SHEET]
        images = np.stack([reading.ink for reading, _ in shown])
        captions = [f"{label}\n{said(reading)}" for reading, label in shown]
        title = f"{title}: the first {len(shown)} of {len(wrong)} misread"
        agreement_sheet(images, captions, title, self.folder / f"{name}.png")
        return f"{name}.png"


def is_right(reading: Reading, label: int) -> bool:
    """Whether the digit that was written is the answer."""
    return reading.digit == label and not reading.mirrored


def said(reading: Reading) -> str:
    """The answer in a word or two."""
    if reading.number:
        return f"read {reading.number.text}"
    if reading.digit is None:
        return reading.verdict.replace("_", " ")
    return f"read {reading.digit}{' mirrored' if reading.mirrored else ''}"


def counted(errors: int, images: int) -> dict[str, Any]:
    """Errors among images, with the 95 % interval of the rate."""
    return {
        "images": images,
        "errors": errors,
        "interval": [round(bound, 5) for bound in error_interval(errors, images)],
    }
