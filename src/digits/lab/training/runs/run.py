"""A run: a folder in which something was, or is being, trained.

Every run's folder has `run.json` (what is trained, on what) and `recipe.json` (with which settings).
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from digits import mnist
from digits.atomic_write import replacing
from digits.lab.data import corrections
from digits.metrics import Predict

Validation = int | Literal["tenth"] | None
"""The writer-grouped fold that validates (0 to 4); the last tenth of the training images, as Keras's
`validation_split=0.1` takes it; or nothing, and all images train."""

Epoch = dict[str, float]
Report = Callable[[int, int, Epoch | None], None]
"""Told as training goes: the steps done in this epoch, the epoch (from 1), and its figures once it is over.
What it raises ends the training, which can be gone on with."""

TRAINING_IMAGES = 60_000


class RunError(ValueError):
    """A run that cannot be started or gone on with; the message says why and what to do."""


@dataclass(frozen=True)
class Run(ABC):
    """A training run in its folder.

    Attributes:
        folder: where everything of the run stands.
        name: of the network or the baseline.
        recipe: the settings.
        validation: what validates.
        images: train, and validate, on the first so many images only; None for all.
    """

    folder: Path
    name: str
    recipe: Any
    validation: Validation
    images: int | None

    @property
    @abstractmethod
    def finished(self) -> bool:
        """Whether training came to its end."""

    @property
    @abstractmethod
    def seconds(self) -> float:
        """What the training took so far."""

    @abstractmethod
    def train(self, report: Report | None = None) -> None:
        """Train to the end, from where the run stands.

        Raises:
            RunError: another process trains this run, or what it left is damaged.
        """

    @abstractmethod
    def predict(self) -> Predict:
        """What was learned, as a function from (N, 28, 28) uint8 images to (N, 10) probabilities.

        Raises:
            RunError: training has not come to its end, or its file is damaged.
        """

    @abstractmethod
    def history(self) -> list[Epoch]:
        """The figures of each epoch so far; none where training has no epochs."""

    def training_images(self) -> mnist.Split:
        """What the run learns from: images of MNIST, and corrections where it has them."""
        return joined(_part(self.chosen()), corrections.learned(self.folder))

    def validation_images(self, whole: bool = False) -> mnist.Split | None:
        """What the run validates on; None where it trains on everything; `whole` lifts the limit of images."""
        return None if self.validation is None else _part(self.validation_indices(whole))

    def chosen(self) -> npt.NDArray[np.intp]:
        """The indices of the training images."""
        return np.flatnonzero(self._trains())[: self.images]

    def validation_indices(self, whole: bool = False) -> npt.NDArray[np.intp]:
        """The indices of the images that validate; none where the run trains on everything."""
        return np.flatnonzero(~self._trains())[: None if whole else self.images]

    def _trains(self) -> npt.NDArray[np.bool_]:
        if self.validation is None:
            return np.full(TRAINING_IMAGES, True)
        if self.validation == "tenth":
            return np.arange(TRAINING_IMAGES) < TRAINING_IMAGES * 9 // 10
        return np.asarray(mnist.folds() != self.validation)


def new_folder(runs: Path, name: str) -> Path:
    """Make the folder `<name>-<k>` with the first free k."""
    runs.mkdir(parents=True, exist_ok=True)
    k = 1
    while True:
        folder = runs / f"{name}-{k}"
        try:
            folder.mkdir()
        except FileExistsError:
            k += 1
        else:
            return folder


def write_json(path: Path, content: Any) -> None:
    """Save as JSON."""
    with replacing(path) as hidden:
        hidden.write_text(json.dumps(content, indent=2) + "\n")


def joined(one: mnist.Split, other: mnist.Split) -> mnist.Split:
    """The digits of both."""
    return mnist.Split(np.concatenate([one.images, other.images]), np.concatenate([one.labels, other.labels]))


def _part(chosen: npt.NDArray[np.intp]) -> mnist.Split:
    split = mnist.load("train")
    return mnist.Split(split.images[chosen], split.labels[chosen])
