"""Run a network with the activations of every layer as additional outputs."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from digits.activations.graph import LOGITS, read_layers
from digits.activations.layers import Array, Dense, Layer, Softmax
from digits.metrics import softmax
from digits.model_card import card_path, find_model, read_card
from digits.onnx_session import ModelError, open_session, read_verified

if TYPE_CHECKING:
    from onnx import ModelProto
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
        import onnx

        path = find_model(model)
        card = read_card(card_path(path))
        if path.is_dir():
            raise ModelError(f"{path} is an ensemble, which has no layers of its own: choose one of its members")
        contents = read_verified(path, card["sha256"])
        checked = open_session(path, contents)
        graph = onnx.load_model_from_string(contents)
        self.layers = read_layers(graph, card["temperature"])
        self._temperature: float = card["temperature"]
        self._session = _with_outputs(graph, [layer.tensor for layer in self.layers], checked.get_session_options())

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


def _with_outputs(model: "ModelProto", names: list[str], options: "SessionOptions") -> "InferenceSession":
    """Open a session of a model with these tensors as additional outputs."""
    import onnxruntime
    from onnx import TensorProto, helper

    for name in sorted(set(names) - {"images", LOGITS}):
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
