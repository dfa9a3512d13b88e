"""ONNX files are read, and given outputs, as the `onnx` package does it."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from digits.onnx_file import read_graph, with_outputs
from digits.onnx_session import MODELS
from models import random_model

MEMBERS = Path(__file__).parents[1] / "results" / "ensemble" / "members"
FILES = sorted([*MODELS.rglob("*.onnx"), *MEMBERS.glob("*.onnx")])
READ = {onnx.AttributeProto.INT, onnx.AttributeProto.INTS, onnx.AttributeProto.STRING}


def attributes(node: onnx.NodeProto) -> dict[str, object]:
    """The attributes of the types that are read, in their form."""
    found = {one.name: helper.get_attribute_value(one) for one in node.attribute if one.type in READ}
    return {
        name: value.decode() if isinstance(value, bytes) else value if isinstance(value, int) else tuple(value)
        for name, value in found.items()
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_graph_is_read_as_the_onnx_package_reads_it(path: Path) -> None:
    graph, expected = read_graph(path.read_bytes()), onnx.load(path).graph
    assert [node.op_type for node in graph.nodes] == [node.op_type for node in expected.node]
    for node, other in zip(graph.nodes, expected.node, strict=True):
        assert (node.inputs, node.outputs) == (tuple(other.input), tuple(other.output))
        assert node.attributes == attributes(other)
    assert list(graph.constants) == [tensor.name for tensor in expected.initializer]
    for tensor in expected.initializer:
        array = numpy_helper.to_array(tensor)
        assert graph.constants[tensor.name].dtype == array.dtype
        np.testing.assert_array_equal(graph.constants[tensor.name], array)


@pytest.mark.parametrize("raw", [True, False], ids=["raw", "typed"])
@pytest.mark.parametrize("kind", ["FLOAT", "FLOAT16", "DOUBLE", "INT32", "INT64"])
def test_arrays_of_every_type_are_read(kind: str, raw: bool) -> None:
    data_type = getattr(TensorProto, kind)
    array = np.array([[-2, 0, 3], [1, 300, -1]], helper.tensor_dtype_to_np_dtype(data_type))
    given = array.tobytes() if raw else array.ravel()
    model = random_model()
    model.graph.initializer.append(helper.make_tensor("one", data_type, array.shape, given, raw))
    model.graph.initializer.append(helper.make_tensor("single", data_type, [], array[:1, 2].tobytes(), raw=True))
    found = read_graph(model.SerializeToString()).constants
    assert found["one"].dtype == array.dtype
    np.testing.assert_array_equal(found["one"], array)
    assert found["single"].item() == 3


def test_other_types_are_left_out() -> None:
    model = random_model()
    model.graph.initializer.append(helper.make_tensor("texts", TensorProto.STRING, [1], [b"seven"]))
    model.graph.node.append(helper.make_node("Own", ["a", ""], ["b"], scale=0.5, count=-3, none=0, axes=[-1, 2**40]))
    graph = read_graph(model.SerializeToString())
    assert "texts" not in graph.constants
    assert graph.nodes[-1].inputs == ("a", "")
    assert graph.nodes[-1].attributes == {"count": -3, "none": 0, "axes": (-1, 2**40)}


def test_outputs_are_added_and_the_rest_stays() -> None:
    model = random_model()
    long = "x" * 300  # its length takes two bytes
    extended = onnx.load_from_string(with_outputs(model.SerializeToString(), ["products", long]))
    assert [output.name for output in extended.graph.output] == ["logits", "products", long]
    del extended.graph.output[1:]
    assert extended == model
