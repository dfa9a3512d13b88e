"""The evidence on real handwriting: every section runs, and the page is what the figures give."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digits import mnist
from digits.lab.handwriting import evidence
from digits.lab.handwriting.bench import NAME, QUICK, Bench
from digits.lab.handwriting.report import page
from digits.lab.handwriting.sections import SECTIONS


@pytest.fixture(scope="module")
def gathered(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, dict[str, Any]]:
    """What a quick run with the network that ships writes."""
    bench = Bench("default", data, tmp_path_factory.mktemp("results"), QUICK)
    said: list[str] = []
    written = evidence.gather(bench, 2, said.append)
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
