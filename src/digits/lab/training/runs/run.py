"""A training run and its folder.

Every run's folder has `run.json` (what is trained, on which images) and `recipe.json` (the settings).
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from digits import mnist
from digits.atomic_write import atomic_write
from digits.lab.data import corrections
from digits.lab.training.recipe import Recipe
from digits.metrics import Predict

Validation = int | Literal["tenth"] | None
"""The writer-grouped fold that validates (0 to 4); the last tenth of the training images, as Keras's
`validation_split=0.1` takes it; or nothing, and all images train."""

Epoch = dict[str, float]
Report = Callable[[int, int, Epoch | None], None]
"""Called during training with the steps done in this epoch, the epoch (from 1), and its metrics once it is over.
An exception from it stops the training, which can be resumed."""

TRAINING_IMAGES = 60_000


class RunError(ValueError):
    """A run cannot be created or resumed; the message says why and what to do."""


@dataclass(frozen=True)
class Run(ABC):
    """A training run in its folder.

    Attributes:
        folder: of the run's files.
        name: the network or the baseline.
        recipe: the settings.
        validation: the images that validate.
        images: train and validate on the first `images` images only; None for all.
    """

    folder: Path
    name: str
    recipe: Any
    validation: Validation
    images: int | None

    @property
    @abstractmethod
    def finished(self) -> bool:
        """Whether training is complete."""

    @property
    @abstractmethod
    def seconds(self) -> float:
        """Seconds of training so far."""

    @abstractmethod
    def train(self, report: Report | None = None) -> None:
        """Train to the end, from the last checkpoint.

        Raises:
            RunError: another process is training this run, or one of its files is damaged.
        """

    @abstractmethod
    def predict(self) -> Predict:
        """The trained model, as a function from (N, 28, 28) uint8 images to (N, 10) probabilities.

        Raises:
            RunError: training is not complete, or its file is damaged.
        """

    @abstractmethod
    def history(self) -> list[Epoch]:
        """The metrics of each epoch so far; empty where training has no epochs."""

    def training_images(self) -> mnist.Split:
        """The images to train on: MNIST's, and corrections where the run has them."""
        return joined(_part(self.chosen()), corrections.for_training(self.folder))

    def validation_images(self, whole: bool = False) -> mnist.Split | None:
        """The images to validate on; None where all images train; `whole` ignores the limit `images`."""
        return None if self.validation is None else _part(self.validation_indices(whole))

    def chosen(self) -> npt.NDArray[np.intp]:
        """The indices of the training images."""
        return np.flatnonzero(self._trains())[: self.images]

    def validation_indices(self, whole: bool = False) -> npt.NDArray[np.intp]:
        """The indices of the images that validate; empty where all images train."""
        return np.flatnonzero(~self._trains())[: None if whole else self.images]

    def _trains(self) -> npt.NDArray[np.bool_]:
        if self.validation is None:
            return np.full(TRAINING_IMAGES, True)
        if self.validation == "tenth":
            return np.arange(TRAINING_IMAGES) < TRAINING_IMAGES * 9 // 10
        return np.asarray(mnist.folds() != self.validation)


class TrainableRun(Protocol):
    """The parts of a network's run that the training loop uses."""

    @property
    def folder(self) -> Path:
        """Of the run's files."""

    @property
    def name(self) -> str:
        """The network."""

    @property
    def recipe(self) -> Recipe:
        """The settings."""

    @property
    def initial_weights(self) -> Path:
        """The file of the weights to start from; it may be missing."""

    def build(self) -> Any:
        """The untrained Keras model."""

    def chosen(self) -> npt.NDArray[np.intp]:
        """The indices of MNIST's training images among the images to train on, which they begin."""

    def training_images(self) -> mnist.Split:
        """The images to train on."""

    def validation_images(self) -> mnist.Split | None:
        """The images to validate on, if any."""

    def steps_per_epoch(self) -> int:
        """Batches in one pass over the training images."""


def new_folder(runs: Path, name: str) -> Path:
    """Create the folder `<name>-<k>` with the first free k."""
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
    with atomic_write(path) as hidden:
        hidden.write_text(json.dumps(content, indent=2) + "\n")


def joined(one: mnist.Split, other: mnist.Split) -> mnist.Split:
    """The images of both, one after the other."""
    return mnist.Split(np.concatenate([one.images, other.images]), np.concatenate([one.labels, other.labels]))


def _part(chosen: npt.NDArray[np.intp]) -> mnist.Split:
    split = mnist.load("train")
    return mnist.Split(split.images[chosen], split.labels[chosen])
