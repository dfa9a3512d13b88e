"""Images, labels and writers of MNIST, and the validation folds."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from digits.mnist.download import fetch_one
from digits.mnist.files import FILES, Source, cache, find, read_verified
from digits.mnist.idx import read_idx

SplitName = Literal["train", "test"]

FOLDS = 5


@dataclass(frozen=True)
class Split:
    """Images with their labels.

    Attributes:
        images: (N, 28, 28) uint8, 0 = background, 255 = full ink.
        labels: (N,) uint8, 0..9.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]


def load(split: SplitName) -> Split:
    """Load the training (60,000) or the test (10,000) images with their labels.

    Raises:
        DataError: a file is damaged, or is missing and cannot be downloaded.
    """
    images, labels = (_read(FILES[split, kind]) for kind in ("images", "labels"))
    return Split(images, labels)


def writers(split: SplitName = "train") -> npt.NDArray[np.int32]:
    """Return each image's writer: (60000,) or (10000,) NIST writer numbers, 539 or 297 different ones."""
    return _qmnist_labels(split)[:, 2]


def sources(split: SplitName = "train") -> npt.NDArray[np.int32]:
    """Return each image's NIST database: (60000,) or (10000,) 3 (census staff) or 1 (students).

    NIST's partitions hsf_0 to hsf_3 are Special Database 3, hsf_4 is Special Database 1.
    """
    return np.where(_qmnist_labels(split)[:, 1] == 4, 1, 3).astype(np.int32)


def folds() -> npt.NDArray[np.int8]:
    """Return each training image's validation fold: (60000,) 0..4, no writer in two folds.

    Writers are assigned from the most to the least prolific, each to the fold that so far has the fewest of the
    writer's kinds of digits, counted per class and NIST source, which balances sizes, classes and sources.
    """
    labels = _read(FILES["train", "labels"])
    writer_of = writers()
    kind = labels.astype(np.int64) + 10 * (sources() == 1)
    names, index = np.unique(writer_of, return_inverse=True)
    digits_of_writer = np.zeros((len(names), 20), np.int64)
    np.add.at(digits_of_writer, (index, kind), 1)
    digits_in_fold = np.zeros((FOLDS, 20), np.int64)
    fold_of_writer = np.zeros(len(names), np.int8)
    for writer in np.argsort(-digits_of_writer.sum(axis=1), kind="stable"):
        fold = int(np.argmin(digits_in_fold @ digits_of_writer[writer]))
        fold_of_writer[writer] = fold
        digits_in_fold[fold] += digits_of_writer[writer]
    return fold_of_writer[index]


def _qmnist_labels(split: SplitName) -> npt.NDArray[np.int32]:
    """Return QMNIST's extended labels (N, 8) of MNIST's images: class, partition, writer, and others.

    QMNIST's test file goes on with 50,000 images that MNIST left out.
    """
    labels = _read(FILES[split, "origin"])
    return labels[: len(_read(FILES[split, "labels"]))].astype(np.int32)


def _read(source: Source) -> npt.NDArray[Any]:
    path = find(source, None) or fetch_one(source, cache())
    state = path.stat()
    return _read_once(source, path, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=len(FILES))
def _read_once(source: Source, path: Path, state: tuple[int, int]) -> npt.NDArray[Any]:  # noqa: ARG001 - part of the key
    """Read a file's array, which is read-only; a process that trains needs it often, and unpacking takes 0.3 s."""
    return read_idx(read_verified(source, path), str(path))
