"""A network's run: training resumes from the last checkpoint in its folder.

The folder has `log.csv` and `curves.png` (metrics per epoch), `tensorboard/`, `state.npz` (the checkpoint after each
epoch), `best.weights.h5` and `final.weights.h5`; if training starts from another run's weights, also
`first.weights.h5` and `first.json`; if the network is not one of the project's, also `network.py`, a copy of its file.
The order of the images and their augmentation depend on seed, epoch and step only, so an interrupted run repeats its
last epoch and ends with the same weights.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from digits import metrics, mnist
from digits.lab import networks
from digits.lab.data import corrections
from digits.lab.data.synthesis.drawn_digits import draw_digits
from digits.lab.networks.common.overrides import with_overrides
from digits.lab.networks.common.weights import logits, parameters, save_weights
from digits.lab.training.backend import keras
from digits.lab.training.csv_log import read_log, repair_log
from digits.lab.training.loop import fit
from digits.lab.training.recipe import Recipe
from digits.lab.training.runs.run import Epoch, Report, Run, RunError, joined, write_json
from digits.metrics import Predict, Probabilities

__all__ = ["NetworkRun", "logits", "parameters"]


@dataclass(frozen=True)
class NetworkRun(Run):
    """A run of a network.

    Attributes:
        recipe: the settings.
        architecture: the arguments of the network's `build`.
        file: the network's file; None for a network of the project.
    """

    recipe: Recipe
    architecture: dict[str, Any] = field(default_factory=dict)
    file: Path | None = None

    @property
    def network(self) -> ModuleType:
        """The module of the network, with `RECIPE` and `build`.

        Raises:
            NetworkFileError: its file cannot be used.
        """
        return networks.network(self.name) if self.file is None else networks.load(self.file)

    @property
    def finished(self) -> bool:
        """Whether training is complete."""
        return (self.folder / "final.weights.h5").exists()

    @property
    def initial_weights(self) -> Path:
        """The file of the weights that training starts from; without it they are random."""
        return self.folder / "first.weights.h5"

    def begin_with(self, trained: "NetworkRun") -> None:
        """Start training, not begun yet, from the weights of another run; `first.json` describes that run."""
        save_weights(trained.model(), self.initial_weights)
        source = {"name": trained.name, "fold": trained.validation, "epochs": len(trained.history())}
        before = {"begun_with": trained.begun_with} if trained.begun_with else {}
        write_json(self.folder / "first.json", source | {"recipe": trained.recipe.as_dict()} | before)

    @property
    def begun_with(self) -> dict[str, Any] | None:
        """The run that training started from, as `begin_with` describes it; None where the weights were random."""
        if not self.initial_weights.exists():
            return None
        source: dict[str, Any] = json.loads((self.folder / "first.json").read_text())
        return source

    @property
    def seconds(self) -> float:
        """Seconds of training so far."""
        return sum(one["seconds"] for one in self.history())

    def history(self) -> list[Epoch]:
        """The metrics of each epoch so far.

        Raises:
            RunError: the log is damaged; `train` writes it again.
        """
        return read_log(self.folder)

    def build(self) -> keras.Model:
        """The untrained network."""
        network = self.network.build(**self.architecture)
        return with_overrides(network, self.recipe.normalization, self.recipe.dropout, self.recipe.l2)

    def model(self, weights: Literal["kept", "best", "last"] = "kept") -> keras.Model:
        """The trained network, in float32.

        Args:
            weights: those that the recipe keeps, those with the lowest validation loss, or those of the last epoch.

        Raises:
            RunError: training is not complete, or its weights are damaged or were not kept.
        """
        if not self.finished:
            raise RunError(f"{self.folder} is not fully trained: continue with `digits train --resume {self.folder}`")
        kept = weights == "kept" or (weights == self.recipe.keep and not self.recipe.averages_weights)
        path = self.folder / f"{'final' if kept else weights}.weights.h5"
        if not path.exists():
            raise RunError(f"{path} is missing: the run kept no {weights} weights")
        model = self.build()
        try:
            model.load_weights(path)
        except (OSError, ValueError) as error:
            raise RunError(f"{path} is damaged or of another network: train a new run") from error
        return model

    def predict(self) -> Predict:
        """The trained network as a function from images to probabilities."""
        model = self.model()

        def probabilities(images: npt.NDArray[np.uint8]) -> Probabilities:
            return metrics.softmax(logits(model, images))

        return probabilities

    def training_images(self) -> mnist.Split:
        """The images to train on: MNIST's, then corrections and drawn digits where the run has them."""
        images, count = super().training_images(), self._synthetic_count()
        return joined(images, draw_digits(count, self.recipe.seed)) if self.recipe.synthetic_ratio else images

    def _synthetic_count(self) -> int:
        return round(self.recipe.synthetic_ratio * len(self.chosen()))

    def steps_per_epoch(self) -> int:
        """Batches in one pass over the training images; the last one may be smaller."""
        images = len(self.chosen()) + len(corrections.for_training(self.folder).labels) + self._synthetic_count()
        return -(-images // self.recipe.batch_size)

    def train(self, report: Report | None = None) -> None:
        """Train the run to its end, from the last checkpoint.

        Raises:
            RunError: another process is training this run, or one of its files is damaged.
        """
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                if self.finished:
                    repair_log(self.folder)
                else:
                    fit(self, report)
        except Timeout:
            raise RunError(f"{self.folder} is being trained by another process: wait, or create a new run") from None
