"""The operations of an ONNX graph, with their constants, shapes and attributes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.activations.layers import Array, Pair, Scaling, Shape
from digits.onnx_file import Graph, Node
from digits.onnx_session import ModelError


class OnnxGraph:
    """Operations, constants and shapes of an ONNX graph by name.

    Args:
        graph: as it is in the file.
        shapes: of its tensors, (N, ...).

    Attributes:
        nodes: the operations, in their order.
        constants: the arrays stored in the graph.
        shapes: of its tensors, (N, ...).
    """

    def __init__(self, graph: Graph, shapes: Mapping[str, Shape]) -> None:
        self.nodes = graph.nodes
        self.constants: dict[str, npt.NDArray[Any]] = dict(graph.constants)
        self.shapes = shapes
        self._consumers: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name in node.inputs:
                self._consumers.setdefault(name, []).append(node)

    def constant(self, node: Node) -> Array:
        """Return the only constant input of an operation."""
        return next(self.constants[name] for name in node.inputs if name in self.constants)

    def only_consumer(self, node: Node, kind: str) -> Node | None:
        """Return the operation that alone uses the output of `node`, if it is of this kind."""
        found = self._consumers.get(node.outputs[0], [])
        return found[0] if [other.op_type for other in found] == [kind] else None

    def cast_constant(self, node: Node) -> bool:
        """Whether the operation casts a constant; then store the result.

        Half-precision weights are cast to single precision.
        """
        if node.op_type != "Cast" or node.inputs[0] not in self.constants:
            return False
        self.constants[node.outputs[0]] = self.constants[node.inputs[0]].astype(np.float32)
        return True


def unsupported(node: Node, why: str) -> ModelError:
    """Return the error for an operation that is not supported, or not in this form."""
    return ModelError(
        f"the model's layers cannot be read: its operation {node.op_type} ({node.outputs[0]}) {why}. "
        "Use a model written by `digits export`"
    )


def pair(node: Node, name: str) -> Pair:
    """Return a (vertical, horizontal) attribute; (1, 1) by default."""
    vertical, horizontal = node.attributes.get(name, (1, 1))
    return vertical, horizontal


def explicit_padding(node: Node) -> Node:
    """Return the operation, if its padding is explicit.

    Raises:
        ModelError: it is not.
    """
    if node.attributes.get("auto_pad", "NOTSET") not in {"NOTSET", "VALID"}:
        raise unsupported(node, "has automatic padding")
    return node


def channels_first(constant: Array, axes: int, channels_last: bool) -> Array:
    """Return a constant as it is broadcast to the values of one image, channels first."""
    one = constant.reshape((1,) * (axes + 1 - constant.ndim) + constant.shape)[0]
    return np.ascontiguousarray(np.moveaxis(one, -1, 0)) if channels_last else one


def compose(scaling: Scaling, node: Node, constant: Array) -> Scaling:
    """Return a scaling followed by a product, sum or difference as one scaling."""
    if node.op_type == "Mul":
        return Scaling(scaling.factors * constant, scaling.offsets * constant)
    offsets = scaling.offsets + (constant if node.op_type == "Add" else -constant)
    return Scaling(*np.broadcast_arrays(scaling.factors, offsets))
