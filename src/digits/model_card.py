"""Model files: found by name, and trusted only when they are what their cards say.

A model is two files. ``<name>.onnx`` maps ``images``, float32 (N, 28, 28, 1) with values 0..255 as MNIST
stores them (0 = paper, 255 = full ink), to ``logits``, float32 (N, 10). ``<name>.json``, its card, says what
it is: at least its name, version and SHA-256, the temperature that calibrates it and the threshold that
bounds the candidates of a reading.
"""

import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digits.onnx_session import MODELS, ModelError, load_session, remedy

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Card = dict[str, Any]
"""A model's card: the JSON object beside its file."""

ENSEMBLE = Path("results/record")
"""The folder of the ensemble that is named by its last part: a repository holds it, the package does not."""
_INPUT = {"shape": [28, 28, 1], "range": [0, 255]}


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


def load_with_card(
    path: Path, outputs: int, shape: tuple[int, int, int] = (28, 28, 1)
) -> tuple[Card, "InferenceSession"]:
    """The card and the session of a network that is no digit classifier, such as the rejection network.

    Args:
        path: its ``.onnx`` file, the card beside it.
        outputs: number of logits.
        shape: of its images.

    Raises:
        ModelError: the file or its card is missing, damaged or unfit.
    """
    card_path = path.with_suffix(".json")
    try:
        card = dict(json.loads(card_path.read_bytes()))
        sha256 = str(card["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the model's card {card_path} cannot be used ({error}): {remedy(path)}") from error
    return card, load_session(path, sha256, outputs, shape)


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
        raise ModelError(f"the model's card {path} cannot be read ({error}): {remedy(path)}") from error
    fault = _fault(card)
    if fault:
        raise ModelError(f"the model's card {path} is unfit ({fault}): {remedy(path)}")
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
