"""A graph of ONNX operations read back into the layers that it was made of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from digits.activations.layers import (
    Activation,
    Array,
    Attention,
    Convolution,
    Dense,
    Input,
    Joining,
    Layer,
    Operation,
    Padding,
    Pair,
    Pooling,
    Scaling,
    Softmax,
)
from digits.onnx_session import ModelError

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto

LOGITS = "logits"
"""The output of every model file."""


def read_layers(model: "ModelProto", temperature: float) -> tuple[Layer, ...]:
    """The layers of a model's graph, and the softmax that follows it."""
    from onnx import shape_inference

    reader = _Reader(shape_inference.infer_shapes(model).graph)
    logits = reader.read()
    return (*reader.layers, Layer(Softmax(temperature), (logits,), (10,), LOGITS))


@dataclass(frozen=True)
class _Value:
    """What a tensor of the graph holds.

    Attributes:
        place: of the layer whose values they are.
        tensor: the layer's own, of which this one may be another arrangement.
        last: whether the channels come last, in a tensor whose maps were unrolled too.
    """

    place: int
    tensor: str
    last: bool = False


class _Reader:
    """Goes through a graph's operations in their order and makes layers of them.

    Attributes:
        layers: those found so far.
    """

    def __init__(self, graph: "GraphProto") -> None:
        from onnx import numpy_helper

        self.layers: list[Layer] = []
        self._nodes = list(graph.node)
        self._constants: dict[str, npt.NDArray[Any]] = {
            tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer
        }
        self._shapes = {
            info.name: tuple(size.dim_value for size in info.type.tensor_type.shape.dim)
            for info in (*graph.value_info, *graph.input, *graph.output)
        }
        self._consumers: dict[str, list[NodeProto]] = {}
        for node in self._nodes:
            for name in node.input:
                self._consumers.setdefault(name, []).append(node)
        self._values: dict[str, _Value] = {}
        self._sizes: set[str] = set()
        self._done: set[str] = set()
        self._add(Input(), (), "images", last=True)

    def read(self) -> int:
        """Read the whole graph.

        Returns:
            The place of the layer that gives the logits.

        Raises:
            ModelError: an operation, or a form of one, is not understood.
        """
        for node in self._nodes:
            if node.output[0] in self._done:
                continue
            if self._is_about_sizes(node):
                self._sizes |= set(node.output)
            elif not self._is_constant(node):
                self._operation(node)
        return self._source(LOGITS).place

    def _is_about_sizes(self, node: "NodeProto") -> bool:
        """Whether it computes with the sizes of tensors, which Reshape uses; the sizes are known without it."""
        return node.op_type == "Shape" or any(name in self._sizes for name in node.input if node.op_type != "Reshape")

    def _is_constant(self, node: "NodeProto") -> bool:
        """Whether it only brings weights that are stored as half precision to single."""
        if node.op_type != "Cast" or node.input[0] not in self._constants:
            return False
        self._constants[node.output[0]] = self._constants[node.input[0]].astype(np.float32)
        return True

    def _operation(self, node: "NodeProto") -> None:
        handlers: dict[str, Callable[[NodeProto], None]] = {
            "Add": self._arithmetic,
            "AveragePool": self._pooling,
            "Concat": self._joining,
            "Conv": self._convolution,
            "GlobalAveragePool": self._global_pooling,
            "MatMul": self._dense,
            "MaxPool": self._pooling,
            "Mul": self._arithmetic,
            "Pad": self._padding,
            "ReduceMax": self._global_pooling,
            "ReduceMean": self._global_pooling,
            "Relu": self._activation,
            "Reshape": self._reshaping,
            "Sigmoid": self._activation,
            "Slice": self._slice,
            "Squeeze": self._same,
            "Sub": self._arithmetic,
            "Tanh": self._activation,
            "Transpose": self._transposition,
            "Unsqueeze": self._same,
        }
        if node.op_type not in handlers:
            raise _unknown(node, "is none that can be shown")
        handlers[node.op_type](node)

    def _source(self, name: str) -> _Value:
        """What a tensor holds.

        Raises:
            ModelError: it is what a layer had before its activation, which is no layer's value.
        """
        value = self._values.get(name)
        if value is None or self.layers[value.place].tensor != value.tensor:
            raise ModelError(f"the model's graph uses the tensor {name} in a way that cannot be shown as layers")
        return value

    def _known(self, node: "NodeProto") -> list[_Value]:
        """What those inputs of an operation hold that are no constants."""
        return [self._source(name) for name in node.input if name not in self._constants]

    def _constant(self, node: "NodeProto") -> Array:
        """The one constant input of an operation."""
        return next(self._constants[name] for name in node.input if name in self._constants)

    def _add(self, operation: Operation, sources: tuple[int, ...], tensor: str, last: bool = False) -> None:
        """Append a layer whose values are this tensor."""
        shape = self._shapes[tensor][1:]
        if last:
            shape = (shape[-1], *shape[:-1])
        elif isinstance(operation, Pooling) and operation.is_global:
            shape = shape[:1]
        self.layers.append(Layer(operation, sources, shape, tensor, last=last))
        self._values[tensor] = _Value(len(self.layers) - 1, tensor, last)

    def _replace(self, value: _Value, tensor: str, **changes: Any) -> None:
        """Change a layer so that its values are this tensor."""
        self.layers[value.place] = replace(self.layers[value.place], tensor=tensor, **changes)
        self._values[tensor] = replace(value, tensor=tensor)

    def _same(self, node: "NodeProto") -> None:
        """Axes of size 1 more or less are another arrangement of the same values."""
        self._values[node.output[0]] = self._source(node.input[0])

    def _reshaping(self, node: "NodeProto") -> None:
        """Maps to a row of units, or an image's one channel from the last axis to the first: the order stays."""
        value = self._source(node.input[0])
        becomes_maps = len(self._shapes[node.output[0]]) == 4
        if becomes_maps and self.layers[value.place].shape[0] != 1:
            raise _unknown(node, "mixes channels")
        self._values[node.output[0]] = replace(value, last=False) if becomes_maps else value

    def _transposition(self, node: "NodeProto") -> None:
        value = self._source(node.input[0])
        orders = {(0, 2, 3, 1): True, (0, 3, 1, 2): False}
        order = tuple(_attribute(node, "perm", ()))
        if orders.get(order) != (not value.last):
            raise _unknown(node, f"has the order {order}")
        self._values[node.output[0]] = replace(value, last=not value.last)

    def _slice(self, node: "NodeProto") -> None:
        """Only that of a whole tensor, which Keras's way of broadcasting leaves behind."""
        starts, ends = (self._constants[name] for name in node.input[1:3])
        if starts.any() or ends.min() < 2**16:
            raise _unknown(node, "leaves values out")
        self._same(node)

    def _padding(self, node: "NodeProto") -> None:
        value = self._source(node.input[0])
        amounts = self._constants[node.input[1]].reshape(2, 4)
        height, width, others = (1, 2, [0, 3]) if value.last else (2, 3, [0, 1])
        if _attribute(node, "mode", b"constant") != b"constant" or len(node.input) > 2 or amounts[:, others].any():
            raise _unknown(node, "pads by something other than rows and columns of zeros")
        above, below = amounts[:, height].tolist()
        left, right = amounts[:, width].tolist()
        self._add(Padding((above, left, below, right)), (value.place,), node.output[0], value.last)

    def _arithmetic(self, node: "NodeProto") -> None:
        known = self._known(node)
        if len(known) == 2:
            self._attention(node, known)
        elif self._is_before_tanh(node):
            self._scaled_tanh(node, known[0])
        else:
            self._scaling(node, known[0])

    def _attention(self, node: "NodeProto", known: list[_Value]) -> None:
        maps, units = sorted(known, key=lambda value: len(self.layers[value.place].shape), reverse=True)
        shapes = self.layers[maps.place].shape, self.layers[units.place].shape
        if node.op_type != "Mul" or [len(shape) for shape in shapes] != [3, 1] or shapes[0][0] != shapes[1][0]:
            raise _unknown(node, f"has two sources of the shapes {shapes}")
        self._add(Attention(), (maps.place, units.place), node.output[0], maps.last)

    def _scaling(self, node: "NodeProto", value: _Value) -> None:
        """A bias where the layer before is a dense one without, else a scaling; several in a row are one."""
        if node.op_type == "Sub" and node.input[0] in self._constants:
            raise _unknown(node, "subtracts from a constant")
        layer = self.layers[value.place]
        constant = _channels_first(self._constant(node), len(layer.shape), value.last)
        operation = layer.operation
        if isinstance(operation, Dense) and node.op_type == "Add" and layer.activation is None:
            self._replace(value, node.output[0], operation=replace(operation, biases=operation.biases + constant))
        elif isinstance(operation, Scaling) and layer.activation is None:
            self._replace(value, node.output[0], operation=_followed(operation, node, constant))
        else:
            unit = Scaling(np.ones_like(constant), np.zeros_like(constant))
            self._add(_followed(unit, node, constant), (value.place,), node.output[0], value.last)

    def _is_before_tanh(self, node: "NodeProto") -> bool:
        """Whether it is the first operation of LeNet-5's outer * tanh(inner * sum)."""
        tanh = self._only_consumer(node, "Tanh")
        after = tanh and self._only_consumer(tanh, "Mul")
        if node.op_type != "Mul" or after is None:
            return False
        return self._constant(node).size == 1 and self._constant(after).size == 1

    def _only_consumer(self, node: "NodeProto", kind: str) -> "NodeProto | None":
        found = self._consumers.get(node.output[0], [])
        return found[0] if [other.op_type for other in found] == [kind] else None

    def _scaled_tanh(self, before: "NodeProto", value: _Value) -> None:
        (tanh,) = self._consumers[before.output[0]]
        (after,) = self._consumers[tanh.output[0]]
        inner, outer = (float(self._constant(node).item()) for node in (before, after))
        self._activate(after, value, Activation("tanh", inner, outer))
        self._done |= {tanh.output[0], after.output[0]}

    def _activation(self, node: "NodeProto") -> None:
        names: dict[str, Literal["relu", "sigmoid", "tanh"]] = {"Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh"}
        self._activate(node, self._source(node.input[0]), Activation(names[node.op_type]))

    def _activate(self, node: "NodeProto", value: _Value, activation: Activation) -> None:
        if self.layers[value.place].activation is not None:
            raise _unknown(node, "is a second activation of one layer")
        self._replace(value, node.output[0], activation=activation)

    def _convolution(self, node: "NodeProto") -> None:
        value = self._source(node.input[0])
        kernels = self._constants[node.input[1]]
        biases = self._constants[node.input[2]] if len(node.input) > 2 else np.zeros(len(kernels), np.float32)
        if value.last or _attribute(node, "group", 1) != 1 or set(_attribute(node, "dilations", [1])) != {1}:
            raise _unknown(node, "is grouped or dilated")
        above, left, below, right = _attribute(node, "pads", [0, 0, 0, 0])
        operation = Convolution(kernels, biases, _pair(node, "strides"), (above, left, below, right))
        self._add(operation, (value.place,), _explicit(node).output[0])

    def _pooling(self, node: "NodeProto") -> None:
        value = self._source(node.input[0])
        if value.last or any(_attribute(node, "pads", [0])) or _attribute(node, "ceil_mode", 0):
            raise _unknown(node, "goes beyond the edges of its maps")
        mode: Literal["max", "mean"] = "max" if node.op_type == "MaxPool" else "mean"
        operation = Pooling(mode, _pair(node, "kernel_shape"), _pair(node, "strides"))
        self._add(operation, (value.place,), _explicit(node).output[0])

    def _global_pooling(self, node: "NodeProto") -> None:
        value = self._source(node.input[0])
        _, height, width = self.layers[value.place].shape
        across = [1, 2] if value.last else [2, 3]
        if node.op_type != "GlobalAveragePool" and list(_attribute(node, "axes", [])) != across:
            raise _unknown(node, "does not reduce a map to a unit")
        mode: Literal["max", "mean"] = "max" if node.op_type == "ReduceMax" else "mean"
        self._add(Pooling(mode, (height, width), (height, width), is_global=True), (value.place,), node.output[0])

    def _joining(self, node: "NodeProto") -> None:
        places = tuple(value.place for value in self._known(node))
        if len(places) < len(node.input) or any(len(self.layers[place].shape) != 1 for place in places):
            raise _unknown(node, "joins something other than rows of units")
        self._add(Joining(), places, node.output[0])

    def _dense(self, node: "NodeProto") -> None:
        (value,) = self._known(node)
        shape = self.layers[value.place].shape
        weights = self._constant(node).T
        if len(shape) == 3:
            channels, height, width = shape
            order = (height, width, channels) if value.last else shape
            weights = weights.reshape(len(weights), *order)
            weights = np.moveaxis(weights, -1, 1) if value.last else weights
        operation = Dense(np.ascontiguousarray(weights), np.zeros(len(weights), np.float32))
        self._add(operation, (value.place,), node.output[0])


def _unknown(node: "NodeProto", why: str) -> ModelError:
    return ModelError(f"the model cannot be shown as layers: its operation {node.op_type} ({node.output[0]}) {why}")


def _attribute(node: "NodeProto", name: str, default: Any) -> Any:
    """An attribute of an operation by its name."""
    from onnx import helper

    return next((helper.get_attribute_value(one) for one in node.attribute if one.name == name), default)


def _pair(node: "NodeProto", name: str) -> Pair:
    vertical, horizontal = _attribute(node, name, [1, 1])
    return vertical, horizontal


def _explicit(node: "NodeProto") -> "NodeProto":
    """The operation, where it says itself how it pads."""
    if _attribute(node, "auto_pad", b"NOTSET") not in {b"NOTSET", b"VALID"}:
        raise _unknown(node, "pads by itself")
    return node


def _channels_first(constant: Array, axes: int, last: bool) -> Array:
    """A constant as it is broadcast to the values of one image, channels first."""
    one = constant.reshape((1,) * (axes + 1 - constant.ndim) + constant.shape)[0]
    return np.ascontiguousarray(np.moveaxis(one, -1, 0)) if last else one


def _followed(scaling: Scaling, node: "NodeProto", constant: Array) -> Scaling:
    """A scaling and, after it, a product, sum or difference with a constant, as one."""
    if node.op_type == "Mul":
        return Scaling(scaling.factors * constant, scaling.offsets * constant)
    offsets = scaling.offsets + (constant if node.op_type == "Add" else -constant)
    return Scaling(*np.broadcast_arrays(scaling.factors, offsets))
