"""The operations of an ONNX graph, with their constants, shapes and attributes."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from digits.activations.layers import Array, Pair, Scaling
from digits.onnx_session import ModelError

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto


class OnnxGraph:
    """Operations, constants and shapes of an ONNX graph by name.

    Attributes:
        nodes: the operations, in their order.
        constants: the arrays stored in the graph.
        shapes: of its tensors, (N, ...).
    """

    def __init__(self, graph: "GraphProto") -> None:
        from onnx import numpy_helper

        self.nodes = list(graph.node)
        self.constants: dict[str, npt.NDArray[Any]] = {
            tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer
        }
        self.shapes = {
            info.name: tuple(size.dim_value for size in info.type.tensor_type.shape.dim)
            for info in (*graph.value_info, *graph.input, *graph.output)
        }
        self._consumers: dict[str, list[NodeProto]] = {}
        for node in self.nodes:
            for name in node.input:
                self._consumers.setdefault(name, []).append(node)

    def constant(self, node: "NodeProto") -> Array:
        """Return the only constant input of an operation."""
        return next(self.constants[name] for name in node.input if name in self.constants)

    def only_consumer(self, node: "NodeProto", kind: str) -> "NodeProto | None":
        """Return the operation that alone uses the output of `node`, if it is of this kind."""
        found = self._consumers.get(node.output[0], [])
        return found[0] if [other.op_type for other in found] == [kind] else None

    def cast_constant(self, node: "NodeProto") -> bool:
        """Whether the operation casts a constant; then store the result.

        Half-precision weights are cast to single precision.
        """
        if node.op_type != "Cast" or node.input[0] not in self.constants:
            return False
        self.constants[node.output[0]] = self.constants[node.input[0]].astype(np.float32)
        return True


def unsupported(node: "NodeProto", why: str) -> ModelError:
    """Return the error for an operation that is not supported, or not in this form."""
    return ModelError(
        f"the model's layers cannot be read: its operation {node.op_type} ({node.output[0]}) {why}. "
        "Use a model written by `digits export`"
    )


def attribute(node: "NodeProto", name: str, default: Any) -> Any:
    """Return an attribute of an operation by its name."""
    from onnx import helper

    return next((helper.get_attribute_value(one) for one in node.attribute if one.name == name), default)


def pair(node: "NodeProto", name: str) -> Pair:
    """Return a (vertical, horizontal) attribute; (1, 1) by default."""
    vertical, horizontal = attribute(node, name, [1, 1])
    return vertical, horizontal


def explicit_padding(node: "NodeProto") -> "NodeProto":
    """Return the operation, if its padding is explicit.

    Raises:
        ModelError: it is not.
    """
    if attribute(node, "auto_pad", b"NOTSET") not in {b"NOTSET", b"VALID"}:
        raise unsupported(node, "has automatic padding")
    return node


def channels_first(constant: Array, axes: int, channels_last: bool) -> Array:
    """Return a constant as it is broadcast to the values of one image, channels first."""
    one = constant.reshape((1,) * (axes + 1 - constant.ndim) + constant.shape)[0]
    return np.ascontiguousarray(np.moveaxis(one, -1, 0)) if channels_last else one


def compose(scaling: Scaling, node: "NodeProto", constant: Array) -> Scaling:
    """Return a scaling followed by a product, sum or difference as one scaling."""
    if node.op_type == "Mul":
        return Scaling(scaling.factors * constant, scaling.offsets * constant)
    offsets = scaling.offsets + (constant if node.op_type == "Add" else -constant)
    return Scaling(*np.broadcast_arrays(scaling.factors, offsets))
