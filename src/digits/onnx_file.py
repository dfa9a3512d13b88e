"""Read ONNX files without the `onnx` package, and give them more outputs.

An ONNX file is a protobuf message (protobuf.dev, "Encoding"). The numbers of fields and types are those of onnx.proto,
ONNX 1.20. Only what the layers of a network need is read: operations, their attributes, and arrays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Value = int | memoryview
"""Of a field: an integer, or the bytes of anything else."""

_GRAPH = 7  # field of a model
_NODE, _INITIALIZER, _OUTPUT = 1, 5, 12  # fields of a graph
_DATA_TYPES = {1: ("<f4", 4), 6: ("<i4", 5), 7: ("<i8", 7), 10: ("<f2", 5), 11: ("<f8", 10)}
"""Type of a tensor -> NumPy's type, and the field with the values where they are not in `raw_data`."""
_RAW_DATA, _FIELDS_OF_INTEGERS = 9, (5, 7)  # fields of a tensor

_TENSORS: dict[str, dict[int, str]] = {
    "model": {_GRAPH: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {_NODE: "node", _INITIALIZER: "tensor", 15: "sparse tensor"},
    "node": {5: "attribute"},
    "attribute": {
        5: "tensor",
        6: "graph",
        10: "tensor",
        11: "graph",
        22: "sparse tensor",
        23: "sparse tensor",
    },
    "sparse tensor": {1: "tensor", 2: "tensor"},
}
"""Messages with tensors: message -> field -> message."""
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14  # fields of a tensor


@dataclass(frozen=True)
class Node:
    """An operation.

    Attributes:
        op_type: its name in ONNX, such as Conv.
        inputs: names of the tensors that it takes; empty for one that is left out.
        outputs: names of the tensors that it computes.
        attributes: by name, each an integer, a text, or a tuple of integers; others are left out.
    """

    op_type: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]


@dataclass(frozen=True)
class Graph:
    """The operations of a model, in their order, and its arrays by name (half, single, double, int32 and int64)."""

    nodes: tuple[Node, ...]
    constants: "dict[str, npt.NDArray[Any]]"


def read_graph(contents: bytes) -> Graph:
    """Read the graph of a model that ONNX Runtime has accepted.

    Raises:
        ValueError: the bytes are not a protobuf message.
    """
    graph = _fields(b"".join(_fields(contents)[_GRAPH]))
    arrays = map(_array, graph.get(_INITIALIZER, []))
    return Graph(
        nodes=tuple(map(_node, graph.get(_NODE, []))),
        constants={name: array for name, array in arrays if array is not None},
    )


def with_outputs(contents: bytes, names: Iterable[str]) -> bytes:
    """Return a model with some of its tensors as additional outputs.

    Protobuf merges a message that occurs twice: another graph, with these outputs alone, is appended to the file.
    """
    outputs = b"".join(_message(_OUTPUT, _message(1, name.encode())) for name in names)
    return contents + _message(_GRAPH, outputs)


def has_external_data(contents: bytes) -> bool:
    """Whether any tensor of a model, at any depth, is stored in another file.

    Raises:
        ValueError: the bytes are not a protobuf message.
    """
    pending = [("model", memoryview(contents))]
    while pending:
        kind, message = pending.pop()
        for number, value in _protobuf_fields(message):
            if kind == "tensor":
                if number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value != 0):
                    return True
            elif number in _TENSORS[kind] and isinstance(value, memoryview):
                pending.append((_TENSORS[kind][number], value))
    return False


def _node(message: memoryview) -> Node:
    fields = _fields(message)
    attributes = map(_attribute, fields.get(5, []))
    return Node(
        op_type=_text(fields[4]),
        inputs=tuple(str(name, "utf-8") for name in fields.get(1, [])),
        outputs=tuple(str(name, "utf-8") for name in fields.get(2, [])),
        attributes={name: value for name, value in attributes if value is not None},
    )


def _attribute(message: memoryview) -> tuple[str, int | str | tuple[int, ...] | None]:
    """Return the name and the value of an attribute; None for a value of another type."""
    fields = _fields(message)
    name, (kind,) = _text(fields[1]), fields[20]
    if kind == 2:
        return name, _integers(fields.get(3, [0]))[0]
    if kind == 3:
        return name, _text(fields.get(4, []))
    return name, _integers(fields.get(8, [])) if kind == 7 else None


def _array(message: memoryview) -> "tuple[str, np.ndarray[Any, Any] | None]":
    """Return the name and the values of a tensor; None for values of another type."""
    import numpy as np  # only here: the files are verified in commands that need no NumPy

    fields = _fields(message)
    name, kind, shape = _text(fields[8]), fields[2][0], _integers(fields.get(1, []))
    if kind not in _DATA_TYPES:
        return name, None
    dtype, number = _DATA_TYPES[kind]
    number = _RAW_DATA if _RAW_DATA in fields else number
    if number not in _FIELDS_OF_INTEGERS:
        return name, np.frombuffer(b"".join(fields.get(number, [])), dtype).reshape(shape)
    integers = np.array(_integers(fields.get(number, [])), "<i8").reshape(shape)
    return name, integers.astype("<u2").view(dtype) if dtype == "<f2" else integers.astype(dtype)


def _text(values: list[Any]) -> str:
    return str(b"".join(values), "utf-8")


def _integers(values: Iterable[Value]) -> tuple[int, ...]:
    """Decode a repeated field of signed integers, which a file may pack into one value."""
    found: list[int] = []
    for value in values:
        if isinstance(value, int):
            found.append(value)
            continue
        position = 0
        while position < len(value):
            number, position = _varint(value, position)
            found.append(number)
    return tuple(number - 2**64 if number >= 2**63 else number for number in found)


def _message(number: int, contents: bytes) -> bytes:
    """Encode a field that holds a message or a text."""
    return _encoded(number << 3 | 2) + _encoded(len(contents)) + contents


def _encoded(value: int) -> bytes:
    """Encode an integer in as many bytes as it needs, seven bits in each."""
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + _encoded(value >> 7)


def _fields(message: bytes | memoryview) -> dict[int, list[Any]]:
    """Return the values of each field of a message by the field's number."""
    found: dict[int, list[Any]] = {}
    for number, value in _protobuf_fields(memoryview(message)):
        found.setdefault(number, []).append(value)
    return found


def _protobuf_fields(message: memoryview) -> Iterator[tuple[int, Value]]:
    """Yield the number and value of each field of a message. Groups (deprecated) are an error: ONNX has none."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        wire_type = key & 7
        if wire_type == 0:
            value, position = _varint(message, position)
            yield key >> 3, value
            continue
        if wire_type == 2:
            size, position = _varint(message, position)
        elif wire_type in (1, 5):
            size = 8 if wire_type == 1 else 4
        else:
            raise ValueError(f"it has a field of unknown wire type {wire_type}")
        if position + size > len(message):
            raise ValueError("it is truncated")
        yield key >> 3, message[position : position + size]
        position += size


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    """Decode the variable-length integer at `position`; return it and the position after it."""
    if position < len(message) and message[position] < 0x80:  # nearly all are
        return message[position], position + 1
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(message):
            raise ValueError("it is truncated")
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("it has an integer of more than ten bytes")
