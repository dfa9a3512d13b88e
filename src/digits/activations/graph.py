"""Read the layers of a network from its graph of ONNX operations."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from digits.activations.layers import (
    Activation,
    Attention,
    Convolution,
    Dense,
    Input,
    Joining,
    Layer,
    Operation,
    Padding,
    Pooling,
    Scaling,
    Softmax,
)
from digits.activations.onnx_graph import (
    OnnxGraph,
    channels_first,
    compose,
    explicit_padding,
    pair,
    unsupported,
)
from digits.onnx_file import Node
from digits.onnx_session import ModelError

LOGITS = "logits"
"""The output of every model file."""


def read_layers(graph: OnnxGraph, temperature: float) -> tuple[Layer, ...]:
    """Return the layers of a model's graph, and the softmax that follows it.

    Args:
        graph: of the model.
        temperature: divides the logits before the softmax.

    Raises:
        ModelError: an operation, or a form of one, is not supported.
    """
    reader = _Reader(graph)
    logits = reader.read()
    return (*reader.layers, Layer(Softmax(temperature), (logits,), (10,), LOGITS))


@dataclass(frozen=True)
class _Value:
    """The layer whose values a tensor of the graph has.

    Attributes:
        index: of the layer.
        tensor: the layer's own tensor, which this one may be a reshaped copy of.
        channels_last: whether the channels come last, also in a tensor of unrolled maps.
    """

    index: int
    tensor: str
    channels_last: bool = False


class _Reader:
    """Converts a graph's operations, in their order, to layers.

    Attributes:
        layers: the layers so far.
    """

    def __init__(self, graph: OnnxGraph) -> None:
        self.layers: list[Layer] = []
        self._graph = graph
        self._values: dict[str, _Value] = {}
        self._sizes: set[str] = set()
        self._done: set[str] = set()
        self._add(Input(), (), "images", channels_last=True)

    def read(self) -> int:
        """Read the whole graph.

        Returns:
            The index of the layer that has the logits.

        Raises:
            ModelError: an operation, or a form of one, is not supported.
        """
        for node in self._graph.nodes:
            if node.outputs[0] in self._done:
                continue
            if self._is_about_sizes(node):
                self._sizes |= set(node.outputs)
            elif not self._graph.cast_constant(node):
                self._operation(node)
        return self._source(LOGITS).index

    def _is_about_sizes(self, node: Node) -> bool:
        """Whether it computes the sizes of tensors for Reshape; the sizes are known without it."""
        return node.op_type == "Shape" or any(name in self._sizes for name in node.inputs if node.op_type != "Reshape")

    def _operation(self, node: Node) -> None:
        handlers: dict[str, Callable[[Node], None]] = {
            **dict.fromkeys(("Add", "Mul", "Sub"), self._arithmetic),
            **dict.fromkeys(("AveragePool", "MaxPool"), self._pooling),
            **dict.fromkeys(("GlobalAveragePool", "ReduceMax", "ReduceMean"), self._global_pooling),
            **dict.fromkeys(("Relu", "Sigmoid", "Tanh"), self._activation),
            **dict.fromkeys(("Squeeze", "Unsqueeze"), self._change_axes),
            "Concat": self._joining,
            "Conv": self._convolution,
            "MatMul": self._dense,
            "Pad": self._padding,
            "Reshape": self._reshaping,
            "Slice": self._slice,
            "Transpose": self._transposition,
        }
        if node.op_type not in handlers:
            raise unsupported(node, "is not supported")
        handlers[node.op_type](node)

    def _source(self, name: str) -> _Value:
        """Return the layer whose values a tensor has.

        Raises:
            ModelError: the tensor has a layer's values from before its activation.
        """
        value = self._values.get(name)
        if value is None or self.layers[value.index].tensor != value.tensor:
            raise ModelError(
                f"the model's layers cannot be read: its graph uses {name}, which is not the output of a layer. "
                "Use a model written by `digits export`"
            )
        return value

    def _known(self, node: Node) -> list[_Value]:
        """Return the layers that are inputs of an operation, without its constants."""
        return [self._source(name) for name in node.inputs if name not in self._graph.constants]

    def _add(self, operation: Operation, sources: tuple[int, ...], tensor: str, channels_last: bool = False) -> None:
        """Append a layer whose values are this tensor."""
        shape = self._graph.shapes[tensor][1:]
        if channels_last:
            shape = (shape[-1], *shape[:-1])
        elif isinstance(operation, Pooling) and operation.is_global:
            shape = shape[:1]
        self.layers.append(Layer(operation, sources, shape, tensor, channels_last=channels_last))
        self._values[tensor] = _Value(len(self.layers) - 1, tensor, channels_last)

    def _replace(self, value: _Value, tensor: str, **changes: Any) -> None:
        """Replace a layer by one whose values are this tensor."""
        self.layers[value.index] = replace(self.layers[value.index], tensor=tensor, **changes)
        self._values[tensor] = replace(value, tensor=tensor)

    def _change_axes(self, node: Node) -> None:
        """Add or remove axes of size 1: the values stay the same."""
        self._values[node.outputs[0]] = self._source(node.inputs[0])

    def _reshaping(self, node: Node) -> None:
        """Unroll maps to units, or move an image's only channel from the last axis to the first."""
        value = self._source(node.inputs[0])
        becomes_maps = len(self._graph.shapes[node.outputs[0]]) == 4
        if becomes_maps and self.layers[value.index].shape[0] != 1:
            raise unsupported(node, "mixes channels")
        self._values[node.outputs[0]] = replace(value, channels_last=False) if becomes_maps else value

    def _transposition(self, node: Node) -> None:
        value = self._source(node.inputs[0])
        orders = {(0, 2, 3, 1): True, (0, 3, 1, 2): False}
        order = node.attributes.get("perm", ())
        if orders.get(order) != (not value.channels_last):
            raise unsupported(node, f"has the order {order}")
        self._values[node.outputs[0]] = replace(value, channels_last=not value.channels_last)

    def _slice(self, node: Node) -> None:
        """Accept only a slice of the whole tensor, which Keras writes for broadcasting."""
        starts, ends = (self._graph.constants[name] for name in node.inputs[1:3])
        if starts.any() or ends.min() < 2**16:
            raise unsupported(node, "leaves values out")
        self._change_axes(node)

    def _padding(self, node: Node) -> None:
        value = self._source(node.inputs[0])
        amounts = self._graph.constants[node.inputs[1]].reshape(2, 4)
        height, width, others = (1, 2, [0, 3]) if value.channels_last else (2, 3, [0, 1])
        if node.attributes.get("mode", "constant") != "constant" or len(node.inputs) > 2 or amounts[:, others].any():
            raise unsupported(node, "pads with something other than rows and columns of zeros")
        above, below = amounts[:, height].tolist()
        left, right = amounts[:, width].tolist()
        self._add(Padding((above, left, below, right)), (value.index,), node.outputs[0], value.channels_last)

    def _arithmetic(self, node: Node) -> None:
        known = self._known(node)
        if len(known) == 2:
            self._attention(node, known)
        elif self._is_before_tanh(node):
            self._scaled_tanh(node, known[0])
        else:
            self._scaling(node, known[0])

    def _attention(self, node: Node, known: list[_Value]) -> None:
        maps, units = sorted(known, key=lambda value: len(self.layers[value.index].shape), reverse=True)
        shapes = self.layers[maps.index].shape, self.layers[units.index].shape
        if node.op_type != "Mul" or [len(shape) for shape in shapes] != [3, 1] or shapes[0][0] != shapes[1][0]:
            raise unsupported(node, f"has two sources of the shapes {shapes}")
        self._add(Attention(), (maps.index, units.index), node.outputs[0], maps.channels_last)

    def _scaling(self, node: Node, value: _Value) -> None:
        """Add a bias to a dense layer, else add a scaling; several in a row become one."""
        if node.op_type == "Sub" and node.inputs[0] in self._graph.constants:
            raise unsupported(node, "subtracts from a constant")
        layer = self.layers[value.index]
        constant = channels_first(self._graph.constant(node), len(layer.shape), value.channels_last)
        operation = layer.operation
        if isinstance(operation, Dense) and node.op_type == "Add" and layer.activation is None:
            self._replace(value, node.outputs[0], operation=replace(operation, biases=operation.biases + constant))
        elif isinstance(operation, Scaling) and layer.activation is None:
            self._replace(value, node.outputs[0], operation=compose(operation, node, constant))
        else:
            unit = Scaling(np.ones_like(constant), np.zeros_like(constant))
            self._add(compose(unit, node, constant), (value.index,), node.outputs[0], value.channels_last)

    def _is_before_tanh(self, node: Node) -> bool:
        """Whether it is the first operation of LeNet-5's activation outer * tanh(inner * sum)."""
        tanh = self._graph.only_consumer(node, "Tanh")
        after = tanh and self._graph.only_consumer(tanh, "Mul")
        if node.op_type != "Mul" or after is None:
            return False
        return self._graph.constant(node).size == 1 and self._graph.constant(after).size == 1

    def _scaled_tanh(self, before: Node, value: _Value) -> None:
        tanh = self._graph.only_consumer(before, "Tanh")
        after = tanh and self._graph.only_consumer(tanh, "Mul")
        assert tanh is not None
        assert after is not None
        inner, outer = (float(self._graph.constant(node).item()) for node in (before, after))
        self._activate(after, value, Activation("tanh", inner, outer))
        self._done |= {tanh.outputs[0], after.outputs[0]}

    def _activation(self, node: Node) -> None:
        names: dict[str, Literal["relu", "sigmoid", "tanh"]] = {"Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh"}
        self._activate(node, self._source(node.inputs[0]), Activation(names[node.op_type]))

    def _activate(self, node: Node, value: _Value, activation: Activation) -> None:
        if self.layers[value.index].activation is not None:
            raise unsupported(node, "is a second activation of one layer")
        self._replace(value, node.outputs[0], activation=activation)

    def _convolution(self, node: Node) -> None:
        value = self._source(node.inputs[0])
        kernels = self._graph.constants[node.inputs[1]]
        biases = self._graph.constants[node.inputs[2]] if len(node.inputs) > 2 else np.zeros(len(kernels), np.float32)
        if (
            value.channels_last
            or node.attributes.get("group", 1) != 1
            or set(node.attributes.get("dilations", (1,))) != {1}
        ):
            raise unsupported(node, "is grouped or dilated")
        above, left, below, right = node.attributes.get("pads", (0, 0, 0, 0))
        operation = Convolution(kernels, biases, pair(node, "strides"), (above, left, below, right))
        self._add(operation, (value.index,), explicit_padding(node).outputs[0])

    def _pooling(self, node: Node) -> None:
        value = self._source(node.inputs[0])
        if value.channels_last or any(node.attributes.get("pads", ())) or node.attributes.get("ceil_mode", 0):
            raise unsupported(node, "pads its maps")
        mode: Literal["max", "mean"] = "max" if node.op_type == "MaxPool" else "mean"
        operation = Pooling(mode, pair(node, "kernel_shape"), pair(node, "strides"))
        self._add(operation, (value.index,), explicit_padding(node).outputs[0])

    def _global_pooling(self, node: Node) -> None:
        value = self._source(node.inputs[0])
        _, height, width = self.layers[value.index].shape
        across = (1, 2) if value.channels_last else (2, 3)
        if node.op_type != "GlobalAveragePool" and node.attributes.get("axes") != across:
            raise unsupported(node, "does not reduce each map to a unit")
        mode: Literal["max", "mean"] = "max" if node.op_type == "ReduceMax" else "mean"
        self._add(Pooling(mode, (height, width), (height, width), is_global=True), (value.index,), node.outputs[0])

    def _joining(self, node: Node) -> None:
        indices = tuple(value.index for value in self._known(node))
        if len(indices) < len(node.inputs) or any(len(self.layers[index].shape) != 1 for index in indices):
            raise unsupported(node, "concatenates something other than units")
        self._add(Joining(), indices, node.outputs[0])

    def _dense(self, node: Node) -> None:
        (value,) = self._known(node)
        shape = self.layers[value.index].shape
        weights = self._graph.constant(node).T
        if len(shape) == 3:
            channels, height, width = shape
            order = (height, width, channels) if value.channels_last else shape
            weights = weights.reshape(len(weights), *order)
            weights = np.moveaxis(weights, -1, 1) if value.channels_last else weights
        operation = Dense(np.ascontiguousarray(weights), np.zeros(len(weights), np.float32))
        self._add(operation, (value.index,), node.outputs[0])
