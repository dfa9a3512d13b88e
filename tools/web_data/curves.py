"""What the page Learn shows of the laboratory: measured curves, two networks compared, and what one has learned.

All of it comes from files of the repository: `results/`, the shipped networks, and the digits of the pages.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

import digits
from digits.atomic_write import atomic_write
from digits.exemplars import exemplars

RESULTS = Path(digits.__file__).parents[2] / "results"
MODELS = Path(digits.__file__).parent / "models"

RATES = ("1e-5", "1e-4", "1e-3", "1e-2", "1e-1")
BATCHES = ("32", "128", "512", "2048")
OPTIMIZERS = ("SGD", "SGD, momentum 0.9", "RMSprop", "Adam")
NORMALIZATIONS = ("none", "batch", "layer")
ACTIVATIONS = ("relu", "tanh", "sigmoid")
POOLINGS = ("max", "average", "strided", "none")
SHIFTED = ("mlp_150_150", "cnn_32_64_64")
COMPARED = ("mlp_800", "lenet5", "cnn_32_64_64")
LAYERS_OF = ("mlp_150_150", "cnn_32_64_64")
FILTERS_OF = "cnn_32_64_64"
UNIT_OF = "mlp_800"
BATCH = 100

Floats = npt.NDArray[np.float32]
Outcomes = dict[str, dict[str, Any]]


def write(path: Path) -> None:
    """Write `gathered` as JSON."""
    with atomic_write(path) as hidden:
        hidden.write_text(json.dumps(gathered(), separators=(",", ":")) + "\n", "utf-8")


def gathered() -> dict[str, Any]:
    """Everything measured that the page shows, by what it is called there."""
    optimizers = _outcomes("optimizers")
    return {
        "learning_rate": _series(_outcomes("learning_rate"), {rate: rate for rate in RATES}),
        "batch_size": _series(_outcomes("batch_size"), {size: f"{size} same rate" for size in BATCHES}),
        "optimizers": _series(optimizers, {name: _best_rate(optimizers, name) for name in OPTIMIZERS}),
        "optimizer_rates": [{"name": name, "runs": _errors_by_rate(optimizers, name)} for name in OPTIMIZERS],
        "normalization": _series(_outcomes("normalization"), {kind: f"sigmoid5, {kind}" for kind in NORMALIZATIONS}),
        "activation": _series(_outcomes("mlp_activation"), {name: name for name in ACTIVATIONS}),
        "pooling": _series(_outcomes("cnn_pooling"), {kind: kind for kind in POOLINGS}),
        "shift": _shifts(),
        "networks": _networks(),
        "dense": {name: _dense(name) for name in LAYERS_OF},
        "filters": _filters(),
        "sums": _sums(),
    }


def _outcomes(experiment: str) -> Outcomes:
    """The outcome of each variant of an experiment, by its label."""
    return dict(json.loads((RESULTS / "experiments" / f"{experiment}.json").read_text("utf-8")))


def _series(outcomes: Outcomes, labels: dict[str, str]) -> dict[str, Any]:
    """A curve for each name: validation cross-entropy after each epoch, with what the runs have in common."""
    chosen = {name: outcomes[label] for name, label in labels.items()}
    first = next(iter(chosen.values()))
    return {
        "model": first["plan"]["name"],
        "epochs": len(first["history"]),
        "images": first["images"],
        "series": [{"name": name, **_curve(outcome)} for name, outcome in chosen.items()],
    }


def _curve(outcome: dict[str, Any]) -> dict[str, Any]:
    recipe = outcome["plan"]["recipe"]
    return {
        "optimizer": recipe["optimizer"],
        "rate": recipe["learning_rate"],
        "batch": recipe["batch_size"],
        "errors": outcome["errors"],
        "seconds": outcome["seconds"],
        "macs": outcome["macs"],
        "loss": [epoch["val_loss"] for epoch in outcome["history"]],
    }


def _rated(outcomes: Outcomes, optimizer: str) -> list[str]:
    return [label for label in outcomes if label.rpartition(", rate ")[0] == optimizer]


def _best_rate(outcomes: Outcomes, optimizer: str) -> str:
    """The label of an optimizer's run with the fewest errors."""
    return min(_rated(outcomes, optimizer), key=lambda label: int(outcomes[label]["errors"]))


def _errors_by_rate(outcomes: Outcomes, optimizer: str) -> list[tuple[float, int]]:
    runs = [outcomes[label] for label in _rated(outcomes, optimizer)]
    return [(run["plan"]["recipe"]["learning_rate"], run["errors"]) for run in runs]


def _shifts() -> list[dict[str, Any]]:
    """Errors in percent of images shifted to the right by so many pixels, for a dense and a convolutional network."""
    outcomes = _outcomes("sensitivity")
    return [{"name": name, "errors": outcomes[name]["changes"]["translation"]} for name in SHIFTED]


def _networks() -> list[dict[str, Any]]:
    """Size and errors of the networks that are compared: wrong of how many, on held-out writers and on the test set."""
    table = json.loads((RESULTS / "comparison" / "table.json").read_text("utf-8"))
    rows = {row["name"]: row for row in table}
    wanted = ("name", "parameters", "macs", "validation", "test", "protocol")
    return [{key: rows[name][key] for key in wanted} for name in COMPARED]


def _matrices(model: str) -> list[Floats]:
    """The matrices of a shipped network's dense layers, (inputs, units) each, in their order.

    Float16 ones stand behind a cast.
    """
    graph = onnx.load(MODELS / f"{model}.onnx").graph
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in arrays:
            arrays[node.output[0]] = arrays[node.input[0]]
    return [arrays[node.input[1]].astype(np.float32) for node in graph.node if node.op_type == "MatMul"]


def _arrays(model: str) -> list[Floats]:
    """The constants of a shipped network, in no order."""
    graph = onnx.load(MODELS / f"{model}.onnx").graph
    return [numpy_helper.to_array(one).astype(np.float32) for one in graph.initializer]


def _of_shape(arrays: Sequence[Floats], *shape: int) -> Floats:
    """The only array of that shape.

    Raises:
        ValueError: there is none, or more than one.
    """
    (found,) = (array for array in arrays if array.shape == shape)
    return found


def _dense(model: str) -> list[int]:
    """How many inputs the first dense layer of a network has, and how many units each dense layer."""
    matrices = _matrices(model)
    return [len(matrices[0]), *(units for _, units in (matrix.shape for matrix in matrices))]


def _filters() -> dict[str, Any]:
    """The filters of the first convolution of `FILTERS_OF`, for pixels 0..1: 32 of 3x3 by rows, and their biases."""
    arrays = _arrays(FILTERS_OF)
    kernels = _of_shape(arrays, 32, 1, 3, 3).reshape(32, 9)
    return {
        "model": FILTERS_OF,
        "kernels": [_rounded(kernel) for kernel in kernels],
        "biases": _rounded(_of_shape(arrays, 32)),
    }


def _sums() -> dict[str, Any]:
    """The weighted sums of a hidden unit of `UNIT_OF` for a batch of digits, as many of each.

    The unit is the one whose sums have the mean that lies farthest from 0.
    """
    digits_there = exemplars()
    batch = np.concatenate([np.flatnonzero(digits_there.labels == digit)[: BATCH // 10] for digit in range(10)])
    pixels = digits_there.images[batch].reshape(BATCH, 784).astype(np.float32) / 255
    sums = pixels @ _matrices(UNIT_OF)[0] + _of_shape(_arrays(UNIT_OF), 800)
    unit = int(np.abs(sums.mean(axis=0)).argmax())
    return {"model": UNIT_OF, "unit": unit + 1, "values": _rounded(sums[:, unit])}


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in values]
