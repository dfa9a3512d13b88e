"""Batches: the images of each step, augmented; they depend on seed, epoch and step only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits import metrics
from digits.lab.data.augmentation import augment
from digits.lab.data.random_streams import random_generator
from digits.lab.training.recipe import Recipe
from digits.mnist import Split

Targets = Callable[["Step"], npt.NDArray[np.float32]]
"""The targets of a step, one row per image."""


@dataclass(frozen=True)
class Step:
    """The images of one step.

    Attributes:
        view: number of the augmentation; epochs of the same view augment alike.
        chosen: (B,) indices into the training images.
        generator: a fresh random generator for the augmentation.
    """

    view: int
    chosen: npt.NDArray[np.intp]
    generator: np.random.Generator


def steps_of(recipe: Recipe, images: int, first: int = 0, last: int | None = None) -> Iterator[Step]:
    """The steps of epochs `first` to `last` - 1, by default to the end; each epoch has every image once."""
    for epoch in range(first, recipe.epochs if last is None else last):
        view = epoch % recipe.distillation.views if recipe.distillation else epoch
        order = random_generator("order", recipe.seed, view).permutation(images)
        for step, start in enumerate(range(0, images, recipe.batch_size)):
            generator = random_generator("augmentation", recipe.seed, view, step)
            yield Step(view, order[start : start + recipe.batch_size], generator)


def augmented(training: Split, recipe: Recipe, step: Step) -> npt.NDArray[np.float32]:
    """The augmented images of a step, (B, 28, 28), 0..255."""
    images = training.images[step.chosen]
    if recipe.augmentation is None:
        return images.astype(np.float32)
    return augment(images, recipe.augmentation, step.generator)


def labels_of(training: Split) -> Targets:
    """The labels as targets: one-hot, (B, 10)."""
    one_hot = np.eye(metrics.CLASSES, dtype=np.float32)
    return lambda step: one_hot[training.labels[step.chosen]]


def batches(
    training: Split, recipe: Recipe, targets: Targets, first: int
) -> Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    """Images (B, 28, 28, 1) and targets, from epoch `first` to the last."""
    for step in steps_of(recipe, len(training.labels), first):
        yield augmented(training, recipe, step)[..., None], targets(step)
