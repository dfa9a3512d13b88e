"""Checkpoint callback: saves the training state after each epoch."""

import json
import time
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from digits import metrics
from digits.atomic_write import atomic_write
from digits.lab.figures import learning_curves
from digits.lab.networks.common.weights import logits, save_weights
from digits.lab.training.backend import keras
from digits.lab.training.csv_log import write_log
from digits.lab.training.runs.run import Epoch, Report, RunError, TrainableRun

SECONDS_BETWEEN_FIGURES = 20.0


class Checkpoint(keras.callbacks.Callback):  # type: ignore[misc]  # Keras carries no types
    """Validates after each epoch, saves state, log and best weights, and stops early."""

    def __init__(self, run: TrainableRun, network: keras.Model, optimizer: Any, report: Report | None) -> None:
        """Save the state of a network, which may be a part of the model that Keras fits, and of its optimizer."""
        super().__init__()
        self._run = run
        self._network = network
        self._optimizer = optimizer
        self._report = report
        self._validation = run.validation_images()
        self._history: list[Epoch] = []
        self._epoch_start = 0.0
        self._last_figure = time.perf_counter()

    @property
    def stopped(self) -> bool:
        """Whether the validation loss has not fallen for the recipe's `patience` epochs."""
        patience = self._run.recipe.patience
        return patience is not None and len(self._history) - self._best_epoch() >= patience

    def restore(self) -> int:
        """Load the saved state into network and optimizer, and return the number of finished epochs."""
        path = self._run.folder / "state.npz"
        if not path.exists():
            return 0
        try:
            with path.open("rb") as file, np.load(file) as state:
                for number, variable in enumerate(self._variables()):
                    variable.assign(state[str(number)])
                self._history = json.loads(str(state["history"]))
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise RunError(f"{path} is damaged or of another network: delete it to restart the run") from error
        write_log(self._run.folder, self._history)
        return len(self._history)

    def on_epoch_begin(self, epoch: int, logs: Epoch | None = None) -> None:  # noqa: ARG002 - Keras's signature
        """Start the clock."""
        self._epoch_start = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Epoch | None = None) -> None:
        """Report the progress within the epoch.

        Raises:
            RunError: the loss is not finite.
        """
        self._require_finite(logs)
        if self._report:
            self._report(batch + 1, len(self._history) + 1, None)

    def on_epoch_end(self, epoch: int, logs: Epoch | None = None) -> None:
        """Validate, and save the epoch."""
        logs = {} if logs is None else logs
        trained = [np.array(keras.ops.convert_to_numpy(variable)) for variable in self._variables()]
        self._optimizer.finalize_variable_values(self._network.trainable_variables)
        # On JAX the variables share the averages' arrays, and predicting donates the memory of the weights.
        for variable in self._network.trainable_variables:
            variable.assign(np.array(keras.ops.convert_to_numpy(variable)))
        logs.update(self._validate())
        self._history.append({"epoch": epoch + 1, "seconds": time.perf_counter() - self._epoch_start} | logs)
        if "val_loss" in logs and self._best_epoch() == len(self._history):
            save_weights(self._network, self._run.folder / "best.weights.h5")
        for variable, value in zip(self._variables(), trained, strict=True):
            variable.assign(value)
        self._write(trained)
        if self._report:
            self._report(0, epoch + 1, self._history[-1])
        if self.stopped:
            self.model.stop_training = True

    def _require_finite(self, logs: Epoch | None) -> None:
        """Raise RunError where the mean loss of the epoch so far is not finite; no later step can mend it."""
        loss = (logs or {}).get("loss", 0.0)
        if not np.isfinite(loss):
            epoch, rate = len(self._history) + 1, self._run.recipe.learning_rate
            raise RunError(
                f"{self._run.folder}: the loss became {loss} in epoch {epoch}. Train a new run with a learning rate "
                f"below {rate:g}, for example --learning-rate {rate / 10:g}"
            )

    def draw_curves(self) -> None:
        """Draw the learning curves."""
        best = self._best_epoch() if "val_loss" in self._history[0] else None
        learning_curves(self._history, self._run.name, self._run.folder / "curves.png", best, self.stopped)
        self._last_figure = time.perf_counter()

    def _validate(self) -> Epoch:
        if self._validation is None:
            return {}
        probabilities = metrics.softmax(logits(self._network, self._validation.images))
        errors = len(metrics.wrong(probabilities, self._validation.labels))
        return {
            "val_loss": metrics.cross_entropy(probabilities, self._validation.labels),
            "val_accuracy": 1 - errors / len(self._validation.labels),
        }

    def _variables(self) -> list[Any]:
        """Everything that training changes, in a fixed order: weights, statistics, seeds, optimizer slots."""
        return [*self._network.variables, *self._optimizer.variables]

    def _best_epoch(self) -> int:
        """The epoch, from 1, with the lowest validation loss."""
        losses = [one["val_loss"] if np.isfinite(one["val_loss"]) else np.inf for one in self._history]
        return 1 + int(np.argmin(losses)) if losses else 0

    def _write(self, values: list[npt.NDArray[Any]]) -> None:
        folder = self._run.folder
        arrays: dict[str, Any] = {str(number): value for number, value in enumerate(values)}
        arrays["history"] = json.dumps([{name: float(value) for name, value in one.items()} for one in self._history])
        with atomic_write(folder / "state.npz") as path, path.open("wb") as file:
            np.savez(file, **arrays)
        write_log(folder, self._history)
        if time.perf_counter() - self._last_figure > SECONDS_BETWEEN_FIGURES:
            self.draw_curves()
