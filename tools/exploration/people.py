"""Who wrote what: NIST's two sources, the writers, and who is found in more than one part."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.metrics import CLASSES

Labels = npt.NDArray[np.integer]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Overlap:
    """How far the writers of one part are also those of the rest.

    Attributes:
        writers: in the part.
        shared: of these, how many wrote images of the rest too.
        images: in the part.
        shared_images: of these, how many are by such writers.
    """

    writers: int
    shared: int
    images: int
    shared_images: int


def overlap(writers: Labels, part: npt.NDArray[np.bool_]) -> Overlap:
    """Who of a part's writers is found outside it.

    Args:
        writers: (N,) who wrote each image.
        part: (N,) which images the part holds.
    """
    inside = np.unique(writers[part])
    both = np.intersect1d(inside, writers[~part])
    return Overlap(len(inside), len(both), int(part.sum()), int(np.isin(writers[part], both).sum()))


def counts(labels: Labels) -> Numbers:
    """(10,) how many images there are of each digit."""
    return np.bincount(labels, minlength=CLASSES).astype(np.int64)


def images_per_writer(writers: Labels) -> Numbers:
    """(W,) how many images each writer wrote, from the fewest."""
    return np.sort(np.unique(writers, return_counts=True)[1]).astype(np.int64)


def share_along(mask: npt.NDArray[np.bool_], parts: int) -> npt.NDArray[np.float64]:
    """(parts,) the share of true ones in equal stretches of the file, in their order, 0..1."""
    return np.array([part.mean() for part in np.array_split(mask, parts)])
