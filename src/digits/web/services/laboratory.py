"""Results of the laboratory: models, learning curves, confusions and misread images (`tools.web_data`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parents[1] / "data"
DIGITS = 10

Confusion = list[list[int]]
"""Ten rows of ten counts: a row for each label, a column for each answer."""


@dataclass(frozen=True)
class Mistakes:
    """Validation images that models misread, by held-out writers.

    Attributes:
        images: (N, 28, 28) uint8, 0 = paper, 255 = full ink.
        labels: (N,) uint8.
        mnist_indices: (N,) uint16, index of each image in MNIST's training set.
        models: the names of the models that were evaluated.
        model: (M,) for each mistake, the index of the model that made it.
        image: (M,) for each mistake, the index of the image.
        read: (M,) for each mistake, the wrong answer.
        misreaders: (N,) how many models misread each image.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    mnist_indices: npt.NDArray[np.uint16]
    models: tuple[str, ...]
    model: npt.NDArray[np.uint16]
    image: npt.NDArray[np.uint16]
    read: npt.NDArray[np.uint16]
    misreaders: npt.NDArray[np.intp]

    def of(self, name: str, truth: int, read: int) -> npt.NDArray[np.uint16]:
        """Indices of the images of one digit that a model read as another, those misread by most models first."""
        made = (self.model == self.models.index(name)) & (self.labels[self.image] == truth) & (self.read == read)
        images = self.image[made]
        return np.asarray(images[np.argsort(-self.misreaders[images], kind="stable")])

    def hardest(self, count: int) -> npt.NDArray[np.intp]:
        """Indices of the images that most models misread, the hardest first."""
        return np.argsort(-self.misreaders, kind="stable")[:count]

    def wrong_answers(self, image: int) -> dict[str, int]:
        """The wrong answers to one image, by the model's name."""
        made = np.flatnonzero(self.image == image)
        return {self.models[self.model[one]]: int(self.read[one]) for one in made}


@cache
def results() -> dict[str, Any]:
    """The models, curves and confusions; the file is read once."""
    return dict(json.loads((FOLDER / "comparison.json").read_text("utf-8")))


@cache
def mistakes() -> Mistakes:
    """The misread images; the file is read once."""
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
    """A model's confusion matrix on held-out writers; None if its mistakes are not in the data."""
    found = mistakes()
    if name not in found.models:
        return None
    made = found.model == found.models.index(name)
    counts = np.zeros((DIGITS, DIGITS), np.int64)
    np.add.at(counts, (found.labels[found.image[made]], found.read[made]), 1)
    counts[np.diag_indices(DIGITS)] = np.array(results()["classes"]) - counts.sum(axis=1)
    return [[int(count) for count in row] for row in counts]
