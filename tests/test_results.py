"""`results/` is complete: the report matches the data, differences are explained, models are small."""

import json
from pathlib import Path

import pytest

from digits.lab import networks
from digits.lab.evaluation import experiments
from digits.lab.evaluation.comparison import compared_models, missing_jobs
from digits.lab.evaluation.comparison_report import page
from digits.lab.evaluation.comparison_table import rows
from digits.lab.evaluation.inference_time import REFERENCE
from digits.model_card import shipped_models

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results"
MODELS = ROOT / "src/digits/models"


def test_nothing_is_missing() -> None:
    jobs = missing_jobs(RESULTS, compared_models(), experiments.names())
    assert not jobs, f"`digits compare --all --models src/digits/models` has work: {[job.title for job in jobs]}"


def test_the_page_is_what_the_data_give() -> None:
    assert (RESULTS / "README.md").read_text() == page(RESULTS)


def test_what_differs_from_the_published_figure_says_why() -> None:
    for row in rows(RESULTS):
        assert row.published.note or not row.differs, f"{row.name}: {row.test} against {row.published_error} %"


EARLIER_RECIPES = {"sigmoid5-e1d2332f"}
"""Test evaluations of networks whose recipe was changed later: by plain gradient descent, now by Adam."""


@pytest.mark.parametrize("name", experiments.names())
def test_every_experiment_says_what_it_shows(name: str) -> None:
    assert experiments.experiment(name).FINDING.endswith(".")


@pytest.mark.parametrize("name", compared_models())
def test_the_test_set_was_opened_once_for_each(name: str) -> None:
    final = json.loads((RESULTS / f"comparison/{name}.json").read_text())["final"]
    found = {path.parent.name for path in RESULTS.glob(f"{name}-????????/test_evaluation.json")}
    entries = sorted(found - EARLIER_RECIPES)
    assert entries == [final["test"]["ledger_entry"]]
    entry = json.loads((RESULTS / entries[0] / "test_evaluation.json").read_text())
    assert entry["errors"] == final["test"]["errors"]


def test_all_networks_are_shipped_and_small() -> None:
    cards = shipped_models()
    assert set(cards) >= {name for name in networks.names() if networks.is_compared(name)} | {REFERENCE}
    assert sum(path.stat().st_size for path in MODELS.glob("*.onnx")) < 12e6
    for name, card in cards.items():
        assert (RESULTS / f"{name}-{card['sha256'][:8]}").is_dir(), name
        assert card["evaluation"], name


@pytest.mark.parametrize("name", ["size", "confusions", "hardest", *filter(networks.is_compared, networks.names())])
def test_the_figures_are_there(name: str) -> None:
    assert (RESULTS / f"comparison/{name}.png").read_bytes().startswith(b"\x89PNG")
