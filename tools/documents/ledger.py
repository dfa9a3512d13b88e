"""What `results/` and the cards of the shipped models say, for the documents."""

import json
from functools import cache
from typing import Any

from digits.model_card import shipped_models
from tools.documents.filling import ROOT

RESULTS = ROOT / "results"
ENSEMBLE = RESULTS / "ensemble" / "ensemble.json"

Entry = dict[str, Any]


def read(name: str) -> Any:
    """A JSON file of `results/`."""
    return json.loads((RESULTS / name).read_text("utf-8"))


@cache
def cards() -> dict[str, Entry]:
    """The cards of the models that ship, and of the ensemble where there is one, by name; `default` first."""
    ensemble = {"ensemble": json.loads(ENSEMBLE.read_text("utf-8"))} if ENSEMBLE.exists() else {}
    return {**shipped_models(), **ensemble}


def card(name: str) -> Entry:
    """A model's card.

    Raises:
        KeyError: no model of that name ships.
    """
    return cards()[name]


@cache
def claims() -> dict[str, Entry]:
    """The claim that counts for each model, by the model's name: of the file that ships, or else the last one."""
    found: dict[str, Entry] = {}
    for claim in sorted(map(read, _claim_files()), key=lambda claim: str(claim["date"])):
        name = claim["model"]
        if name not in cards() or cards()[name]["sha256"] == claim["sha256"]:
            found[name] = claim
    return found


def _claim_files() -> list[str]:
    return sorted(str(path.relative_to(RESULTS)) for path in RESULTS.glob("*-????????/test_evaluation.json"))


def claim(name: str) -> Entry | None:
    """A model's claim, or None where the test set has not been opened for it."""
    return claims().get(name)


def superseded(name: str) -> list[Entry]:
    """The claims of files that shipped under a name before the one that ships, from the first."""
    every = sorted(map(read, _claim_files()), key=lambda claim: str(claim["date"]))
    return [one for one in every if one["model"] == name and one["sha256"] != cards()[name]["sha256"]]


def folder(claim: Entry) -> str:
    """The folder of a claim, from the root of the project."""
    return f"results/{claim['model']}-{claim['sha256'][:8]}"
