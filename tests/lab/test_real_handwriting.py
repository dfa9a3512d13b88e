"""The evaluation on real handwriting: every section runs, and the report matches the figures."""

import json
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digits import mnist
from digits.lab.evaluation.handwriting import evaluation
from digits.lab.evaluation.handwriting.report import report
from digits.lab.evaluation.handwriting.sections import SECTIONS
from digits.lab.evaluation.handwriting.setup import NAME, QUICK, Setup
from one_process import one_after_the_other

RESULTS = Path(__file__).parents[2] / "results"


@pytest.fixture(scope="module")
def evaluated(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Setup, dict[str, Any]]:
    """The setup and figures of a quick run with the network that ships."""
    setup = Setup("default", data, tmp_path_factory.mktemp("results"), QUICK)
    assert pickle.loads(pickle.dumps(setup)) == setup, "it can be sent to another process"  # noqa: S301
    reported: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "side_by_side", one_after_the_other)
        written = evaluation.evaluate(setup, 1, reported.append)
    figures = json.loads((setup.results / f"{NAME}.json").read_text())
    assert written.read_text() == report(figures)
    assert set(reported) == set(SECTIONS)
    return setup, figures


@pytest.mark.slow
def test_a_quick_run_runs_every_section(evaluated: tuple[Setup, dict[str, Any]]) -> None:
    _, figures = evaluated
    assert set(SECTIONS) <= set(figures)
    assert figures["semeion"]["images"] == QUICK.semeion
    assert figures["held-out writers"]["recognizer"]["errors"] <= 1
    assert figures["duration"]["cpu_ms"] > 0


def test_held_out_writers_are_those_of_the_fold(data: Path) -> None:
    split = mnist.load("train")
    there = np.flatnonzero(mnist.folds() == 0)
    held_out = Setup("default", data, RESULTS, QUICK).held_out
    assert len(held_out.labels) == len(there)
    assert held_out.images.sum() == split.images[there].sum()


def test_the_report_matches_the_figures() -> None:
    figures = json.loads((RESULTS / f"{NAME}.json").read_text())
    assert (RESULTS / f"{NAME}.md").read_text() == report(figures)


def test_the_figures_are_of_the_networks_that_ship(data: Path) -> None:
    figures = json.loads((RESULTS / f"{NAME}.json").read_text())
    now = evaluation.provenance(Setup("default", data, RESULTS, QUICK))
    for name in ("model", "rejection_network", "detector", "isolation"):
        assert figures.get(name) == now[name], "run `digits handwriting` again"


def test_no_sheet_is_missing_or_large() -> None:
    sheets = set(re.findall(r"!\[.*\]\((.*)\)", (RESULTS / f"{NAME}.md").read_text()))
    assert {f"{NAME}/{path.name}" for path in (RESULTS / NAME).iterdir()} == sheets
    assert all((RESULTS / sheet).stat().st_size <= 100_000 for sheet in sheets)
