"""Model files: found by name, and trusted only when they are what their cards say.

A model is two files. ``<name>.onnx`` maps ``images``, float32 (N, 28, 28, 1) with values 0..255 as MNIST
stores them (0 = paper, 255 = full ink), to ``logits``, float32 (N, 10). ``<name>.json``, its card, says what
it is: at least its name, version and SHA-256, the temperature that calibrates it and the threshold that
bounds the candidates of a reading.
"""

import hashlib
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Card = dict[str, Any]
"""A model's card: the JSON object beside its file."""

MODELS = Path(__file__).parent / "models"
"""The folder of the models that come with the package."""
ENSEMBLE = Path("results/record")
"""The folder of the ensemble that is named by its last part: a repository holds it, the package does not."""
_INPUT = {"shape": [28, 28, 1], "range": [0, 255]}
_ONNX_TENSORS: dict[str, dict[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse tensor"},
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
"""Where tensors stand in a model: message -> field number -> message, as in onnx.proto (ONNX 1.20)."""
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14


class ModelError(ValueError):
    """A model that is unknown, missing, damaged or unfit; the message names the file and the remedy."""


def shipped_models() -> dict[str, Card]:
    """The cards of the models that come with the package, by name, ``default`` first.

    Raises:
        ModelError: a card is damaged.
    """
    return {name: read_card(MODELS / f"{name}.json") for name in _shipped_names()}


def find_model(model: str | Path) -> Path:
    """The file of a model: a shipped one by its name, any by the path of its ``.onnx`` file.

    An ensemble is the path of its folder; ``record`` stands for the one of the repository.

    Raises:
        ModelError: there is none.
    """
    if not isinstance(model, str | Path):
        raise ModelError(f"a model is named by a text or a path, not by {type(model).__name__}")
    names = _shipped_names()
    if model in names:
        return MODELS / f"{model}.onnx"
    if model == ENSEMBLE.name and not is_ensemble(ENSEMBLE):
        raise ModelError(
            f"there is no ensemble in {ENSEMBLE}: go to the folder that holds it, or give its path, or make it with "
            "`digits record`"
        )
    folder = ENSEMBLE if model == ENSEMBLE.name else Path(model)
    if is_ensemble(folder):
        return folder
    if isinstance(model, Path) or model.endswith(".onnx"):
        path = Path(model)
        if path.suffix != ".onnx":
            raise ModelError(f"{path} is no model: its name must end in .onnx")
        if not path.is_file():
            raise ModelError(f"there is no model file {path}: write one with `digits export`")
        return path
    known = ", ".join(names) or "none (reinstall digits-classification)"
    raise ModelError(f"there is no model {model!r}; there are: {known}. Another is named by its .onnx file")


def is_ensemble(path: Path) -> bool:
    """Whether a path is the folder of an ensemble (`digits.classifier`), complete or not."""
    return os.path.isdir(path / "members")  # noqa: PTH112 - Path.is_dir raises at a name too long


def card_of(path: Path) -> Path:
    """The card of what `find_model` found."""
    return path / "record.json" if path.is_dir() else path.with_suffix(".json")


def read_card(path: Path) -> Card:
    """A model's card, checked.

    Raises:
        ModelError: it is missing or damaged, or lacks what a reading needs.
    """
    try:
        card = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"the model's card {path} cannot be read ({error}): {_remedy(path)}") from error
    fault = _fault(card)
    if fault:
        raise ModelError(f"the model's card {path} is unfit ({fault}): {_remedy(path)}")
    return dict(card)


def _fault(card: object) -> str | None:
    """What keeps a card from being used; None when nothing does."""
    if not isinstance(card, dict):
        return "it is no JSON object"
    given = card.get("conformal")
    conformal = given if isinstance(given, dict) else {}
    demands = {
        "name must be text": _is_text(card.get("name")),
        "version must be text": _is_text(card.get("version")),
        "sha256 must be text": _is_text(card.get("sha256")),
        "input must be of shape [28, 28, 1] and range [0, 255]": card.get("input") == _INPUT,
        "temperature must be a number above 0": _is_number(card.get("temperature"), math.inf),
        "conformal coverage must be a number above 0 and at most 1": _is_number(conformal.get("coverage"), 1),
        "conformal threshold must be a number from 0 to 1": conformal.get("threshold") == 0
        or _is_number(conformal.get("threshold"), 1),
    }
    return next((demand for demand, met in demands.items() if not met), None)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: object, maximum: float) -> bool:
    """Whether a value of JSON is a finite number above 0 and at most a maximum."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= maximum and value != math.inf


def _shipped_names() -> list[str]:
    names = sorted(path.stem for path in MODELS.glob("*.json"))
    return sorted(names, key=lambda name: name != "default")


def _remedy(path: Path) -> str:
    if is_ensemble(path.parent) or path.parent.name == "members":
        return "`digits record` makes what is missing"
    return "reinstall digits-classification" if path.parent == MODELS else "write it again with `digits export`"


def load_model(
    path: Path, sha256: str, outputs: int = 10, shape: tuple[int, int, int] = (28, 28, 1)
) -> "InferenceSession":
    """A session on one thread, from a file that is what its card says and stands on its own.

    Args:
        path: the ONNX file.
        sha256: what its card says of it.
        outputs: how many logits it must give.
        shape: of the images that it must take.
    """
    try:
        contents = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the model {path} cannot be read ({error.strerror}): {_remedy(path)}") from error
    found = hashlib.sha256(contents).hexdigest()
    if found != sha256.lower():
        raise ModelError(
            f"the model {path} is not the one on its card (SHA-256 {found}, not {sha256}): {_remedy(path)}"
        )
    try:
        external = _has_external_data(contents)
    except ValueError as error:
        raise ModelError(f"the model {path} is no ONNX file ({error}): {_remedy(path)}") from error
    if external:
        raise ModelError(f"the model {path} keeps data in other files, which is refused: export it as one file")
    session = _session(path, contents)
    _check_signature(path, session, outputs, shape)
    return session


def _session(path: Path, contents: bytes) -> "InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(contents, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's exceptions share no narrower base
        raise ModelError(f"the model {path} cannot be loaded ({error}): {_remedy(path)}") from error


def _check_signature(path: Path, session: "InferenceSession", outputs: int, shape: tuple[int, int, int]) -> None:
    ends = [(end.name, end.type, end.shape[1:]) for end in (*session.get_inputs(), *session.get_outputs())]
    wanted = [("images", "tensor(float)", list(shape)), ("logits", "tensor(float)", [outputs])]
    if ends != wanted:
        size = ", ".join(map(str, shape))
        raise ModelError(
            f"the model {path} must turn images, float (N, {size}), into logits, float (N, {outputs}); "
            f"it has {ends}: {_remedy(path)}"
        )


def _has_external_data(contents: bytes) -> bool:
    """Whether any tensor of an ONNX model, at any depth, lies in another file.

    Raises:
        ValueError: the bytes are no protocol buffer.
    """
    pending = [("model", memoryview(contents))]
    while pending:
        kind, message = pending.pop()
        for number, value in _protobuf_fields(message):
            if kind == "tensor":
                if number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value != 0):
                    return True
            elif number in _ONNX_TENSORS[kind] and isinstance(value, memoryview):
                pending.append((_ONNX_TENSORS[kind][number], value))
    return False


def _protobuf_fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field of a message: an integer, or the bytes of anything else.

    See protobuf.dev, "Encoding". The groups of protobuf 1, which ONNX has none of, are refused.
    """
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
            raise ValueError("it is cut off")
        yield key >> 3, message[position : position + size]
        position += size


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    """The integer that begins at a position, seven bits a byte, the lowest first; and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(message):
            raise ValueError("it is cut off")
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("it has an integer of more than ten bytes")
