"""Export a trained run: the network as ONNX, and its card.

The file maps `images`, float32 (N, 28, 28, 1) with 0..255, to `logits`, float32 (N, 10). It is written only if ONNX
Runtime and Keras agree on real images.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from digits import metrics, mnist
from digits.atomic_write import atomic_write, atomic_writes
from digits.lab.evaluation.calibration import calibrate, held_out_logits
from digits.lab.evaluation.corrections_check import check as check_corrections
from digits.lab.macs import count_macs
from digits.lab.onnx_conversion import to_onnx
from digits.lab.training.backend import keras
from digits.lab.training.distillation import soft_targets
from digits.lab.training.runs.network_run import NetworkRun, logits, parameters

TOLERANCE = 1e-5
ROUNDING = 1e-6
_CHECKED_IMAGES = 1000
_ANSWERED_IMAGES = 10_000
_LARGE = 1024


class ExportError(ValueError):
    """The model cannot be exported; the message says why."""


def export(  # noqa: PLR0913, PLR0917 - what is exported, what calibrates it, and where and how it is written
    run: NetworkRun, calibration: NetworkRun, name: str, folder: Path, overwrite: bool = False, half: bool = False
) -> Path:
    """Write `<name>.onnx` and its card `<name>.json`.

    Args:
        run: the trained run that is exported.
        calibration: a run of the same network with a validation fold, on which temperature and threshold are fitted.
            It may be `run` itself.
        name: the model's name: letters, digits, underscores and hyphens.
        folder: where to write.
        overwrite: whether files of that name may be replaced.
        half: whether large weights are stored as float16, if that changes no answer to 10,000 training images.

    Returns:
        The ONNX file's path.

    Raises:
        ExportError: the ONNX file's answers differ from the network's by more than 1e-5, the calibration run is of
            another network, or the name is invalid or taken.
        CalibrationError: the calibration run was trained on all writers.
        CorrectionError: the run was trained on corrections and is worse than the shipped model.
    """
    path = folder / f"{name}.onnx"
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*", name):
        raise ExportError(f"{name!r} is not a valid model name: use letters, digits, underscores and hyphens")
    taken = next((one for one in (path, path.with_suffix(".json")) if one.exists()), None)
    if taken and not overwrite:
        raise ExportError(f"{taken} exists: choose another name, or replace it with --force")
    if calibration.name != run.name or _own_source(calibration) != _own_source(run):
        raise ExportError(f"{calibration.folder} is a run of {calibration.name}, so it cannot calibrate {run.name}")
    corrected = check_corrections(run)
    calibrated = calibrate(held_out_logits(calibration))
    model = run.model()
    contents = to_onnx(model)
    check_agreement(model, contents)
    smaller = with_half_weights(contents)
    halved = half and same_answers(contents, smaller)
    contents = smaller if halved else contents
    card = {
        "name": name,
        "version": _version(contents),
        "sha256": hashlib.sha256(contents).hexdigest(),
        "description": (run.network.__doc__ or "").partition("\n")[0],
        "input": {"shape": [28, 28, 1], "range": [0, 255]},
        **calibrated,
        "parameters": parameters(model),
        "macs": count_macs(model),
        "weights": "float16" if halved else "float32",
        "training": _training(run) | ({"corrections": corrected} if corrected else {}),
        "evaluation": None,
    }
    write_with_card(path, contents, card)
    return path


def _own_source(run: NetworkRun) -> bytes | None:
    """The file of a network that is not the project's."""
    return None if run.file is None else run.file.read_bytes()


def check_agreement(model: keras.Model, contents: bytes) -> None:
    """Compare the ONNX file's answers to the first 1,000 training images with the network's.

    Probabilities may differ by 1e-5. Where logits are too large for that in float32 (raw pixels give thousands), logits
    may differ by a millionth of the largest.

    Raises:
        ExportError: they differ by more.
    """
    images = mnist.load("train").images[:_CHECKED_IMAGES]
    session = onnxruntime.InferenceSession(contents, providers=["CPUExecutionProvider"])
    exported = session.run(["logits"], {"images": images[..., None].astype(np.float32)})[0]
    expected = logits(model, images)
    difference = float(np.abs(metrics.softmax(exported) - metrics.softmax(expected)).max())
    rounding = float(np.abs(exported - expected).max() / np.abs(expected).max())
    if not (difference <= TOLERANCE or rounding <= ROUNDING):
        raise ExportError(
            f"the ONNX file's probabilities differ from the network's by {difference:.1e} on {len(images)} images, "
            f"more than {TOLERANCE:.0e}: nothing is written"
        )


def with_half_weights(contents: bytes) -> bytes:
    """Store each large weight array as float16, cast to float32 on loading."""
    network = onnx.load_model_from_string(contents)
    graph = network.graph
    for array in [one for one in graph.initializer if one.data_type == onnx.TensorProto.FLOAT]:
        values = onnx.numpy_helper.to_array(array)
        if values.size < _LARGE:
            continue
        graph.initializer.remove(array)
        graph.initializer.append(onnx.numpy_helper.from_array(values.astype(np.float16), f"{array.name}_half"))
        widen = onnx.helper.make_node("Cast", [f"{array.name}_half"], [array.name], to=onnx.TensorProto.FLOAT)
        graph.node.insert(0, widen)
    return bytes(network.SerializeToString())


def write_network(model: keras.Model, path: Path, entries: Mapping[str, Any]) -> None:
    """Write a network other than a digit classifier, large weights as float16, and its card.

    Args:
        model: the network.
        path: of the ``.onnx`` file; its name is that of the network.
        entries: of the card, besides name, version, SHA-256 and number of parameters.
    """
    contents = with_half_weights(to_onnx(model))
    onnx.checker.check_model(onnx.load_model_from_string(contents))
    identity = {
        "name": path.stem,
        "version": _version(contents),
        "sha256": hashlib.sha256(contents).hexdigest(),
        "parameters": parameters(model),
    }
    write_with_card(path, contents, identity | dict(entries))


def write_with_card(path: Path, contents: bytes, card: Mapping[str, Any]) -> None:
    """Write a model file and its card, both or neither."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_writes([path, path.with_suffix(".json")]) as (model, beside):
        model.write_bytes(contents)
        beside.write_bytes(_encoded(card))


def write_card(path: Path, card: Mapping[str, Any]) -> None:
    """Write the card of the network in a file."""
    with atomic_write(path.with_suffix(".json")) as hidden:
        hidden.write_bytes(_encoded(card))


def _encoded(card: Mapping[str, Any]) -> bytes:
    return (json.dumps(card, indent=2) + "\n").encode()


def same_answers(contents: bytes, other: bytes) -> bool:
    """Whether two model files give the same answers to the first 10,000 training images."""
    images = mnist.load("train").images[:_ANSWERED_IMAGES, ..., None].astype(np.float32)
    sessions = (onnxruntime.InferenceSession(one, providers=["CPUExecutionProvider"]) for one in (contents, other))
    one, two = (
        np.concatenate([session.run(["logits"], {"images": part})[0].argmax(axis=1) for part in np.split(images, 20)])
        for session in sessions
    )
    return bool((one == two).all())


def _training(run: NetworkRun) -> dict[str, Any]:
    history = run.history()
    return {
        "data": "MNIST training images" if run.images is None else f"the first {run.images} MNIST training images",
        "fold": run.validation,
        "epochs": len(history),
        "seconds": round(sum(one["seconds"] for one in history)),
        "recipe": run.recipe.as_dict(),
        **({"teacher": soft_targets.teacher_of(run)["sha256"]} if run.recipe.distillation else {}),
        **({"begun_with": run.begun_with} if run.begun_with else {}),
        "keras": metadata.version("keras"),
        "backend": keras.backend.backend(),
    }


def _version(contents: bytes) -> str:
    """The package's version and the first digits of the file's hash."""
    return f"{metadata.version('digits-classification')}+{hashlib.sha256(contents).hexdigest()[:8]}"
