"""A network that computes with the result of every layer as a further output."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from digits.activations.graph import LOGITS, read_layers
from digits.activations.layers import Array, Dense, Layer, Softmax
from digits.metrics import softmax
from digits.model_card import card_path, find_model, read_card
from digits.onnx_session import ModelError, load_session

if TYPE_CHECKING:
    from onnx import ModelProto
    from onnxruntime import InferenceSession, SessionOptions

_BATCH = 64


class ActivationSession:
    """A network that shows what it computes; safe to share between threads.

    Args:
        model: the name of a shipped model, or the path of an ``.onnx`` file with its card beside it.

    Attributes:
        layers: from the image to the probabilities.

    Raises:
        ModelError: there is no such model, it is damaged, or its graph holds what is not understood here.
    """

    def __init__(self, model: str | Path = "default") -> None:
        import onnx

        path = find_model(model)
        card = read_card(card_path(path))
        if path.is_dir():
            raise ModelError(f"{path} is an ensemble, several networks at once: look into one of its members")
        checked = load_session(path, card["sha256"])
        graph = onnx.load_model_from_string(path.read_bytes())
        self.layers = read_layers(graph, card["temperature"])
        self._temperature: float = card["temperature"]
        self._session = _with_outputs(graph, [layer.tensor for layer in self.layers], checked.get_session_options())

    def values(self, images: npt.NDArray[np.uint8], places: Sequence[int]) -> list[Array]:
        """What layers make of normalized images.

        Args:
            images: (N, 28, 28), 0 = paper, 255 = full ink.
            places: of the layers.

        Returns:
            For each place (N, *shape of the layer).
        """
        given = [images[start : start + _BATCH] for start in range(0, len(images), _BATCH)]
        batches = [self._values(batch, places) for batch in given]
        return [np.concatenate(parts) for parts in zip(*batches, strict=True)]

    def features(self, images: npt.NDArray[np.uint8]) -> Array:
        """(N, F): what the last layer of weights is given, by which the network tells these images apart."""
        dense = next(layer for layer in reversed(self.layers) if isinstance(layer.operation, Dense))
        return self.values(images, dense.sources)[0].reshape(len(images), -1)

    def _values(self, images: npt.NDArray[np.uint8], places: Sequence[int]) -> list[Array]:
        given = images[..., np.newaxis].astype(np.float32)
        chosen = [self.layers[place] for place in places]
        names = sorted({layer.tensor for layer in chosen} - {"images"})
        results = self._session.run(names, {"images": given}) if names else []
        found = {"images": given} | dict(zip(names, results, strict=True))
        return [self._arranged(found[layer.tensor], layer) for layer in chosen]

    def _arranged(self, tensor: Array, layer: Layer) -> Array:
        """A tensor of the graph as its layer's shape has it."""
        if isinstance(layer.operation, Softmax):
            return softmax(tensor, self._temperature).astype(np.float32)
        turned = np.moveaxis(tensor, -1, 1) if layer.last else tensor
        return np.ascontiguousarray(turned).reshape(len(tensor), *layer.shape)


def _with_outputs(model: "ModelProto", names: list[str], options: "SessionOptions") -> "InferenceSession":
    """A session of a model that gives these tensors too."""
    import onnxruntime
    from onnx import TensorProto, helper

    for name in sorted(set(names) - {"images", LOGITS}):
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
