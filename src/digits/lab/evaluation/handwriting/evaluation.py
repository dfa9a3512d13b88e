"""Run every section, and write `real-handwriting.json` and the report."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digits.atomic_write import atomic_write
from digits.detector import FILE as DETECTOR
from digits.isolation import FILE as ISOLATION
from digits.lab.evaluation.handwriting.report import report
from digits.lab.evaluation.handwriting.sections import SECTIONS
from digits.lab.evaluation.handwriting.setup import NAME, Setup
from digits.lab.evaluation.ledger import ENTRY
from digits.lab.training.parallel import side_by_side
from digits.lab.training.runs.run import write_json
from digits.model_card import card_path, find_model, read_card
from digits.rejection import FILE as REJECTION_NETWORK


def evaluate(setup: Setup, processes: int, report_progress: Callable[[str], None]) -> Path:
    """Run every section, and write the figures and the report.

    Args:
        setup: the input of every section.
        processes: how many sections run side by side.
        report_progress: called with the name of each section that is done.

    Returns:
        The path of the report.

    Raises:
        DataError: a set is missing or damaged.
        ModelError: the model cannot be used.
    """
    setup.folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    timed = "duration"  # runs alone, when the others are done
    others = [(setup, name) for name in SECTIONS if name != timed]
    for (_, name), result in side_by_side(_run_section, others, processes):
        if isinstance(result, Exception):
            raise result
        found[name] = result
        report_progress(name)
    found[timed] = _run_section((setup, timed))
    report_progress(timed)
    write_json(setup.results / f"{NAME}.json", provenance(setup) | {name: found[name] for name in SECTIONS})
    return write_report(setup.results)


def write_report(results: Path) -> Path:
    """Write the report of the stored figures."""
    figures = json.loads((results / f"{NAME}.json").read_text())
    path = results / f"{NAME}.md"
    with atomic_write(path) as hidden:
        hidden.write_text(report(figures))
    return path


def _run_section(task: tuple[Setup, str]) -> dict[str, Any]:
    setup, name = task
    return SECTIONS[name](setup)


def provenance(setup: Setup) -> dict[str, Any]:
    """Which models were evaluated, with figures from their cards and from other results."""
    card = read_card(card_path(find_model(setup.model)))
    networks = {"rejection_network": REJECTION_NETWORK, "detector": DETECTOR, "isolation": ISOLATION}
    by_rules = setup.results / BY_RULES
    compared = setup.results / "rejection.json"
    first = setup.results / FIRST_MODEL / ENTRY
    return {
        "model": {name: card[name] for name in ("name", "version", "sha256")},
        "held_out_fold": card.get("training", {}).get("fold"),
        **{name: json.loads(path.with_suffix(".json").read_text())["sha256"] for name, path in networks.items()},
        "sample_sizes": vars(setup.sizes),
        "test": _test_errors(card.get("evaluation")),
        "first_model": _test_errors(json.loads(first.read_text()) if first.exists() else None),
        "calibration": card.get("calibration"),
        "nominal_coverage": card["conformal"]["coverage"],
        "by_rules": json.loads(by_rules.read_text()) if by_rules.exists() else {},
        "held_out_families": json.loads(compared.read_text())["families"] if compared.exists() else {},
    }


def _test_errors(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Test errors from a card or a ledger entry."""
    return found and {"images": found["images"], "errors": found["errors"], "interval": found["error_interval"]}


BY_RULES = "handwriting-by-rules.json"
"""Figures of the last version that divided numbers by rules, on the same pictures."""

FIRST_MODEL = "default-bcbfa0ba"
"""Ledger entry of the first network that shipped, trained on MNIST alone."""
