"""Training networks: training a run goes on from whatever its folder holds.

A network's run has `log.csv` and `curves.png` (how it went), `tensorboard/`, `state.npz` (where it stands, after each
epoch), `best.weights.h5` and `final.weights.h5`. The order of the images and their augmentation depend on the seed,
the epoch and the step alone; so a run that was killed repeats the epoch it was in and ends as it would have ended.
"""

import csv
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from digits import metrics, mnist
from digits.files import replacing
from digits.lab import zoo
from digits.lab.augment import augment
from digits.lab.backend import keras
from digits.lab.figures import learning_curves
from digits.lab.modify import modified
from digits.lab.recipe import Recipe
from digits.lab.run import Epoch, Report, Run, RunError
from digits.metrics import Predict, Probabilities

PREDICT_BATCH = 500
STATISTICS_IMAGES = 20_000
STATISTICS_BATCH = 200
SECONDS_BETWEEN_FIGURES = 20.0
_LOGGED = {"epoch", "seconds", "loss", "accuracy"}
STEPS_PER_EXECUTION = 16  # at most; one step at a time costs small networks more in Python than in arithmetic
_OPTIMIZERS = {
    one.__name__.lower(): one
    for one in (
        keras.optimizers.SGD,
        keras.optimizers.RMSprop,
        keras.optimizers.Adagrad,
        keras.optimizers.Adadelta,
        keras.optimizers.Adam,
        keras.optimizers.Adamax,
        keras.optimizers.Nadam,
        keras.optimizers.AdamW,
        keras.optimizers.Adafactor,
        keras.optimizers.Lamb,
        keras.optimizers.Lion,
        keras.optimizers.Muon,
    )
}


@dataclass(frozen=True)
class NetworkRun(Run):
    """A run that trains a network of the zoo.

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
    def seconds(self) -> float:
        """What the epochs took so far."""
        return sum(one["seconds"] for one in self.history())

    def history(self) -> list[Epoch]:
        """The figures of each epoch so far.

        Raises:
            RunError: the log is damaged; training that goes on, or is asked for again, writes it anew.
        """
        path = self.folder / "log.csv"
        if not path.exists():
            return []
        try:
            return _read_log(path)
        except (OSError, ValueError, TypeError, csv.Error) as error:
            remedy = f"`digits train --resume {self.folder}` writes it again from state.npz"
            raise RunError(f"{path} is damaged ({error}): {remedy}") from error

    def build(self) -> keras.Model:
        """The network before training."""
        network = zoo.network(self.name).build(**self.architecture)
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
        kept = weights in {"kept", self.recipe.keep}
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

    def steps_per_epoch(self) -> int:
        """How many batches one pass over the training images takes, the last one perhaps smaller."""
        return -(-len(self.chosen()) // self.recipe.batch_size)

    def train(self, report: Report | None = None) -> None:
        """Train the run to its end, from where it stands.

        Raises:
            RunError: another process trains this run, or what it left is damaged.
        """
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                if self.finished:
                    _mend_log(self)
                else:
                    _train(self, report)
        except Timeout:
            raise RunError(
                f"{self.folder} is being trained by another process: wait for it, or start a run anew"
            ) from None


def logits(model: keras.Model, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(N, 10) logits for (N, 28, 28) uint8 images."""
    return np.asarray(
        model.predict(images[..., None].astype(np.float32), batch_size=PREDICT_BATCH, verbose=0), np.float32
    )


def parameters(model: keras.Model) -> int:
    """How many numbers training changes."""
    return int(sum(np.prod(variable.shape) for variable in model.trainable_variables))


def _train(run: NetworkRun, report: Report | None) -> None:
    keras.utils.set_random_seed(run.recipe.seed)
    keras.config.set_dtype_policy(run.recipe.precision)
    try:
        model = run.build()
    finally:
        keras.config.set_dtype_policy("float32")
    training = run.training_images()
    for layer in model.layers:
        if hasattr(layer, "adapt"):
            layer.adapt(training.images[..., None].astype(np.float32))
    steps = run.steps_per_epoch()
    _compile(model, run.recipe, steps)
    keeper = _Keeper(run, report)
    done = keeper.restore(model)
    if done < run.recipe.epochs and not keeper.stopped:
        model.fit(
            _batches(training, run.recipe, done),
            steps_per_epoch=steps,
            initial_epoch=done,
            epochs=run.recipe.epochs,
            shuffle=False,
            verbose=0,
            callbacks=[keeper, *_tensorboard(run)],
        )
    else:
        model.optimizer.finalize_variable_values(model.trainable_variables)
    if run.recipe.keep == "best":
        _save_weights(model, run.folder / "last.weights.h5")
        _load_best(model, run.folder)
    if run.recipe.plain_statistics:
        model = _with_plain_statistics(run, model, training.images)
    keeper.draw()
    _save_weights(model, run.folder / "final.weights.h5")


def _load_best(model: keras.Model, folder: Path) -> None:
    path = folder / "best.weights.h5"
    try:
        model.load_weights(path)
    except (OSError, ValueError) as error:
        remedy = f"delete {folder / 'state.npz'} and resume, to train the run from its beginning"
        raise RunError(f"{path} is missing or damaged, and the recipe keeps the best weights: {remedy}") from error


def _compile(model: keras.Model, recipe: Recipe, steps: int) -> None:
    def loss(truth: Any, output: Any) -> Any:
        output = keras.ops.cast(output, "float32")
        return keras.losses.categorical_crossentropy(
            truth, output, from_logits=True, label_smoothing=recipe.label_smoothing
        )

    # With TensorFlow on a CPU XLA makes the steps slower (benchmarks/training_step.py); JAX runs on it.
    jit = False if keras.backend.backend() == "tensorflow" else "auto"
    model.compile(
        optimizer=_optimizer(recipe, steps),
        loss=loss,
        metrics=["accuracy"],
        jit_compile=jit,
        steps_per_execution=_steps_at_once(steps),
    )
    model.optimizer.build(model.trainable_variables)


def _steps_at_once(steps: int) -> int:
    """The most steps in one execution that make up an epoch exactly.

    Where they do not, Keras takes what is missing in the last execution from the next epoch.
    """
    return max(count for count in range(1, STEPS_PER_EXECUTION + 1) if steps % count == 0)


def _with_plain_statistics(run: NetworkRun, trained: keras.Model, images: npt.NDArray[np.uint8]) -> keras.Model:
    """The network in float32 with means and variances of its batch normalisation taken from images as they are.

    Those gathered while training are of augmented images, and of weights that were still moving (Izmailov et al.,
    "Averaging weights leads to wider optima and better generalization", 2018, section 3.2, for the second reason).
    """
    model = run.build()
    model.set_weights(trained.get_weights())
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [layer.momentum for layer in layers]
    order = np.random.default_rng(run.recipe.seed).permutation(len(images))[:STATISTICS_IMAGES]
    for number, start in enumerate(range(0, len(order), STATISTICS_BATCH)):
        for layer in layers:
            layer.momentum = number / (number + 1)  # a plain mean over the batches
        batch = images[order[start : start + STATISTICS_BATCH]]
        model(batch[..., None].astype(np.float32), training=True)
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum
    return model


def _optimizer(recipe: Recipe, steps: int) -> keras.optimizers.Optimizer:
    rate: Any = recipe.learning_rate
    if recipe.schedule == "one_cycle":
        total = steps * recipe.epochs
        rising = int(total * recipe.warmup)
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, total - rising, warmup_target=recipe.learning_rate, warmup_steps=rising
        )
    optimizer = _OPTIMIZERS[recipe.optimizer](learning_rate=rate, **_own_settings(recipe), **_averaging(recipe))
    if recipe.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def _own_settings(recipe: Recipe) -> dict[str, Any]:
    """What one optimizer takes and others do not; where Keras would decay weights unasked (0.004), the recipe rules."""
    settings: dict[str, dict[str, Any]] = {
        "sgd": {"momentum": recipe.momentum, "nesterov": recipe.nesterov},
        "rmsprop": {"momentum": recipe.momentum},
        "adamw": {"weight_decay": recipe.weight_decay},
        "muon": {"weight_decay": None, "adam_weight_decay": None},
    }
    return settings.get(recipe.optimizer, {})


def _averaging(recipe: Recipe) -> dict[str, Any]:
    return {"use_ema": True, "ema_momentum": recipe.ema} if recipe.ema else {}


def _batches(
    training: mnist.Split, recipe: Recipe, first: int
) -> Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    """Batches of images (B, 28, 28, 1) and one-hot labels (B, 10), from epoch `first` to the last."""
    one_hot = np.eye(metrics.CLASSES, dtype=np.float32)
    for epoch in range(first, recipe.epochs):
        order = np.random.default_rng([recipe.seed, epoch]).permutation(len(training.labels))
        for step, start in enumerate(range(0, len(order), recipe.batch_size)):
            chosen = order[start : start + recipe.batch_size]
            images = training.images[chosen].astype(np.float32)
            if recipe.augmentation is not None:
                images = augment(
                    training.images[chosen], recipe.augmentation, np.random.default_rng([recipe.seed, epoch, step])
                )
            yield images[..., None], one_hot[training.labels[chosen]]


class _Keeper(keras.callbacks.Callback):  # type: ignore[misc]  # Keras carries no types
    """Validates, keeps the state, the log and the best weights after each epoch, and stops early."""

    def __init__(self, run: NetworkRun, report: Report | None) -> None:
        super().__init__()
        self._run = run
        self._report = report
        self._validation = run.validation_images()
        self._history: list[Epoch] = []
        self._began = 0.0
        self._drawn = time.perf_counter()

    @property
    def stopped(self) -> bool:
        """Whether the validation loss has not fallen for as long as the recipe waits."""
        patience = self._run.recipe.patience
        return patience is not None and len(self._history) - self._best_epoch() >= patience

    def restore(self, model: keras.Model) -> int:
        """Put model and optimizer where the run stands, and return the number of finished epochs."""
        path = self._run.folder / "state.npz"
        if not path.exists():
            return 0
        try:
            with path.open("rb") as file, np.load(file) as state:
                for number, variable in enumerate(_variables(model)):
                    variable.assign(state[str(number)])
                self._history = json.loads(str(state["history"]))
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise RunError(f"{path} is damaged or another network's: delete it to begin the run anew") from error
        _write_log(self._run.folder, self._history)
        return len(self._history)

    def on_epoch_begin(self, epoch: int, logs: Epoch | None = None) -> None:  # noqa: ARG002 - Keras's signature
        """Start the clock."""
        self._began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Epoch | None = None) -> None:  # noqa: ARG002 - Keras's signature
        """Pass on how far the epoch is."""
        if self._report:
            self._report(batch + 1, len(self._history) + 1, None)

    def on_epoch_end(self, epoch: int, logs: Epoch | None = None) -> None:
        """Finish the epoch on disk."""
        logs = {} if logs is None else logs
        trained = _values(self.model)
        self.model.optimizer.finalize_variable_values(self.model.trainable_variables)
        logs.update(self._validate())
        self._history.append({"epoch": epoch + 1, "seconds": time.perf_counter() - self._began} | logs)
        if "val_loss" in logs and self._best_epoch() == len(self._history):
            _save_weights(self.model, self._run.folder / "best.weights.h5")
        for variable, value in zip(_variables(self.model), trained, strict=True):
            variable.assign(value)
        self._write(trained)
        if self._report:
            self._report(0, epoch + 1, self._history[-1])
        if self.stopped:
            self.model.stop_training = True

    def _validate(self) -> Epoch:
        if self._validation is None:
            return {}
        probabilities = metrics.softmax(logits(self.model, self._validation.images))
        errors = len(metrics.wrong(probabilities, self._validation.labels))
        return {
            "val_loss": metrics.cross_entropy(probabilities, self._validation.labels),
            "val_accuracy": 1 - errors / len(self._validation.labels),
        }

    def _best_epoch(self) -> int:
        """The epoch, from 1, with the lowest validation loss."""
        losses = [one["val_loss"] if np.isfinite(one["val_loss"]) else np.inf for one in self._history]
        return 1 + int(np.argmin(losses)) if losses else 0

    def _write(self, values: list[npt.NDArray[Any]]) -> None:
        folder = self._run.folder
        arrays: dict[str, Any] = {str(number): value for number, value in enumerate(values)}
        arrays["history"] = json.dumps([{name: float(value) for name, value in one.items()} for one in self._history])
        with replacing(folder / "state.npz") as path, path.open("wb") as file:
            np.savez(file, **arrays)
        _write_log(folder, self._history)
        if time.perf_counter() - self._drawn > SECONDS_BETWEEN_FIGURES:
            self.draw()

    def draw(self) -> None:
        """Draw the learning curves."""
        best = self._best_epoch() if "val_loss" in self._history[0] else None
        learning_curves(self._history, self._run.name, self._run.folder / "curves.png", best, self.stopped)
        self._drawn = time.perf_counter()


def _mend_log(run: NetworkRun) -> None:
    """Write the log of a finished run again where it is damaged."""
    try:
        run.history()
    except RunError:
        path = run.folder / "state.npz"
        try:
            with path.open("rb") as file, np.load(file) as state:
                history = json.loads(str(state["history"]))
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise RunError(f"{run.folder / 'log.csv'} and {path} are damaged or missing: train anew") from error
        _write_log(run.folder, history)


def _read_log(path: Path) -> list[Epoch]:
    with path.open(newline="") as file:
        table = csv.DictReader(file)
        if not set(table.fieldnames or ()) >= _LOGGED:
            raise ValueError("columns are missing")
        return [{name: float(value) for name, value in row.items()} for row in table]


def _write_log(folder: Path, history: list[Epoch]) -> None:
    with replacing(folder / "log.csv") as path, path.open("w", newline="") as table:
        writer = csv.DictWriter(table, fieldnames=list(history[0]))
        writer.writeheader()
        writer.writerows(history)


def _variables(model: keras.Model) -> list[Any]:
    """Everything that training changes, in a fixed order: weights, statistics, seeds, the optimizer's memory."""
    return [*model.variables, *model.optimizer.variables]


def _values(model: keras.Model) -> list[npt.NDArray[Any]]:
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in _variables(model)]


def _save_weights(model: keras.Model, path: Path) -> None:
    with replacing(path) as hidden:
        model.save_weights(hidden, overwrite=True)


def _tensorboard(run: NetworkRun) -> list[keras.callbacks.Callback]:
    """TensorBoard's events, which Keras writes on TensorFlow only."""
    if keras.backend.backend() != "tensorflow":
        return []
    return [keras.callbacks.TensorBoard(str(run.folder / "tensorboard"), profile_batch=0)]
