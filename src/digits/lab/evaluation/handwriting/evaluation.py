"""The evidence: every section measured, and written to `real-handwriting.json`, with the page that says it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digits.atomic_write import atomic_write
from digits.lab.evaluation.handwriting.report import page
from digits.lab.evaluation.handwriting.sections import SECTIONS
from digits.lab.evaluation.handwriting.setup import NAME, Bench
from digits.lab.training.parallel import side_by_side
from digits.lab.training.runs.run import write_json
from digits.metrics import error_interval
from digits.model_card import card_path, find_model, read_card
from digits.numbers import FILE as JUDGE
from digits.rejection import FILE as GATE


def gather(bench: Bench, processes: int, say: Callable[[str], None]) -> Path:
    """Measure everything and write it down.

    Args:
        bench: what is measured, with what.
        processes: sections side by side.
        say: told of each section that is done.

    Returns:
        The page.

    Raises:
        DataError: a set is missing or damaged.
        ModelError: the model cannot be used.
    """
    bench.folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    timed = "duration"  # alone on the machine, when the others are done
    together = [(bench, name) for name in SECTIONS if name != timed]
    for (_, name), result in side_by_side(_measured, together, processes):
        if isinstance(result, Exception):
            raise result
        found[name] = result
        say(name)
    found[timed] = _measured((bench, timed))
    say(timed)
    write_json(bench.results / f"{NAME}.json", provenance(bench) | {name: found[name] for name in SECTIONS})
    return write_page(bench.results)


def write_page(results: Path) -> Path:
    """Write the page that the figures give."""
    figures = json.loads((results / f"{NAME}.json").read_text())
    path = results / f"{NAME}.md"
    with atomic_write(path) as hidden:
        hidden.write_text(page(figures))
    return path


def _measured(piece: tuple[Bench, str]) -> dict[str, Any]:
    bench, name = piece
    return SECTIONS[name](bench)


def provenance(bench: Bench) -> dict[str, Any]:
    """What was measured, and what other pages of the ledger and the cards say of it."""
    card = read_card(card_path(find_model(bench.model)))
    gate, judge = (json.loads(path.with_suffix(".json").read_text())["sha256"] for path in (GATE, JUDGE))
    compared = bench.results / "rejection.json"
    test = card.get("evaluation")
    return {
        "model": {name: card[name] for name in ("name", "version", "sha256")},
        "left_out": card.get("training", {}).get("fold"),
        "gate": gate,
        "judge": judge,
        "amounts": vars(bench.amounts),
        "test": test and {name: test[name] for name in ("images", "errors")} | {"interval": test["error_interval"]},
        "before": BEFORE,
        "calibration": card.get("calibration"),
        "promised": card["conformal"]["coverage"],
        "held_out_families": json.loads(compared.read_text())["families"] if compared.exists() else {},
    }


BEFORE = {"errors": 30, "images": 10_000, "interval": [round(bound, 5) for bound in error_interval(30, 10_000)]}
"""MNIST's test images, read by the network that shipped before it learned real handwriting (`default-bcbfa0ba`)."""
