"""The training loop: train a run from its last checkpoint to the end."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.lab.data.augmentation_on_device import OnDevice, device_batches, on_device
from digits.lab.data.batches import Targets, batches, labels_of
from digits.lab.data.random_streams import random_generator
from digits.lab.networks.common.weights import save_weights
from digits.lab.training.backend import is_backend, keras, steps_per_execution
from digits.lab.training.checkpoint import Checkpoint
from digits.lab.training.dataset import dataset
from digits.lab.training.distillation import soft_targets
from digits.lab.training.distillation.loss import accuracy, distillation_loss
from digits.lab.training.optimizers import optimizer_of
from digits.lab.training.recipe import Recipe
from digits.lab.training.runs.run import Report, RunError, TrainableRun
from digits.mnist import Split

BATCHNORM_IMAGES = 20_000
BATCHNORM_BATCH = 200
STEPS_PER_EXECUTION = 16  # at most; one step at a time costs small networks more in Python than in arithmetic


def fit(run: TrainableRun, report: Report | None) -> None:
    """Train a run to its end and write its final weights."""
    recipe = run.recipe
    keras.utils.set_random_seed(recipe.seed)
    keras.config.set_dtype_policy(recipe.precision)
    try:
        network = run.build()
    finally:
        keras.config.set_dtype_policy("float32")
    _load_initial(network, run)
    training = run.training_images()
    targets = soft_targets.targets(run, training) if recipe.distillation else labels_of(training)
    for layer in network.layers:
        if hasattr(layer, "adapt"):
            layer.adapt(training.images[..., None].astype(np.float32))
    steps = run.steps_per_epoch()
    model = OnDevice(network, training.images, recipe.augmentation) if on_device() else network
    compile_model(model, recipe, steps, network)
    checkpoint = Checkpoint(run, network, model.optimizer, report)
    done = checkpoint.restore()
    if done < recipe.epochs and not checkpoint.stopped:
        model.fit(
            _batches(model, training, recipe, targets, done),
            steps_per_epoch=steps,
            initial_epoch=done,
            epochs=recipe.epochs,
            shuffle=False,
            verbose=0,
            callbacks=[checkpoint, *_tensorboard(run.folder)],
        )
    else:
        model.optimizer.finalize_variable_values(network.trainable_variables)
    if recipe.keep == "best":
        save_weights(network, run.folder / "last.weights.h5")
        _load_best(network, run.folder)
    if recipe.averages_weights:
        save_weights(network, run.folder / "last.weights.h5")
        _average_weights(network, run)
    if recipe.recompute_batchnorm:
        network = _with_recomputed_batchnorm(run, network, training.images)
    checkpoint.draw_curves()
    save_weights(network, run.folder / "final.weights.h5")


def compile_model(model: keras.Model, recipe: Recipe, steps: int, network: keras.Model | None = None) -> None:
    """Give a model its loss and optimizer; the optimizer trains `network`, which may be a part of the model."""
    model.compile(
        optimizer=optimizer_of(recipe, steps),
        loss=_loss(recipe),
        metrics=[_accuracy(recipe)],
        # With TensorFlow on a CPU XLA makes the steps slower (benchmarks/training_step.py); JAX needs it.
        jit_compile=False if is_backend("tensorflow") else "auto",
        steps_per_execution=_steps_per_execution(steps),
    )
    model.optimizer.build((network or model).trainable_variables)


def _load_initial(network: keras.Model, run: TrainableRun) -> None:
    """Load the weights of another run to start from, where there are any."""
    if run.initial_weights.exists():
        network.load_weights(run.initial_weights)
    elif run.recipe.average_with_initial:
        remedy = f"create a run with `digits distill {run.name} --begin-with RUN`, or leave the setting out"
        raise RunError(f"{run.folder} has average_with_initial in its recipe but no initial weights: {remedy}")


def _loss(recipe: Recipe) -> Any:
    def label_loss(truth: Any, output: Any) -> Any:
        output = keras.ops.cast(output, "float32")
        return keras.losses.categorical_crossentropy(
            truth, output, from_logits=True, label_smoothing=recipe.label_smoothing
        )

    return distillation_loss(recipe.distillation, label_loss) if recipe.distillation else label_loss


def _accuracy(recipe: Recipe) -> keras.metrics.Metric:
    """The metric with its variables; by name alone Keras creates them in the first step, which is then traced twice."""
    answer = accuracy if recipe.distillation else keras.metrics.categorical_accuracy
    return keras.metrics.MeanMetricWrapper(answer, name="accuracy")


def _steps_per_execution(steps: int) -> int:
    """The most steps in one execution that divide an epoch evenly; 1 on PyTorch.

    Where they do not, Keras takes what is missing in the last execution from the next epoch.
    """
    return steps_per_execution(max(count for count in range(1, STEPS_PER_EXECUTION + 1) if steps % count == 0))


def _batches(model: keras.Model, training: Split, recipe: Recipe, targets: Targets, first: int) -> Any:
    if isinstance(model, OnDevice):
        return device_batches(training, recipe, targets, first)
    made = batches(training, recipe, targets, first)
    return dataset(made, STEPS_PER_EXECUTION) if is_backend("tensorflow") else made


def _load_best(network: keras.Model, folder: Path) -> None:
    path = folder / "best.weights.h5"
    try:
        network.load_weights(path)
    except (OSError, ValueError) as error:
        remedy = f"delete {folder / 'state.npz'} and resume, to restart the run"
        raise RunError(f"{path} is missing or damaged, and the recipe needs the best weights: {remedy}") from error


def _average_weights(network: keras.Model, run: TrainableRun) -> None:
    """Average the network's weights with the best ones, then with the initial ones, as the recipe says."""
    if run.recipe.average_with_best:
        last = network.get_weights()
        _load_best(network, run.folder)
        network.set_weights(_weighted_mean(network.get_weights(), last, run.recipe.average_with_best))
    if run.recipe.average_with_initial:
        initial = run.build()
        _load_initial(initial, run)
        share = run.recipe.average_with_initial
        network.set_weights(_weighted_mean(initial.get_weights(), network.get_weights(), share))


def _weighted_mean(one: list[Any], other: list[Any], share: float) -> list[Any]:
    return [share * first + (1 - share) * second for first, second in zip(one, other, strict=True)]


def _with_recomputed_batchnorm(run: TrainableRun, trained: keras.Model, images: npt.NDArray[np.uint8]) -> keras.Model:
    """The network in float32 with batch normalization's means and variances from images without augmentation.

    The statistics gathered in training are of augmented images, and of weights that were still moving (Izmailov et al.,
    "Averaging weights leads to wider optima and better generalization", 2018, section 3.2, for the second reason).
    """
    model = run.build()
    model.set_weights(trained.get_weights())
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [layer.momentum for layer in layers]
    order = random_generator("batch normalization", run.recipe.seed).permutation(len(images))[:BATCHNORM_IMAGES]
    for number, start in enumerate(range(0, len(order), BATCHNORM_BATCH)):
        for layer in layers:
            layer.momentum = number / (number + 1)  # a plain mean over the batches
        batch = images[order[start : start + BATCHNORM_BATCH]]
        model(batch[..., None].astype(np.float32), training=True)
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum
    return model


def _tensorboard(folder: Path) -> list[keras.callbacks.Callback]:
    """TensorBoard's events, with the spread of weights and biases; Keras writes them on TensorFlow only."""
    if not is_backend("tensorflow"):
        return []
    return [keras.callbacks.TensorBoard(str(folder / "tensorboard"), histogram_freq=1, profile_batch=0)]
