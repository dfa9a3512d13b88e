"""Training on users' corrections (`digits.corrections`).

A run that trains on corrections has a copy of them in `corrections.npz`. A fifth, chosen by a hash of the
id, is held out: one more correction moves no other. The others are added to MNIST's images five times each, so that a
few have an effect among 60,000.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from digits.atomic_write import atomic_write
from digits.mnist import Split

if TYPE_CHECKING:
    from digits.corrections import Correction

MINIMUM = 10
"""Fewest corrections of single digits to train on."""

REPEATED = 5
"""How often each is seen in an epoch."""

_HELD_OUT = 5  # one in five
_HASHED = 8  # bytes of the hash
_FILE = "corrections.npz"


def trainable(corrections: Iterable["Correction"]) -> list["Correction"]:
    """The corrections of single digits, in the order of their ids.

    Raises:
        CorrectionError: there are too few to train on, or all or none of them are held out.
    """
    from digits.corrections import CorrectionError, single_digits

    chosen = sorted(single_digits(list(corrections)), key=lambda one: one.id)
    if len(chosen) < MINIMUM:
        raise CorrectionError(f"there are {len(chosen)} corrections of single digits; training needs {MINIMUM} or more")
    if sum(map(is_held_out, chosen)) in {0, len(chosen)}:
        raise CorrectionError(f"of {len(chosen)} corrections all or none are held out by chance: wait for more of them")
    return chosen


def is_held_out(correction: "Correction") -> bool:
    """Whether a correction is among the fifth that is held out, which its id alone decides."""
    digest = hashlib.sha256(correction.id.encode()).digest()
    return int.from_bytes(digest[:_HASHED]) % _HELD_OUT == 0


def save(folder: Path, chosen: Sequence["Correction"]) -> None:
    """Save corrections of single digits in a run's folder."""
    images = np.stack([one.ink for one in chosen if one.ink is not None])
    labels = np.array([int(one.label) for one in chosen], np.uint8)
    with atomic_write(folder / _FILE) as hidden, hidden.open("wb") as file:
        np.savez_compressed(file, images=images, labels=labels, held_out=[is_held_out(one) for one in chosen])


def for_training(folder: Path) -> Split:
    """The corrections that a run trains on, repeated; empty where it has none."""
    found = _read(folder, held_out=False)
    return Split(found.images.repeat(REPEATED, axis=0), found.labels.repeat(REPEATED))


def held_out(folder: Path) -> Split:
    """The corrections held out from a run's training; empty where it has none."""
    return _read(folder, held_out=True)


def _read(folder: Path, held_out: bool) -> Split:
    path = folder / _FILE
    if not path.exists():
        return Split(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8))
    with np.load(path) as file:
        chosen: npt.NDArray[np.bool_] = file["held_out"] == held_out
        return Split(file["images"][chosen], file["labels"][chosen])
