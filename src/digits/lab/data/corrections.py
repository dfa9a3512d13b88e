"""Training with what users corrected (`digits.corrections`).

A run that learns from corrections has a copy of them in `corrections.npz`: every fifth is held out, the others are
learned beside MNIST's images, each five times, so that a few are not lost among 60,000.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from digits.atomic_write import replacing
from digits.mnist import Split

if TYPE_CHECKING:
    from digits.corrections import Correction

LEAST = 10
"""Corrections of single digits that training with them takes."""

REPEATED = 5
"""How often each is learned in an epoch."""

_HELD_OUT = 5  # one in so many
_FILE = "corrections.npz"


def enough(corrections: Iterable["Correction"]) -> list["Correction"]:
    """Those of single digits, in the order of their ids.

    Raises:
        CorrectionError: they are too few to learn from.
    """
    from digits.corrections import CorrectionError, single_digits

    chosen = sorted(single_digits(list(corrections)), key=lambda one: one.id)
    if len(chosen) < LEAST:
        raise CorrectionError(f"there are {len(chosen)} corrections of single digits; training takes {LEAST} or more")
    return chosen


def take(folder: Path, chosen: Sequence["Correction"]) -> None:
    """Copy corrections of single digits to a run's folder."""
    images = np.stack([one.ink for one in chosen if one.ink is not None])
    labels = np.array([int(one.label) for one in chosen], np.uint8)
    with replacing(folder / _FILE) as hidden, hidden.open("wb") as file:
        np.savez_compressed(file, images=images, labels=labels, held_out=np.arange(len(chosen)) % _HELD_OUT == 0)


def learned(folder: Path) -> Split:
    """The corrections that a run learns from, repeated; none where it has none."""
    found = _read(folder, held_out=False)
    return Split(found.images.repeat(REPEATED, axis=0), found.labels.repeat(REPEATED))


def held_out(folder: Path) -> Split:
    """The corrections that a run does not learn from; none where it has none."""
    return _read(folder, held_out=True)


def _read(folder: Path, held_out: bool) -> Split:
    path = folder / _FILE
    if not path.exists():
        return Split(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8))
    with np.load(path) as file:
        chosen: npt.NDArray[np.bool_] = file["held_out"] == held_out
        return Split(file["images"][chosen], file["labels"][chosen])
