"""What `results/`, the model cards and the review of the field hold, for the documents."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from digits.model_card import shipped_models

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "results"
ENSEMBLE = RESULTS / "ensemble"

Entry = dict[str, Any]


def read(name: str) -> Any:
    """Return a JSON file of `results/`."""
    return json.loads((RESULTS / name).read_text("utf-8"))


@cache
def cards() -> dict[str, Entry]:
    """Return the cards of the shipped models and of the ensemble, by name."""
    return {**shipped_models(), "ensemble": json.loads((ENSEMBLE / "ensemble.json").read_text("utf-8"))}


@cache
def test_evaluations() -> dict[str, Entry]:
    """Return the test evaluation of each model by name: of the file that ships, or else the last one."""
    found: dict[str, Entry] = {}
    entries = (json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*-????????/test_evaluation.json")))
    for entry in sorted(entries, key=lambda entry: str(entry["date"])):
        name = entry["model"]
        if name not in cards() or cards()[name]["sha256"] == entry["sha256"]:
            found[name] = entry
    return found


def published() -> list[dict[str, str]]:
    """Return the rows of `docs/review.csv`.

    `error` is in percent, as printed. `kind` is `selected` where the test set chose the epoch, the network or the
    members, and `mean` for a mean over several trainings. Rows with French words are in the results table.
    """
    with (ROOT / "docs" / "review.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
