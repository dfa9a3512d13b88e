"""Run a network with the activations of every layer as additional outputs."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from digits.activations.graph import LOGITS, read_layers
from digits.activations.layers import Array, Dense, Layer, Shape, Softmax
from digits.activations.onnx_graph import OnnxGraph
from digits.metrics import softmax
from digits.model_card import card_path, find_model, read_card
from digits.onnx_file import read_graph, with_outputs
from digits.onnx_session import ModelError, open_session, read_verified

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions

_BATCH = 64


class ActivationSession:
    """A network with the activations of all its layers; safe to share between threads.

    Args:
        model: the name of a shipped model, or the path of an ``.onnx`` file with its card beside it.

    Attributes:
        layers: from the input to the softmax.

    Raises:
        ModelError: there is no such model, it is damaged, is an ensemble, or has an unsupported operation.
    """

    def __init__(self, model: str | Path = "default") -> None:
        path = find_model(model)
        card = read_card(card_path(path))
        if path.is_dir():
            raise ModelError(f"{path} is an ensemble, which has no layers of its own: choose one of its members")
        contents = read_verified(path, card["sha256"])
        options = open_session(path, contents).get_session_options()
        graph = read_graph(contents)
        shapes = _shapes(contents, {name for node in graph.nodes for name in node.outputs}, options)
        self.layers = read_layers(OnnxGraph(graph, shapes), card["temperature"])
        self._temperature: float = card["temperature"]
        self._session = _with_outputs(contents, {layer.tensor for layer in self.layers}, options)

    def activations(self, images: npt.NDArray[np.uint8], layers: Sequence[int]) -> list[Array]:
        """Return the activations of some layers.

        Args:
            images: (N, 28, 28) uint8, 0 = background, 255 = full ink.
            layers: their indices.

        Returns:
            For each of the layers (N, *shape of the layer).
        """
        starts = range(0, len(images), _BATCH)
        batches = [self._run(images[start : start + _BATCH], layers) for start in starts]
        return [np.concatenate(parts) for parts in zip(*batches, strict=True)]

    def features(self, images: npt.NDArray[np.uint8]) -> Array:
        """Return the inputs of the last dense layer, (N, F).

        Raises:
            ModelError: the network has no dense layer.
        """
        dense = next((layer for layer in reversed(self.layers) if isinstance(layer.operation, Dense)), None)
        if dense is None:
            raise ModelError("it has no dense layer, whose inputs are the features")
        return self.activations(images, dense.sources)[0].reshape(len(images), -1)

    def _run(self, images: npt.NDArray[np.uint8], layers: Sequence[int]) -> list[Array]:
        given = images[..., np.newaxis].astype(np.float32)
        chosen = [self.layers[index] for index in layers]
        names = sorted({layer.tensor for layer in chosen} - {"images"})
        results = self._session.run(names, {"images": given}) if names else []
        found = {"images": given} | dict(zip(names, results, strict=True))
        return [self._to_layer_shape(found[layer.tensor], layer) for layer in chosen]

    def _to_layer_shape(self, tensor: Array, layer: Layer) -> Array:
        """Bring a tensor of the graph to its layer's shape."""
        if isinstance(layer.operation, Softmax):
            return softmax(tensor, self._temperature).astype(np.float32)
        channels_first = np.moveaxis(tensor, -1, 1) if layer.channels_last else tensor
        return np.ascontiguousarray(channels_first).reshape(len(tensor), *layer.shape)


def _shapes(contents: bytes, names: Iterable[str], options: "SessionOptions") -> dict[str, Shape]:
    """Return the shapes of these tensors for one image: of a blank one, because a graph may leave them open."""
    blank = np.zeros((1, 28, 28, 1), np.float32)
    session = _with_outputs(contents, names, options)
    values = session.run(None, {"images": blank})
    outputs = (end.name for end in session.get_outputs())
    return {"images": blank.shape} | {name: np.shape(value) for name, value in zip(outputs, values, strict=True)}


def _with_outputs(contents: bytes, names: Iterable[str], options: "SessionOptions") -> "InferenceSession":
    """Open a session of a model with these tensors as additional outputs."""
    import onnxruntime

    extended = with_outputs(contents, sorted(set(names) - {"", "images", LOGITS}))
    return onnxruntime.InferenceSession(extended, options, providers=["CPUExecutionProvider"])
