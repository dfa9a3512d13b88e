"""Load the weights of a detector's ONNX file into the network that made it, to train it further.

The file has batch normalization folded into the convolutions. Each layer of it is given the statistics that its inputs
have on some pages, and the scale and shift that undo them: the network then computes what the file does.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

from digits.lab.training.backend import keras

Floats = npt.NDArray[np.float32]


def load_weights(model: keras.Model, path: Path, pages: Floats) -> None:
    """Give a network the weights of a file.

    Args:
        model: built by `network.build`.
        path: the ``.onnx`` file of a network of the same architecture.
        pages: (N, H, W, 1), 0..1, typical ones.

    Raises:
        ValueError: the file is of another architecture.
    """
    kernels, offsets, (scale, shift) = _arrays(path)
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    norms = {id(norm.input): norm for norm in model.layers if isinstance(norm, keras.layers.BatchNormalization)}
    if len(kernels) != len(convolutions):
        raise ValueError(f"{path} has {len(kernels)} convolutions where the network has {len(convolutions)}")
    pairs: list[tuple[keras.layers.BatchNormalization, Floats, Floats]] = []
    for layer, kernel, offset in zip(sorted(convolutions, key=_creation), kernels, offsets, strict=True):
        weights = np.transpose(kernel, (2, 3, 1, 0))
        layer.set_weights([weights, offset] if layer.use_bias else [weights])
        if not layer.use_bias and offset is not None:
            pairs.append((norms.pop(id(layer.output)), np.ones_like(offset), offset))
    pairs.append((next(iter(norms.values())), scale, shift))
    for norm, gamma, beta in pairs:  # what the file computes
        norm.set_weights([gamma * np.sqrt(1 + norm.epsilon), beta, np.zeros_like(beta), np.ones_like(beta)])
    seen = keras.Model(model.inputs, [norm.input for norm, *_ in pairs]).predict(pages, batch_size=8, verbose=0)
    for (norm, gamma, beta), values in zip(pairs, seen, strict=True):
        mean, variance = values.mean((0, 1, 2)), values.var((0, 1, 2))
        norm.set_weights([gamma * np.sqrt(variance + norm.epsilon), beta + gamma * mean, mean, variance])


def _creation(layer: keras.layers.Layer) -> int:
    """Keras numbers layers of a kind as they are created; a named one is the last."""
    number = layer.name.rpartition("_")[2]
    return int(number) if number.isdigit() else (0 if layer.name == "conv2d" else 10**9)


def _arrays(path: Path) -> tuple[list[Floats], list[Floats | None], tuple[Floats, Floats]]:
    """Kernels and offsets (None: it has none) in the graph's order, and the scale and shift that were not folded."""
    graph = onnx.load(path).graph
    arrays = {one.name: numpy_helper.to_array(one).astype(np.float32) for one in graph.initializer}
    casts = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Cast"}
    nodes = [[casts.get(name, name) for name in node.input] for node in graph.node if node.op_type == "Conv"]
    kernels = [arrays[names[1]] for names in nodes]
    offsets = [arrays[names[2]] if len(names) > 2 else None for names in nodes]
    flat = [
        arrays[name].ravel()
        for node in graph.node
        if node.op_type in {"Mul", "Add"}
        for name in node.input
        if name in arrays and arrays[name].ndim == 4
    ]
    return kernels, offsets, (flat[0], flat[1])
