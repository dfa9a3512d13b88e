"""The ledger of test evaluations: the test set is opened once for each model file.

A test evaluation is a folder `<name>-<hash>` in `results/`, with the entry `test_evaluation.json` and figures.
Evaluating the same file again checks its entry. An entry says what the ledger knows: which file was read, from which
commit, on which machine, and how many files the ledger had read before (`opening` counts this one). Whether anything
was chosen by an earlier opening it cannot know. Entries of before 2026-12 say `protocol` in place of `opening`.
"""

import datetime
import json
from pathlib import Path
from typing import Any

from digits import mnist
from digits.atomic_write import atomic_write
from digits.lab.evaluation import provenance, writer_intervals
from digits.lab.evaluation.evaluate import Evaluation, evaluate
from digits.metrics import Predict
from digits.model_card import ENSEMBLE, shipped_models

ENTRY = "test_evaluation.json"


class LedgerError(ValueError):
    """An entry, or a card, does not agree with what the model computes."""


def open_test_set(
    name: str, card: dict[str, Any], predict: Predict, results: Path, command: str
) -> tuple[Evaluation, Path | None]:
    """Evaluate a model file on the test set: add its ledger entry, or check the existing one.

    Args:
        name: the model's name.
        card: its card.
        predict: the model.
        results: the folder of the ledger.
        command: the command line, for the entry.

    Returns:
        The evaluation, and the folder of the entry; None where only the card states it.

    Raises:
        LedgerError: the entry, or the card, of this very file states other errors; or the file ships with the package
            and is new, and code is not committed.
    """
    folder = results / f"{name}-{card['sha256'][:8]}"
    path = folder / ENTRY
    entry = json.loads(path.read_text()) if path.exists() else None
    if entry is None and not card.get("evaluation"):
        entry = _provenance(name, card, results, command)
        folder.mkdir(parents=True, exist_ok=True)
        _write_json(path, entry)  # before the test set is opened, so that no opening goes without an entry
    evaluation = evaluate(predict, mnist.load("test"))
    if entry is None:
        _check(f"the card of {name}", card["evaluation"]["wrong"], evaluation)
        return evaluation, None
    if "wrong" in entry:
        _check(path, entry["wrong"], evaluation)
    else:
        _write_json(path, entry | _figures(evaluation) | {"confusion": evaluation.confusion.tolist()})
    evaluation.write_figures(folder, f"{name}, MNIST test")
    return evaluation, folder


def write_to_card(path: Path, evaluation: Evaluation) -> None:
    """Write a test evaluation to a model's card."""
    card = json.loads(path.read_text())
    _write_json(path, card | {"evaluation": {"data": "MNIST test images"} | _figures(evaluation)})


def _figures(evaluation: Evaluation) -> dict[str, Any]:
    """The metrics, with the interval for new writers."""
    interval = writer_intervals.on_test(evaluation.wrong.tolist())
    return evaluation.as_dict() | {"error_interval_by_writer": [round(bound, 6) for bound in interval]}


def _provenance(name: str, card: dict[str, Any], results: Path, command: str) -> dict[str, Any]:
    """The part of an entry that is written before the test set is opened."""
    commit = provenance.commit()
    if commit is not None and commit.endswith("+") and _ships(name, card):
        raise LedgerError(f"{name} ships with the package, and code here is not committed: commit it, then evaluate")
    return {
        "model": name,
        "version": card["version"],
        "sha256": card["sha256"],
        "opening": 1 + len(list(results.glob(f"*/{ENTRY}"))),
        "command": command,
        "commit": commit,
        "machine": provenance.machine(),
        "packages": provenance.packages(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "seed": _seeds(card),
    }


def _ships(name: str, card: dict[str, Any]) -> bool:
    shipped = shipped_models().get(name, {}).get("sha256")
    return name == ENSEMBLE.name or shipped == card["sha256"]


def _seeds(card: dict[str, Any]) -> int | list[int] | None:
    """The seed of a training, or of each member's."""
    if "members" in card:
        return [member["seed"] for member in card["members"]]
    return card["training"]["recipe"]["seed"] if "training" in card else None


def _check(where: str | Path, wrong: list[int], evaluation: Evaluation) -> None:
    if wrong != evaluation.wrong.tolist():
        raise LedgerError(
            f"{where} states {len(wrong)} errors, but the same file makes {len(evaluation.wrong)} here, or different "
            "ones. The entry was altered, or this machine computes differently."
        )


def _write_json(path: Path, content: dict[str, Any]) -> None:
    with atomic_write(path) as hidden:
        hidden.write_text(json.dumps(content, indent=2) + "\n")
