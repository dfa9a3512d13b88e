"""What the page Compare shows: the table, learning curves, confusions, and the images that were misread.

Everything is taken from `results/` (`digits compare`, `digits evaluate`, `digits record`), the cards of the shipped
models and MNIST; only the intervals are computed here.
"""

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from digits import mnist
from digits.atomic_write import atomic_write
from digits.lab import baselines
from digits.metrics import CLASSES, error_interval
from digits.model_card import shipped_models
from digits.onnx_session import MODELS

ENSEMBLE = "ensemble"
_CURVES_OF = "0"
_DECIMALS = 5


def write(results: Path, figures: Path, mistakes: Path) -> None:
    """Write the figures as JSON, and the misread images with who misread them as what.

    Args:
        results: the folder of the ledger.
        figures: file of ``models``, ``curves``, ``confusions`` on the test set, ``classes``, how many images of new
            writers show each digit, and ``opened``, the models whose mistakes on these were kept.
        mistakes: file of ``images`` (N, 28, 28) uint8, ``labels`` and ``places`` (N,), what they show and where they
            stand among MNIST's training images; ``models``, names; ``mistakes`` (M, 3) uint16: which model read which
            image as what.
    """
    rows = json.loads((results / "comparison" / "table.json").read_text())
    outcomes = {row["name"]: _outcomes(results, row["name"]) for row in rows}
    models = [_model(results, row, outcomes[row["name"]]) for row in rows] + _ensemble(results)
    content = {
        "models": models,
        "curves": {name: _curve(found[_CURVES_OF]) for name, found in outcomes.items() if _has_curve(found)},
        "confusions": {
            model["name"]: _confusion(results, model["test_evaluation"]) for model in models if model["test_evaluation"]
        },
        "classes": _classes(outcomes),
        "opened": [name for name, found in outcomes.items() if _folds(found)],
    }
    with atomic_write(figures) as hidden:
        hidden.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")
    with atomic_write(mistakes) as hidden, hidden.open("wb") as file:
        np.savez_compressed(file, **_mistakes(outcomes))


def _outcomes(results: Path, name: str) -> dict[str, Any]:
    """What `digits compare` found for a model, by fold and ``final``; empty for one that commands of its own train."""
    path = results / "comparison" / f"{name}.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def _folds(found: Mapping[str, Any]) -> list[str]:
    return sorted(key for key in found if key.isdigit())


def _model(results: Path, row: dict[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the table, with its intervals, and what it is."""
    name = row["name"]
    card = shipped_models().get(name)
    return {
        "name": name,
        "kind": _kind([MODELS / f"{name}.onnx"]) if card else "baseline",
        "description": card["description"] if card else _sentence(name),
        "validation": _error(row["validation"], row["validation_interval"]),
        "taught": row["taught"],
        "test": _error(row["test"]),
        "published": row["published_error"],
        "differs": row["differs"],
        "source": row["source"],
        "note": row["note"],
        "parameters": row["parameters"],
        "macs": row["macs"],
        "seconds": row["training_seconds"],
        "microseconds": row["microseconds"],
        "protocol": _protocol(found["final"]["plan"]) if found else _shipped_protocol(card),
        "test_evaluation": found["final"]["test"]["ledger_entry"] if found else _test_evaluation(results, card),
    }


def _ensemble(results: Path) -> list[dict[str, Any]]:
    """The line of the ensemble, once it has read the test set."""
    folder = results / ENSEMBLE
    path = folder / f"{ENSEMBLE}.json"
    card = json.loads(path.read_text()) if path.exists() else {}
    if not card.get("evaluation"):
        return []
    members = [json.loads((folder / "members" / f"{one['name']}.json").read_text()) for one in card["members"]]
    calibration, evaluation = card["calibration"], card["evaluation"]
    return [
        {
            "name": ENSEMBLE,
            "kind": _kind(sorted((folder / "members").glob("*.onnx"))),
            "description": card["description"],
            "validation": _error(
                [calibration["errors"], calibration["images"]], calibration["error_interval_by_writer"]
            ),
            "taught": False,
            "test": _error([evaluation["errors"], evaluation["images"]]),
            "published": None,
            "differs": False,
            "source": "",
            "note": "",
            "parameters": card["parameters"],
            "macs": card["macs"],
            "seconds": sum(member["seconds"] for member in members),
            "microseconds": None,
            "protocol": {"epochs": max(member["epochs"] for member in members), "trained": "members", "fold": None},
            "test_evaluation": _test_evaluation(results, card),
        }
    ]


def _kind(files: Sequence[Path]) -> str:
    """Whether networks are linear, dense or convolutional, by what their files compute."""
    operations = [node.op_type for file in files for node in onnx.load(file).graph.node]
    if "Conv" in operations:
        return "convolutional"
    return "linear" if operations.count("MatMul") <= len(files) else "dense"


def _sentence(name: str) -> str:
    """The first line of a baseline's docstring."""
    (folder,) = baselines.__path__
    file = next(path for path in (Path(folder, f"{name}.py"), Path(folder, name, "__init__.py")) if path.exists())
    return (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n")[0]


def _error(counts: list[int] | None, interval: tuple[float, float] | None = None) -> dict[str, float] | None:
    """Errors among images, and the 95 % interval of their share, 0..1; by default the exact one (Clopper-Pearson)."""
    if counts is None:
        return None
    errors, images = counts
    low, high = interval or error_interval(errors, images)
    return {"errors": errors, "images": images, "low": round(low, 6), "high": round(high, 6)}


def _test_evaluation(results: Path, card: dict[str, Any] | None) -> str | None:
    """The ledger folder of the test evaluation of a card's model file; None where only the card has it."""
    folder = f"{card['name']}-{card['sha256'][:8]}" if card else ""
    return folder if folder and (results / folder / "test_evaluation.json").exists() else None


def _protocol(plan: dict[str, Any]) -> dict[str, Any]:
    """How the model that read the test set was trained: on all images, or a tenth chose among its epochs."""
    return {
        "epochs": plan["recipe"].get("epochs"),
        "trained": "tenth" if plan["validation"] == "tenth" else "all",
        "fold": None,
    }


def _shipped_protocol(card: dict[str, Any] | None) -> dict[str, Any]:
    assert card is not None, "what `digits compare` does not train has a card"
    fold = card["training"]["fold"]
    return {"epochs": card["training"]["epochs"], "trained": "all" if fold is None else "fold", "fold": fold}


def _has_curve(found: Mapping[str, Any]) -> bool:
    return bool(found.get(_CURVES_OF, {}).get("history"))


def _curve(fold: dict[str, Any]) -> dict[str, list[float]]:
    """Loss and error by epoch, of the training images and of the fold's writers."""
    history = fold["history"]
    return {
        "loss": [round(epoch["loss"], _DECIMALS) for epoch in history],
        "val_loss": [round(epoch["val_loss"], _DECIMALS) for epoch in history],
        "error": [round(1 - epoch["accuracy"], _DECIMALS) for epoch in history],
        "val_error": [round(1 - epoch["val_accuracy"], _DECIMALS) for epoch in history],
    }


def _confusion(results: Path, folder: str) -> list[list[int]]:
    """(10, 10) counts of the test set; rows are the truth."""
    entry = json.loads((results / folder / "test_evaluation.json").read_text())
    return list(entry["confusion"])


def _classes(outcomes: Mapping[str, Mapping[str, Any]]) -> list[int]:
    """How many images of each digit the folds hold that the models read."""
    folds = sorted({int(fold) for found in outcomes.values() for fold in _folds(found)})
    labels = mnist.load("train").labels[np.isin(mnist.folds(), folds)]
    return [int(count) for count in np.bincount(labels, minlength=CLASSES)]


def _mistakes(outcomes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The arrays of the second file."""
    models = [name for name, found in outcomes.items() if _folds(found)]
    wrong = np.array(
        [
            (number, place, read)
            for number, name in enumerate(models)
            for fold in _folds(outcomes[name])
            for place, _, read in outcomes[name][fold]["wrong"]
        ]
    )
    places, images = np.unique(wrong[:, 1], return_inverse=True)
    split = mnist.load("train")
    return {
        "images": split.images[places],
        "labels": split.labels[places],
        "places": places.astype(np.uint16),
        "models": np.array(models),
        "mistakes": np.column_stack([wrong[:, 0], images, wrong[:, 2]]).astype(np.uint16),
    }
