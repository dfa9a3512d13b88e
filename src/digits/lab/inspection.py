"""Inspect a trained network: layers, first weights, and activations for an image."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import metrics
from digits.atomic_write import atomic_write
from digits.image import normalize_picture
from digits.lab.figures import Stage, maps_figure, weights_figure
from digits.lab.training.backend import keras
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun

PIXELS = 28 * 28
KERNELS_SHOWN = 64
SUMMARY_COLUMNS = 90
_CONVOLUTION, _DENSE = 4, 2
"""Dimensions of a kernel: height, width, channels in, channels out; or units in, units out."""


class ShowError(ValueError):
    """The network or image cannot be shown; the message says why."""


@dataclass(frozen=True)
class FirstWeights:
    """The weights of the first layer, as images.

    Attributes:
        description: for the title.
        pictures: (N, height, width).
        names: N.
    """

    description: str
    pictures: npt.NDArray[np.float32]
    names: list[str]


def network(folder: Path) -> keras.Model:
    """Load the trained network of a run.

    Raises:
        ShowError: the run is a baseline's.
        RunError: there is no run, or its training is not finished.
    """
    run = factory.reopen(folder)
    if not isinstance(run, NetworkRun):
        raise ShowError(f"{folder} is a run of {run.name}, a baseline: it has no layers to show")
    return run.model()


def show(model: keras.Model, title: str, folder: Path, image: npt.NDArray[np.uint8] | None = None) -> list[Path]:
    """Write `summary.txt`, `filters.png` and, with an image, `maps.png`.

    Args:
        model: a trained network from (N, 28, 28, 1) to logits.
        title: of the figures.
        folder: to write to; created if needed.
        image: (28, 28), as MNIST stores them.

    Returns:
        The paths of the files.

    Raises:
        ShowError: the first layer does not read pixels.
    """
    first = first_weights(model)
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / "summary.txt", folder / "filters.png"]
    with atomic_write(written[0]) as path:
        path.write_text(summary(model), encoding="utf-8")
    weights_figure(first.pictures, first.names, f"{title}\n{first.description}", written[1])
    if image is not None:
        written.append(folder / "maps.png")
        maps_figure(image, *activations(model, image), title, written[2])
    return written


def summary(model: keras.Model) -> str:
    """The layers with their output shapes and parameters, as Keras prints them."""
    texts: list[str] = []
    with _columns(SUMMARY_COLUMNS):
        model.summary(line_length=SUMMARY_COLUMNS, print_fn=texts.append)
    return "".join(texts)


@contextmanager
def _columns(count: int) -> Iterator[None]:
    """Set the columns that rich prints, which Keras uses: it reads `COLUMNS` first."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(count)
    try:
        yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before


def normalized_image(source: Path) -> npt.NDArray[np.uint8]:
    """Normalize a picture as MNIST's were, to (28, 28).

    Raises:
        ShowError: it is blank.
        PictureError: it cannot be read.
    """
    image = normalize_picture(source).image
    if image is None:
        raise ShowError(f"{source} is blank: give a picture of a digit")
    return image


def first_weights(model: keras.Model) -> FirstWeights:
    """The first kernels; of a large dense layer, those with the largest norms.

    Raises:
        ShowError: the layer does not read pixels.
    """
    layer = next((layer for layer in model.layers if _kernel(layer) is not None), None)
    if layer is None:
        raise ShowError("the network has no layer with kernels to show")
    kernel = _array(_kernel(layer))
    if kernel.ndim == _CONVOLUTION and kernel.shape[2] == 1:
        return _kernels(layer.name, np.moveaxis(kernel[:, :, 0], -1, 0))
    if kernel.ndim == _DENSE and kernel.shape[0] == PIXELS:
        return _templates(layer.name, kernel.T.reshape(-1, 28, 28))
    raise ShowError(f"the weights of {layer.name}, {kernel.shape}, do not read the 28 x 28 pixels: they are not images")


def _kernels(name: str, pictures: npt.NDArray[np.float32]) -> FirstWeights:
    count, height, width = pictures.shape
    shown = pictures[:KERNELS_SHOWN]
    part = "" if len(shown) == count else f", the first {len(shown)} shown"
    description = f"{name}: {count} kernels of {height} × {width}{part}"
    return FirstWeights(description, shown, [str(number) for number in range(len(shown))])


def _templates(name: str, pictures: npt.NDArray[np.float32]) -> FirstWeights:
    count = len(pictures)
    if count == metrics.CLASSES:
        description = f"{name}: the weights of each digit\ndark: ink is evidence for the digit; light: against it"
        return FirstWeights(description, pictures, [str(digit) for digit in range(count)])
    length = np.linalg.norm(pictures, axis=(1, 2))
    chosen = np.argsort(-length, kind="stable")[:KERNELS_SHOWN]
    part = "" if len(chosen) == count else f", the {len(chosen)} with the largest norms shown"
    return FirstWeights(f"{name}: weights of {count} units{part}", pictures[chosen], [f"unit {one}" for one in chosen])


def activations(model: keras.Model, image: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.float64], list[Stage]]:
    """Compute the probabilities, (10,), and the activations for an image, (28, 28).

    The activations are those of each convolution or, without convolutions, of each dense layer, after the normalization
    and activation layers that follow it.
    """
    groups = _groups(model)
    convolutions = [group for group in groups if len(_kernel(group[0]).shape) == _CONVOLUTION]
    chosen = convolutions or groups
    reader = keras.Model(model.inputs[0], [group[-1].output for group in chosen] + [model.outputs[0]])
    *outputs, logits = (_array(output)[0] for output in reader(_batch(image), training=False))
    names = [" + ".join(layer.name for layer in group) for group in chosen]
    return metrics.softmax(logits), [Stage(name, output) for name, output in zip(names, outputs, strict=True)]


def _groups(model: keras.Model) -> list[list[Any]]:
    """Each layer with weights, and the layers after it that keep its shape, but dropout."""
    groups: list[list[Any]] = []
    open_group = False
    for layer in model.layers:
        if _kernel(layer) is not None:
            groups.append([layer])
            open_group = True
        elif open_group and layer.output.shape == groups[-1][-1].output.shape:
            if not isinstance(layer, keras.layers.Dropout):
                groups[-1].append(layer)
        else:
            open_group = False
    return groups


def _kernel(layer: Any) -> Any:
    """The kernel of a layer; None where it has none."""
    return next((weight for weight in layer.weights if len(weight.shape) in (_CONVOLUTION, _DENSE)), None)


def _batch(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    return image[None, ..., None].astype(np.float32)


def _array(tensor: Any) -> npt.NDArray[np.float32]:
    return np.asarray(keras.ops.convert_to_numpy(tensor), np.float32)
