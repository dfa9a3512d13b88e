"""Training networks: training a run goes on from whatever its folder holds.

A network's run has `log.csv` and `curves.png` (how it went), `tensorboard/`, `state.npz` (where it stands, after each
epoch), `best.weights.h5` and `final.weights.h5`; one that began with another's weights, `first.weights.h5` and
`first.json`. The order of the images and their augmentation depend on the seed, the epoch and the step alone; so a run
that was killed repeats the epoch it was in and ends as it would have ended.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from digits import metrics, mnist
from digits.lab import networks
from digits.lab.data import corrections
from digits.lab.data.synthesis.drawn_digits import drawn
from digits.lab.networks.common.overrides import modified
from digits.lab.networks.common.weights import logits, parameters, save_weights
from digits.lab.training.backend import keras
from digits.lab.training.csv_log import mend_log, read_log
from digits.lab.training.loop import fit
from digits.lab.training.recipe import Recipe
from digits.lab.training.runs.run import Epoch, Report, Run, RunError, joined, write_json
from digits.metrics import Predict, Probabilities

__all__ = ["NetworkRun", "logits", "parameters"]


@dataclass(frozen=True)
class NetworkRun(Run):
    """A run that trains a network.

    Attributes:
        recipe: the settings.
        architecture: the arguments of the network's `build`.
    """

    recipe: Recipe
    architecture: dict[str, Any] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether training came to its end."""
        return (self.folder / "final.weights.h5").exists()

    @property
    def first_weights(self) -> Path:
        """The weights that training begins with; without that file they are drawn by chance."""
        return self.folder / "first.weights.h5"

    def begin_with(self, trained: "NetworkRun") -> None:
        """Let training, not begun yet, begin with the weights of another run; `first.json` says which."""
        save_weights(trained.model(), self.first_weights)
        what = {"name": trained.name, "fold": trained.validation, "epochs": len(trained.history())}
        before = {"begun_with": trained.begun_with} if trained.begun_with else {}
        write_json(self.folder / "first.json", what | {"recipe": trained.recipe.as_dict()} | before)

    @property
    def begun_with(self) -> dict[str, Any] | None:
        """What `begin_with` says of the other run; None where chance drew the first weights."""
        if not self.first_weights.exists():
            return None
        said: dict[str, Any] = json.loads((self.folder / "first.json").read_text())
        return said

    @property
    def seconds(self) -> float:
        """What the epochs took so far."""
        return sum(one["seconds"] for one in self.history())

    def history(self) -> list[Epoch]:
        """The figures of each epoch so far.

        Raises:
            RunError: the log is damaged; training that goes on, or is asked for again, writes it anew.
        """
        return read_log(self.folder)

    def build(self) -> keras.Model:
        """The network before training."""
        network = networks.network(self.name).build(**self.architecture)
        return modified(network, self.recipe.normalization, self.recipe.dropout, self.recipe.l2)

    def model(self, weights: Literal["kept", "best", "last"] = "kept") -> keras.Model:
        """The trained network, in float32.

        Args:
            weights: those that the recipe keeps, those of the lowest validation loss, or those of the last epoch.

        Raises:
            RunError: training has not come to its end, or its weights are damaged or were not kept.
        """
        if not self.finished:
            raise RunError(f"{self.folder} is not trained to its end: go on with `digits train --resume {self.folder}`")
        kept = weights == "kept" or (weights == self.recipe.keep and not self.recipe.is_mean)
        path = self.folder / f"{'final' if kept else weights}.weights.h5"
        if not path.exists():
            raise RunError(f"{path} is missing: the run has no {weights} weights besides those it kept")
        model = self.build()
        try:
            model.load_weights(path)
        except (OSError, ValueError) as error:
            raise RunError(f"{path} is damaged or another network's: train anew") from error
        return model

    def predict(self) -> Predict:
        """The trained network as a function from images to probabilities."""
        model = self.model()

        def probabilities(images: npt.NDArray[np.uint8]) -> Probabilities:
            return metrics.softmax(logits(model, images))

        return probabilities

    def training_images(self) -> mnist.Split:
        """What the run learns from: images of MNIST, corrections, and drawn digits, where it has them."""
        learned = super().training_images()
        return learned if not self.recipe.drawn else joined(learned, drawn(self._drawn(), self.recipe.seed))

    def _drawn(self) -> int:
        return round(self.recipe.drawn * len(self.chosen()))

    def steps_per_epoch(self) -> int:
        """How many batches one pass over the training images takes, the last one perhaps smaller."""
        images = len(self.chosen()) + len(corrections.learned(self.folder).labels) + self._drawn()
        return -(-images // self.recipe.batch_size)

    def train(self, report: Report | None = None) -> None:
        """Train the run to its end, from where it stands.

        Raises:
            RunError: another process trains this run, or what it left is damaged.
        """
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                if self.finished:
                    mend_log(self.folder)
                else:
                    fit(self, report)
        except Timeout:
            raise RunError(
                f"{self.folder} is being trained by another process: wait for it, or start a run anew"
            ) from None
