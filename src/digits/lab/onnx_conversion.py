"""Convert a network to ONNX. Keras on TensorFlow does it, also for networks that were trained on another backend.

``python -m digits.lab.onnx_conversion NETWORK.keras MODEL.onnx [NETWORK_FILE...]`` is the process that converts for
other backends, whose exporters need packages of their own.
"""

import json
import os
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import onnx

from digits.lab.networks.common import layers as _layers  # noqa: F401 - registers what saved networks have
from digits.lab.networks.common.network_file import MODULE_PREFIX, load
from digits.lab.training.backend import is_backend, keras


class ConversionError(ValueError):
    """The network cannot be converted; the message says why and what to do."""


def to_onnx(model: keras.Model) -> bytes:
    """Convert a network to ONNX, with batch normalization folded into the convolutions.

    Raises:
        ConversionError: Keras runs on another backend than TensorFlow, and a process with TensorFlow cannot convert.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.onnx")
        if is_backend("tensorflow"):
            _convert(model, path)
        else:
            _convert_on_tensorflow(model, path)
        network = onnx.load(path)
    network.doc_string = ""
    _rename_canonically(network.graph)
    return bytes(network.SerializeToString(deterministic=True))


def _convert(model: keras.Model, path: Path) -> None:
    signature = [keras.InputSpec(shape=model.input_shape, dtype="float32", name="images")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Keras's exporter looks for np.object
        model.export(path, format="onnx", input_signature=signature, verbose=False)


def _convert_on_tensorflow(model: keras.Model, path: Path) -> None:
    """Convert in a process of its own, on TensorFlow without a GPU."""
    saved = path.with_suffix(".keras")
    model.save(saved)
    command = [sys.executable, "-m", __name__, str(saved), str(path), *map(str, _network_files(saved))]
    environment = os.environ | {"KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise ConversionError(
            f"the network cannot be converted to ONNX on TensorFlow, which export needs with the backend "
            f'{keras.backend.backend()} too ({reason}). Install it with pip install ".[lab]"'
        )


def saved_modules(path: Path) -> set[str]:
    """The modules of all objects in a `.keras` file, Keras's own apart."""
    with zipfile.ZipFile(path) as file:
        found = _modules(json.loads(file.read("config.json")))
    return {name for name in found if name.partition(".")[0] not in {"keras", "builtins"}}


def _modules(config: Any) -> set[str]:
    found = set()
    if isinstance(config, dict):
        if isinstance(config.get("module"), str):
            found.add(config["module"])
        config = list(config.values())
    if isinstance(config, list):
        found |= {name for one in config for name in _modules(one)}
    return found


def _network_files(saved: Path) -> list[Path]:
    """The network files whose layers a saved network has."""
    names = sorted(name for name in saved_modules(saved) if name.startswith(MODULE_PREFIX))
    return [Path(str(sys.modules[name].__file__)).resolve() for name in names]


def _rename_canonically(graph: Any) -> None:
    """Name nodes and values by position, and sort arrays: equal networks, equal bytes."""
    names = {graph.input[0].name: "images", graph.output[0].name: "logits"}
    arrays = {array.name for array in graph.initializer}
    for number, node in enumerate(graph.node):
        node.name, node.doc_string = f"node_{number}", ""
        for value in (*node.input, *node.output):
            if value and value not in names:
                names[value] = f"{'weights' if value in arrays else 'value'}_{len(names)}"
    for value in (*graph.input, *graph.output, *graph.initializer):
        value.name = names[value.name]
    for node in graph.node:
        for values in (node.input, node.output):
            values[:] = [names.get(one, one) for one in values]
    ordered = sorted(graph.initializer, key=lambda array: str(array.name))
    del graph.initializer[:], graph.value_info[:]
    graph.initializer.extend(ordered)
    for value in (*graph.input, *graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = "images"
    graph.name, graph.doc_string = "digits", ""


if __name__ == "__main__":
    _saved, _target, *_files = map(Path, sys.argv[1:])
    for _file in _files:
        load(_file)
    _convert(keras.saving.load_model(_saved), _target)
