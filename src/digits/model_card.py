"""Model files and their cards: find a model by name, read and check its card.

A model is two files. ``<name>.onnx`` maps ``images``, float32 (N, 28, 28, 1) with values 0..255 as MNIST
stores them (0 = background, 255 = full ink), to ``logits``, float32 (N, 10). ``<name>.json``, its card, holds at
least its name, version and SHA-256, the temperature that calibrates it and the conformal threshold of its candidates.
`digits.onnx_session` verifies the ONNX file against the card.
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

ENSEMBLE = Path("results/ensemble")
"""Folder of the ensemble that is called ``ensemble``; it is not part of the package."""
_INPUT = {"shape": [28, 28, 1], "range": [0, 255]}


def shipped_models() -> dict[str, Card]:
    """Return the cards of the models that come with the package, by name, ``default`` first.

    Raises:
        ModelError: a card is damaged.
    """
    return {name: read_card(MODELS / f"{name}.json") for name in _shipped_names()}


def find_model(model: str | Path) -> Path:
    """Return the path of a model's ``.onnx`` file, or of an ensemble's folder.

    Args:
        model: the name of a shipped model, the path of an ``.onnx`` file, the path of an ensemble's folder, or
            ``ensemble`` for the ensemble in `ENSEMBLE`.

    Raises:
        ModelError: there is no such model.
    """
    if not isinstance(model, str | Path):
        raise ModelError(f"the model must be a name or a path, not {type(model).__name__}")
    names = _shipped_names()
    if model in names:
        return MODELS / f"{model}.onnx"
    if model == ENSEMBLE.name and not is_ensemble(ENSEMBLE):
        raise ModelError(
            f"there is no ensemble in {ENSEMBLE}: change to the folder that holds it, give its path, or train it with "
            "`digits record`"
        )
    folder = ENSEMBLE if model == ENSEMBLE.name else Path(model)
    if is_ensemble(folder):
        return folder
    if isinstance(model, Path) or model.endswith(".onnx"):
        path = Path(model)
        if path.suffix != ".onnx":
            raise ModelError(f"{path} is not a model file: give a path that ends in .onnx")
        if not path.is_file():
            raise ModelError(f"there is no model file {path}: write one with `digits export`")
        return path
    known = ", ".join(names) or "none (reinstall digits-classification)"
    raise ModelError(
        f"there is no model {model!r}. Shipped models: {known}. For another, give the path of its .onnx file"
    )


def load_with_card(
    path: Path, outputs: int, shape: tuple[int, int, int] | None = (28, 28, 1)
) -> tuple[Card, "InferenceSession"]:
    """Load a network other than a digit classifier, such as the rejection network.

    Its card needs no more than a ``sha256``.

    Args:
        path: its ``.onnx`` file; the card lies beside it.
        outputs: number of logits.
        shape: height, width and channels of its input.

    Raises:
        ModelError: the file or its card is missing, damaged or invalid.
    """
    beside = card_path(path)
    try:
        card = dict(json.loads(beside.read_bytes()))
        sha256 = str(card["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the model card {beside} is invalid ({error}): {remedy(path)}") from error
    return card, load_session(path, sha256, outputs, shape)


def is_ensemble(path: Path) -> bool:
    """Whether a path is an ensemble's folder (`digits.classifier`), complete or not."""
    return os.path.isdir(path / "members")  # noqa: PTH112 - Path.is_dir raises at a name too long


def card_path(path: Path) -> Path:
    """Return the path of the card that belongs to a path returned by `find_model`."""
    return path / "ensemble.json" if path.is_dir() else path.with_suffix(".json")


def read_card(path: Path) -> Card:
    """Read and check the card of a digit classifier.

    Raises:
        ModelError: it is missing or damaged, or an entry that classification needs is missing or invalid.
    """
    try:
        card = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise ModelError(f"the model card {path} does not exist: {remedy(path)}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"the model card {path} cannot be read ({error}): {remedy(path)}") from error
    fault = _fault(card)
    if fault:
        raise ModelError(f"the model card {path} is invalid ({fault}): {remedy(path)}")
    return dict(card)


def _fault(card: object) -> str | None:
    """Return the first fault of a card; None if it is valid."""
    if not isinstance(card, dict):
        return "it must be a JSON object"
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
    """Whether a JSON value is a finite number above 0 and at most `maximum`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= maximum and value != math.inf


def _shipped_names() -> list[str]:
    names = sorted(path.stem for path in MODELS.glob("*.json"))
    return sorted(names, key=lambda name: name != "default")
