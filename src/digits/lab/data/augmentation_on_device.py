"""Augmentation on the training device: a GPU would otherwise wait for its images.

All images are in the device's memory. A step gets the indices of its images and the random parameters of their
augmentation; the device looks the images up and augments them. `digits.lab.data.augmentation` draws the parameters,
and the arithmetic here is the same, written with `keras.ops`, so the images are the same on any device within rounding.
"""

import dataclasses
import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.lab.data.augmentation import CENTRE, EDGE, MARGIN, SIDE, Augmentation, draw_parameters, smoothing
from digits.lab.data.batches import Targets, steps_of
from digits.lab.training.backend import keras
from digits.lab.training.recipe import Recipe
from digits.lab.training.settings_parser import SettingError
from digits.mnist import Split

VARIABLE = "DIGITS_BATCHES"
"""The environment variable that chooses where batches are made: on the `device` or on the `host`."""

_SUPPORTED = {
    *("rotation", "shift", "scale", "shear", "elastic", "elastic_cells", "stretch", "perspective"),
    *("thickness", "faint", "gap", "blur", "noise"),
}

ops = keras.ops


def on_device() -> bool:
    """Whether batches are made on the device: as DIGITS_BATCHES says, by default where Keras uses a GPU.

    Raises:
        SettingError: DIGITS_BATCHES has another value.
    """
    asked = os.environ.get(VARIABLE, "")
    if asked not in {"", "device", "host"}:
        raise SettingError(f"{VARIABLE} is device or host, not {asked!r}")
    return asked == "device" or (not asked and "cpu" not in str(ops.zeros(1).device).lower())


class OnDevice(keras.Model):  # type: ignore[misc]  # Keras carries no types
    """A network whose inputs are indices into the training images, and parameters of their augmentation.

    Args:
        network: the network to train, with images (B, 28, 28, 1) as input.
        images: (N, 28, 28) uint8.
        how: the amounts of augmentation; None for none.

    Raises:
        SettingError: the augmentation has a part that is not implemented here.
    """

    def __init__(self, network: keras.Model, images: npt.NDArray[np.uint8], how: Augmentation | None) -> None:
        super().__init__()
        _reject_unsupported(how)
        self.network = network
        self._how = how
        self._images = self.add_weight(
            name="images", shape=images.shape, dtype="uint8", initializer="zeros", trainable=False
        )
        self._images.assign(images)

    def call(self, inputs: dict[str, Any], training: bool | None = None) -> Any:
        """The network's logits for the augmented images."""
        return self.network(self.augmented(inputs)[..., None], training=training)

    def augmented(self, inputs: dict[str, Any]) -> Any:
        """The images at `indices`, (B,), augmented by the other inputs: (B, 28, 28) float32, 0..255."""
        pixels = ops.take(self._images, inputs["indices"], axis=0)
        if self._how is None:
            return ops.cast(pixels, "float32")
        return augment(ops.cast(pixels, "float32"), inputs, self._how.elastic_cells)


def augment(images: Any, parameters: dict[str, Any], elastic_cells: int) -> Any:
    """Augment images (B, 28, 28) float32 with these parameters, as `digits.lab.data.augmentation` does."""
    x, y = _affine(parameters["map"])
    if "knots" in parameters:
        weights = ops.convert_to_tensor(smoothing(elastic_cells))
        field = ops.matmul(ops.matmul(weights, parameters["knots"]), ops.transpose(weights))
        x, y = x + field[:, 0], y + field[:, 1]
    if "stretch" in parameters:
        x = (x - CENTRE) / parameters["stretch"][:, None, None] + CENTRE
    if "tilt" in parameters:
        x, y = _perspective(x, y, parameters["tilt"])
    if "pen" in parameters:
        images = _change_thickness(images, parameters["pen"][:, None, None])
    images = _sampled(images, x, y)
    for kind, degrade in (("faint", _fade), ("gap", _cut), ("blur", _blur), ("noise", _add_noise)):
        if kind in parameters:
            images = degrade(images, parameters[kind])
    return images


def _affine(amounts: Any) -> tuple[Any, Any]:
    """Where each pixel of the result comes from, (B, 28, 28) each for x and y."""
    angle, overall, stretch, shear, shift_x, shift_y = (amounts[:, one, None, None] for one in range(6))
    grid = ops.arange(SIDE, dtype="float32") - CENTRE
    row, column = grid[None, :, None] - shift_y, grid[None, None, :] - shift_x
    cosine, sine = ops.cos(angle), ops.sin(angle)
    x = (cosine * column + sine * row) / (1 + overall + stretch)
    y = (cosine * row - sine * column) / (1 + overall - stretch)
    return x + shear * y + CENTRE, y + CENTRE


def _perspective(x: Any, y: Any, tilts: Any) -> tuple[Any, Any]:
    x, y = x - CENTRE, y - CENTRE
    depth = ops.maximum(1 + tilts[:, 0, None, None] * x + tilts[:, 1, None, None] * y, 0.1)
    return x / depth + CENTRE, y / depth + CENTRE


def _change_thickness(images: Any, mix: Any) -> Any:
    padded = ops.pad(images, ((0, 0), (1, 1), (1, 1)))
    around = (padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:])
    wider, thinner = images, images
    for neighbour in around:
        wider, thinner = ops.maximum(wider, neighbour), ops.minimum(thinner, neighbour)
    share = ops.absolute(mix)
    return ops.round(images * (1 - share) + ops.where(mix > 0, wider, thinner) * share)


def _sampled(images: Any, x: Any, y: Any) -> Any:
    """Bilinear interpolation at (x, y), paper outside."""
    padded = ops.pad(images, ((0, 0), (MARGIN, MARGIN + 1), (MARGIN, MARGIN + 1)))
    width = SIDE + 2 * MARGIN + 1
    flat = ops.reshape(padded, (-1, width * width))
    x = ops.clip(x, -MARGIN, SIDE) + MARGIN
    y = ops.clip(y, -MARGIN, SIDE) + MARGIN
    column, row = ops.cast(x, "int32"), ops.cast(y, "int32")
    right, down = x - ops.cast(column, "float32"), y - ops.cast(row, "float32")
    corner = ops.reshape(row * width + column, (-1, SIDE * SIDE))

    def at(offset: int) -> Any:
        return ops.reshape(ops.take_along_axis(flat, corner + offset, axis=1), (-1, SIDE, SIDE))

    top = at(0) * (1 - right) + at(1) * right
    bottom = at(width) * (1 - right) + at(width + 1) * right
    return top * (1 - down) + bottom * down


def _distance_along(angles: Any) -> Any:
    """(B, 28, 28): each pixel's distance from the middle along a direction (B,), pixels."""
    grid = ops.arange(SIDE, dtype="float32") - CENTRE
    angle = angles[:, None, None]
    return ops.cos(angle) * grid[None, None, :] + ops.sin(angle) * grid[None, :, None]


def _fade(images: Any, parameters: Any) -> Any:
    along = ops.clip(_distance_along(parameters[:, 1]) / 20 + 0.5, 0, 1)
    return images * (1 - parameters[:, 0, None, None] * along)


def _cut(images: Any, parameters: Any) -> Any:
    width, place = parameters[:, 0, None, None], parameters[:, 1, None, None]
    beyond = ops.absolute(_distance_along(parameters[:, 2]) - place) - width / 2
    return images * ops.clip(beyond / EDGE + 0.5, 0, 1)


def _blur(images: Any, parameters: Any) -> Any:
    side = parameters[:, None, None] ** 2 / 2
    padded = ops.pad(images, ((0, 0), (1, 1), (1, 1)))
    rows = padded[:, 1:-1] * (1 - 2 * side) + (padded[:, :-2] + padded[:, 2:]) * side
    return rows[..., 1:-1] * (1 - 2 * side) + (rows[..., :-2] + rows[..., 2:]) * side


def _add_noise(images: Any, parameters: Any) -> Any:
    return ops.where(images > 0, ops.clip(images + parameters, 0, 255), 0)


def device_batches(
    training: Split, recipe: Recipe, targets: Targets, first: int
) -> Iterator[tuple[dict[str, npt.NDArray[Any]], npt.NDArray[np.float32]]]:
    """Inputs of `OnDevice` and targets, from epoch `first` to the last."""
    for step in steps_of(recipe, len(training.labels), first):
        how = recipe.augmentation
        parameters = {} if how is None else draw_parameters(training.images[step.chosen], how, step.generator)
        yield {"indices": step.chosen.astype(np.int32), **parameters}, targets(step)


def _reject_unsupported(how: Augmentation | None) -> None:
    """Reject augmentation that `augment` does not implement, so that none is left out silently."""
    unsupported = [one.name for one in dataclasses.fields(Augmentation) if one.name not in _SUPPORTED]
    plain = Augmentation()
    for name in unsupported:
        if how is not None and getattr(how, name) != getattr(plain, name):
            raise SettingError(f"augmentation.{name} is not implemented for a GPU: train with {VARIABLE}=host")
