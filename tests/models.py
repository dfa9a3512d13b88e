"""Model files for tests of the loader: a linear model of 7,850 weights, made in milliseconds."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def linear_model(weights: np.ndarray, bias: Sequence[float]) -> onnx.ModelProto:
    """logits = flatten(images) / 255 @ weights + bias; weights (784, 10), bias (10,)."""
    constants = [
        numpy_helper.from_array(np.asarray(weights / 255, np.float32), "weights"),
        numpy_helper.from_array(np.asarray(bias, np.float32), "bias"),
        numpy_helper.from_array(np.array([-1, 784]), "flat"),
    ]
    nodes = [
        helper.make_node("Reshape", ["images", "flat"], ["rows"]),
        helper.make_node("MatMul", ["rows", "weights"], ["products"]),
        helper.make_node("Add", ["products", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["N", 28, 28, 1])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10])],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)


def random_model(seed: int = 0) -> onnx.ModelProto:
    """A linear model whose answer depends on every pixel."""
    return linear_model(np.random.default_rng(seed).normal(size=(784, 10)), [0.0] * 10)


def constant_model(probabilities: Sequence[float]) -> onnx.ModelProto:
    """A model that gives these probabilities, all above 0, to every image."""
    return linear_model(np.zeros((784, 10)), np.log(probabilities).tolist())


def write_model(folder: Path, model: onnx.ModelProto | bytes, name: str = "tiny", **card: Any) -> Path:
    """Write a model and its card, whose entries ``card`` overrides; returns the path of the ONNX file."""
    contents = model if isinstance(model, bytes) else model.SerializeToString()
    path = folder / f"{name}.onnx"
    path.write_bytes(contents)
    complete = {
        "name": name,
        "version": "1",
        "sha256": hashlib.sha256(contents).hexdigest(),
        "input": {"shape": [28, 28, 1], "range": [0, 255]},
        "temperature": 1.0,
        "conformal": {"coverage": 0.999, "threshold": 0.1},
    }
    path.with_suffix(".json").write_text(json.dumps(complete | card))
    return path
