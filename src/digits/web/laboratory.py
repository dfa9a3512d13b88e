"""What the laboratory found, as it comes with the package (`tools.web_data.comparison`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parent / "data"
DIGITS = 10

Confusion = list[list[int]]
"""Ten rows of ten counts: what the image shows, and what was read."""


@dataclass(frozen=True)
class Mistakes:
    """Training images that models misread whose writers they had not seen.

    Attributes:
        images: (N, 28, 28) uint8, 0 = paper, 255 = full ink.
        labels: (N,) uint8, which digits they are.
        places: (N,) uint16, each one's place among MNIST's training images.
        models: the names of the models that read all of them.
        model: (M,) for each mistake the number of the model that made it,
        image: (M,) the number of the image,
        read: (M,) and what was read.
        misreaders: (N,) how many models misread each image.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    places: npt.NDArray[np.uint16]
    models: tuple[str, ...]
    model: npt.NDArray[np.uint16]
    image: npt.NDArray[np.uint16]
    read: npt.NDArray[np.uint16]
    misreaders: npt.NDArray[np.intp]

    def of(self, name: str, truth: int, read: int) -> npt.NDArray[np.uint16]:
        """The images of a digit that a model read as another one; first those that most models misread."""
        made = (self.model == self.models.index(name)) & (self.labels[self.image] == truth) & (self.read == read)
        images = self.image[made]
        return np.asarray(images[np.argsort(-self.misreaders[images], kind="stable")])

    def hardest(self, count: int) -> npt.NDArray[np.intp]:
        """The images that most models misread, the hardest first."""
        return np.argsort(-self.misreaders, kind="stable")[:count]

    def said(self, image: int) -> dict[str, int]:
        """What each model that misread an image read, by the model's name."""
        made = np.flatnonzero(self.image == image)
        return {self.models[self.model[one]]: int(self.read[one]) for one in made}


@cache
def figures() -> dict[str, Any]:
    """The models, curves and confusions, read once."""
    return dict(json.loads((FOLDER / "comparison.json").read_text("utf-8")))


@cache
def mistakes() -> Mistakes:
    """The misread images, read once."""
    with np.load(FOLDER / "wrong.npz") as file:
        model, image, read = file["mistakes"].T
        return Mistakes(
            file["images"],
            file["labels"],
            file["places"],
            tuple(map(str, file["models"])),
            model,
            image,
            read,
            np.bincount(image, minlength=len(file["images"])),
        )


def validation_confusion(name: str) -> Confusion | None:
    """The confusion matrix of a model on writers that it had not seen; None where its mistakes were not kept."""
    found = mistakes()
    if name not in found.models:
        return None
    made = found.model == found.models.index(name)
    counts = np.zeros((DIGITS, DIGITS), np.int64)
    np.add.at(counts, (found.labels[found.image[made]], found.read[made]), 1)
    counts[np.diag_indices(DIGITS)] = np.array(figures()["classes"]) - counts.sum(axis=1)
    return [[int(count) for count in row] for row in counts]
