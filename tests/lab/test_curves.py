"""What the page Learn shows of the laboratory is what `results/` and the shipped networks say."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tools.web_data import curves

from digits import mnist
from digits.exemplars import exemplars
from digits.web.pages.learn import CURVES, digits
from digits.web.pages.learn import curves as shown_curves

RESULTS = Path(__file__).parents[2] / "results"


def test_nothing_has_drifted(tmp_path: Path) -> None:
    written = tmp_path / "curves.json"
    curves.write(written)
    assert written.read_bytes() == CURVES.read_bytes(), "python -m tools.web_data writes it again"


def test_each_curve_is_that_of_the_experiment() -> None:
    run = json.loads((RESULTS / "experiments" / "learning_rate.json").read_text())["1e-3"]
    shown = shown_curves()["learning_rate"]
    (series,) = (one for one in shown["series"] if one["name"] == "1e-3")
    assert series["loss"] == [epoch["val_loss"] for epoch in run["history"]]
    assert (series["errors"], shown["images"], shown["model"]) == (run["errors"], run["images"], "mlp_150_150")


def test_each_optimizer_is_shown_at_the_best_of_its_rates() -> None:
    everything = shown_curves()
    best = {one["name"]: (one["rate"], one["errors"]) for one in everything["optimizers"]["series"]}
    rates = {one["name"]: one["runs"] for one in everything["optimizer_rates"]}
    assert best.keys() == rates.keys()
    assert all(tuple(min(runs, key=lambda run: run[1])) == best[name] for name, runs in rates.items())


def test_the_learned_filters_make_the_networks_first_maps() -> None:
    """By ONNX Runtime: the network cut off after its first ReLU."""
    onnx = pytest.importorskip("onnx")
    model = onnx.load(curves.MODELS / f"{curves.FILTERS_OF}.onnx")
    first = next(node for node in model.graph.node if node.op_type == "Relu").output[0]
    model.graph.output.append(onnx.ValueInfoProto(name=first))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    digit = exemplars().images[0]
    feed = session.get_inputs()[0]
    shape = [side if isinstance(side, int) else 1 for side in feed.shape]
    kind = {"tensor(uint8)": np.uint8, "tensor(float)": np.float32}[feed.type]
    (maps,) = session.run([first], {feed.name: digit.reshape(shape).astype(kind)})
    filters = shown_curves()["filters"]
    windows = np.lib.stride_tricks.sliding_window_view(digit / 255, (3, 3)).reshape(26, 26, 9)
    sums = windows @ np.array(filters["kernels"]).T + np.array(filters["biases"])
    assert maps[0] == pytest.approx(np.maximum(0, sums).transpose(2, 0, 1), abs=2e-3)


def test_the_layers_are_those_of_the_networks() -> None:
    assert shown_curves()["dense"] == {"mlp_150_150": [784, 150, 150, 10], "cnn_32_64_64": [576, 64, 10]}


def test_the_example_digits_are_mnists() -> None:
    split = mnist.load("train")
    for one in digits():
        assert split.labels[one["mnist_index"]] == one["digit"]
