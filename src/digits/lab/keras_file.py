"""Write a trained network as a `.keras` file, which `keras.saving.load_model` opens."""

from pathlib import Path

import numpy as np

from digits import mnist
from digits.atomic_write import atomic_write
from digits.lab.export import ExportError
from digits.lab.networks.common.network_file import MODULE_PREFIX
from digits.lab.networks.common.weights import logits
from digits.lab.onnx_conversion import saved_modules
from digits.lab.training.backend import keras
from digits.lab.training.runs.network_run import NetworkRun

_COMPARED_IMAGES = 100


def write_keras_file(run: NetworkRun, path: Path) -> str:
    """Write a run's network, and load it again to compare its answers.

    Args:
        run: the trained run.
        path: of the file; it ends in `.keras`.

    Returns:
        The Python statements that load the file, with the imports of layers that are not Keras's own.

    Raises:
        ExportError: the file cannot be loaded, or its answers differ; nothing is written.
    """
    model = run.model()
    with atomic_write(path) as hidden:
        model.save(hidden)
        _check(model, hidden)
        modules = sorted(saved_modules(hidden))
    imports = [f"import {module}" for module in ("keras", *modules) if not module.startswith(MODULE_PREFIX)]
    if run.file is not None and any(module.startswith(MODULE_PREFIX) for module in modules):
        imports += ["from pathlib import Path", "from digits.lab import networks"]
        imports.append(f"networks.load(Path({str(run.file)!r}))")
    return "; ".join([*imports, f"model = keras.saving.load_model({str(path)!r})"])


def _check(model: keras.Model, path: Path) -> None:
    images = mnist.load("train").images[:_COMPARED_IMAGES]
    try:
        loaded = keras.saving.load_model(path)
    except (TypeError, ValueError) as error:
        remedy = 'register its own layers with @keras.saving.register_keras_serializable(package="…")'
        raise ExportError(f"the network cannot be loaded from a .keras file: {remedy}") from error
    if not np.array_equal(logits(loaded, images), logits(model, images)):
        raise ExportError("the network that was loaded from the .keras file answers differently: nothing is written")
