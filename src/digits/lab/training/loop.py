"""Fitting: a network's run is trained from where it stands to its end."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from digits.lab.data.augmentation_on_device import OnDevice, device_batches, on_device
from digits.lab.data.batches import Targets, batches, labels_of
from digits.lab.networks.common.weights import save_weights
from digits.lab.training.backend import keras
from digits.lab.training.checkpoint import Keeper
from digits.lab.training.distillation import soft_targets
from digits.lab.training.optimizers import optimizer_of
from digits.lab.training.recipe import Recipe
from digits.lab.training.runs.run import Report, RunError
from digits.mnist import Split

if TYPE_CHECKING:
    from pathlib import Path

    from digits.lab.training.runs.network_run import NetworkRun

STATISTICS_IMAGES = 20_000
STATISTICS_BATCH = 200
STEPS_PER_EXECUTION = 16  # at most; one step at a time costs small networks more in Python than in arithmetic


def fit(run: "NetworkRun", report: Report | None) -> None:
    """Train a run to its end and write its final weights."""
    keras.utils.set_random_seed(run.recipe.seed)
    keras.config.set_dtype_policy(run.recipe.precision)
    try:
        network = run.build()
    finally:
        keras.config.set_dtype_policy("float32")
    _begin(network, run)
    training = run.training_images()
    targets = soft_targets.targets(run, training) if run.recipe.distillation else labels_of(training)
    for layer in network.layers:
        if hasattr(layer, "adapt"):
            layer.adapt(training.images[..., None].astype(np.float32))
    steps = run.steps_per_epoch()
    model = OnDevice(network, training.images, run.recipe.augmentation) if on_device() else network
    compile_model(model, run.recipe, steps, network)
    keeper = Keeper(run, network, model.optimizer, report)
    done = keeper.restore()
    if done < run.recipe.epochs and not keeper.stopped:
        model.fit(
            _fed(model, training, run.recipe, targets, done),
            steps_per_epoch=steps,
            initial_epoch=done,
            epochs=run.recipe.epochs,
            shuffle=False,
            verbose=0,
            callbacks=[keeper, *_tensorboard(run)],
        )
    else:
        model.optimizer.finalize_variable_values(network.trainable_variables)
    if run.recipe.keep == "best":
        save_weights(network, run.folder / "last.weights.h5")
        _load_best(network, run.folder)
    if run.recipe.is_mean:
        save_weights(network, run.folder / "last.weights.h5")
        _mix(network, run)
    if run.recipe.plain_statistics:
        network = _with_plain_statistics(run, network, training.images)
    keeper.draw()
    save_weights(network, run.folder / "final.weights.h5")


def _begin(network: keras.Model, run: "NetworkRun") -> None:
    """Load the weights of another run that training begins with, if there are any."""
    if run.first_weights.exists():
        network.load_weights(run.first_weights)
    elif run.recipe.first_share:
        remedy = f"`digits distill {run.name} --begin-with RUN` begins a run that has one, or leave the setting out"
        raise RunError(f"{run.folder} has first_share in its recipe and no run that it began with: {remedy}")


def compile_model(model: keras.Model, recipe: Recipe, steps: int, network: keras.Model | None = None) -> None:
    """Give a model its loss and optimizer; the optimizer trains the network that may be a part of it."""
    model.compile(
        optimizer=optimizer_of(recipe, steps),
        loss=_loss(recipe),
        metrics=[soft_targets.accuracy if recipe.distillation else "accuracy"],
        # With TensorFlow on a CPU XLA makes the steps slower (benchmarks/training_step.py); JAX runs on it.
        jit_compile=False if keras.backend.backend() == "tensorflow" else "auto",
        steps_per_execution=_steps_at_once(steps),
    )
    model.optimizer.build((network or model).trainable_variables)


def _loss(recipe: Recipe) -> Any:
    def of_labels(truth: Any, output: Any) -> Any:
        output = keras.ops.cast(output, "float32")
        return keras.losses.categorical_crossentropy(
            truth, output, from_logits=True, label_smoothing=recipe.label_smoothing
        )

    return soft_targets.loss(recipe.distillation, of_labels) if recipe.distillation else of_labels


def _steps_at_once(steps: int) -> int:
    """The most steps in one execution that make up an epoch exactly; PyTorch takes one.

    Where they do not, Keras takes what is missing in the last execution from the next epoch.
    """
    if keras.backend.backend() == "torch":
        return 1
    return max(count for count in range(1, STEPS_PER_EXECUTION + 1) if steps % count == 0)


def _fed(model: keras.Model, training: Split, recipe: Recipe, targets: Targets, first: int) -> Any:
    feed = device_batches if isinstance(model, OnDevice) else batches
    return feed(training, recipe, targets, first)


def _load_best(network: keras.Model, folder: "Path") -> None:
    path = folder / "best.weights.h5"
    try:
        network.load_weights(path)
    except (OSError, ValueError) as error:
        remedy = f"delete {folder / 'state.npz'} and resume, to train the run from its beginning"
        raise RunError(f"{path} is missing or damaged, and the recipe keeps the best weights: {remedy}") from error


def _mix(network: keras.Model, run: "NetworkRun") -> None:
    """Give the network the mean of its weights with the best ones and with the first ones, one after the other."""
    if run.recipe.best_share:
        last = network.get_weights()
        _load_best(network, run.folder)
        network.set_weights(_mean(network.get_weights(), last, run.recipe.best_share))
    if run.recipe.first_share:
        first = run.build()
        _begin(first, run)
        network.set_weights(_mean(first.get_weights(), network.get_weights(), run.recipe.first_share))


def _mean(one: list[Any], other: list[Any], share: float) -> list[Any]:
    return [share * first + (1 - share) * second for first, second in zip(one, other, strict=True)]


def _with_plain_statistics(run: "NetworkRun", trained: keras.Model, images: npt.NDArray[np.uint8]) -> keras.Model:
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


def _tensorboard(run: "NetworkRun") -> list[keras.callbacks.Callback]:
    """TensorBoard's events, which Keras writes on TensorFlow only."""
    if keras.backend.backend() != "tensorflow":
        return []
    return [keras.callbacks.TensorBoard(str(run.folder / "tensorboard"), profile_batch=0)]
