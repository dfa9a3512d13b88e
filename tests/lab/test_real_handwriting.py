"""The evidence on real handwriting: every section runs, and the page is what the figures give."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digits import mnist
from digits.lab.evaluation.handwriting import evaluation
from digits.lab.evaluation.handwriting.report import page
from digits.lab.evaluation.handwriting.sections import SECTIONS
from digits.lab.evaluation.handwriting.setup import NAME, QUICK, Bench

RESULTS = Path(__file__).parents[2] / "results"


@pytest.fixture(scope="module")
def gathered(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, dict[str, Any]]:
    """What a quick run with the network that ships writes."""
    bench = Bench("default", data, tmp_path_factory.mktemp("results"), QUICK)
    said: list[str] = []
    written = evaluation.gather(bench, 2, said.append)
    figures = json.loads((bench.results / f"{NAME}.json").read_text())
    assert written.read_text() == page(figures)
    assert set(said) == set(SECTIONS)
    return bench, figures


def test_a_quick_run_measures_everything(gathered: tuple[Bench, dict[str, Any]]) -> None:
    _, figures = gathered
    assert set(SECTIONS) <= set(figures)
    assert figures["semeion"]["images"] == QUICK.semeion
    assert figures["new writers"]["whole"]["errors"] <= 1
    assert figures["duration"]["processor"] > 0


def test_the_writers_that_measure_are_those_of_the_fold(gathered: tuple[Bench, dict[str, Any]]) -> None:
    bench, _ = gathered
    split = mnist.load("train")
    there = np.flatnonzero(mnist.folds() == 0)
    assert len(bench.unseen.labels) == len(there)
    assert bench.unseen.images.sum() == split.images[there].sum()


def test_the_page_is_what_the_figures_give() -> None:
    figures = json.loads((RESULTS / f"{NAME}.json").read_text())
    assert (RESULTS / f"{NAME}.md").read_text() == page(figures)


def test_the_figures_are_of_the_networks_that_ship(data: Path) -> None:
    figures = json.loads((RESULTS / f"{NAME}.json").read_text())
    now = evaluation.provenance(Bench("default", data, RESULTS, QUICK))
    for name in ("model", "gate", "judge"):
        assert figures[name] == now[name], "run `digits handwriting` again"


def test_no_sheet_is_missing_or_large() -> None:
    sheets = set(re.findall(r"!\[.*\]\((.*)\)", (RESULTS / f"{NAME}.md").read_text()))
    assert {f"{NAME}/{path.name}" for path in (RESULTS / NAME).iterdir()} == sheets
    assert all((RESULTS / sheet).stat().st_size <= 100_000 for sheet in sheets)
