"""What `results/` says is whole: the page is what the data give, differences are explained, the models are small."""

import json
from pathlib import Path

import pytest

from digits.lab import networks
from digits.lab.evaluation import experiments
from digits.lab.evaluation.comparison import SHIPPED, compared, missing
from digits.lab.evaluation.comparison_report import page, rows
from digits.model_card import shipped_models

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results"
MODELS = ROOT / "src/digits/models"


def test_nothing_is_missing() -> None:
    pieces = missing(RESULTS, compared(), experiments.names())
    assert not pieces, f"`digits compare --all --models src/digits/models` has work: {[one.title for one in pieces]}"


def test_the_page_is_what_the_data_give() -> None:
    assert (RESULTS / "README.md").read_text() == page(RESULTS)


def test_what_differs_from_the_published_figure_says_why() -> None:
    for row in rows(RESULTS):
        assert row.published.note or not row.differs, f"{row.name}: {row.test} against {row.published_error} %"


@pytest.mark.parametrize("name", experiments.names())
def test_every_experiment_says_what_it_shows(name: str) -> None:
    assert experiments.experiment(name).SHOWS.endswith(".")


@pytest.mark.parametrize("name", compared())
def test_the_test_set_was_opened_once_for_each(name: str) -> None:
    final = json.loads((RESULTS / f"comparison/{name}.json").read_text())["final"]
    claims = [path.parent.name for path in RESULTS.glob(f"{name}-????????/claim.json")]
    assert claims == [final["test"]["claim"]]
    claim = json.loads((RESULTS / claims[0] / "claim.json").read_text())
    assert claim["errors"] == final["test"]["errors"]


def test_all_networks_are_shipped_and_small() -> None:
    cards = shipped_models()
    assert set(cards) >= {name for name in networks.names() if networks.is_compared(name)} | {SHIPPED}
    assert sum(path.stat().st_size for path in MODELS.glob("*.onnx")) < 12e6
    for name, card in cards.items():
        assert (RESULTS / f"{name}-{card['sha256'][:8]}").is_dir(), name
        assert card["evaluation"], name


@pytest.mark.parametrize("name", ["size", "confusions", "hardest", *filter(networks.is_compared, networks.names())])
def test_the_figures_are_there(name: str) -> None:
    assert (RESULTS / f"comparison/{name}.png").read_bytes().startswith(b"\x89PNG")
