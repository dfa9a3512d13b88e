"""The counts by which networks are chosen are of the network, and the weights, that are named."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks import development
from benchmarks.development import development_data, network

from digits import mnist
from digits.lab.networks.common.weights import logits
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import RunError
from digits.metrics import softmax
from digits.onnx_session import ModelError


def test_a_run_is_read_with_the_weights_that_are_asked_for(data: Path, trained: NetworkRun) -> None:
    images = trained.validation_images().images[:50]
    for asked, weights in (("", "kept"), (":best", "best")):
        assert np.array_equal(
            network(f"{trained.folder}{asked}")(images), softmax(logits(trained.model(weights), images))
        )


def test_what_cannot_be_read_is_reported(trained: NetworkRun, tmp_path: Path) -> None:
    rules = factory.create(tmp_path, "expert", {}, 0, 100)
    for name, kind, said in [
        ("nosuch", ModelError, "there is no model 'nosuch'"),
        (f"{trained.folder}:first", RunError, "weights are :best or :last"),
        (str(rules.folder), RunError, "is not a network"),
    ]:
        with pytest.raises(kind, match=said):
            network(name)


def test_the_data_are_those_of_the_bench(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(development.semeion, "images", lambda scans: scans)
    digits_of = lambda recordings: mnist.Split(np.empty(0), np.array([one.digit for one in recordings]))  # noqa: E731
    monkeypatch.setattr(development.pendigits, "images", digits_of)
    counts = {kind: len(split.labels) for kind, split in development_data().items()}
    assert counts == {"fold 0": 12_012, "Semeion": 1_513, "Pendigits": 7_494}
