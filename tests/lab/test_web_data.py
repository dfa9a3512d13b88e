"""What the pages show of the laboratory is what `results/` says today."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tools.web_data import comparison

from digits import mnist
from digits.metrics import error_interval
from digits.web.services import laboratory

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "results"


@pytest.fixture(scope="module")
def written(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with freshly written files of the Compare page."""
    folder = tmp_path_factory.mktemp("web_data")
    comparison.write(RESULTS, folder / "comparison.json", folder / "wrong.npz")
    return folder


@pytest.fixture(scope="module")
def figures(written: Path) -> dict[str, Any]:
    return dict(json.loads((written / "comparison.json").read_text("utf-8")))


def outcomes(name: str) -> dict[str, Any]:
    return dict(json.loads((RESULTS / "comparison" / f"{name}.json").read_text()))


def test_nothing_has_drifted(written: Path) -> None:
    again = "write it again: python -m tools.web_data"
    shipped = (laboratory.FOLDER / "comparison.json").read_text("utf-8")
    assert (written / "comparison.json").read_text("utf-8") == shipped, again
    with np.load(written / "wrong.npz") as new, np.load(laboratory.FOLDER / "wrong.npz") as old:
        assert set(new.files) == set(old.files)
        assert all(np.array_equal(new[name], old[name]) for name in new.files), again


def test_the_files_are_small(written: Path) -> None:
    assert (written / "comparison.json").stat().st_size < 150_000
    assert (written / "wrong.npz").stat().st_size < 1_000_000


def test_every_row_of_the_table_is_there_with_its_interval(figures: dict[str, Any]) -> None:
    rows = json.loads((RESULTS / "comparison" / "table.json").read_text())
    models = {model["name"]: model for model in figures["models"]}
    for row in rows:
        for kind in ("validation", "test"):
            found, (errors, images) = models[row["name"]][kind], row[kind]
            assert (found["errors"], found["images"]) == (errors, images)
            interval = row["validation_interval"] if kind == "validation" else error_interval(errors, images)
            assert (found["low"], found["high"]) == pytest.approx(interval, abs=1e-6)


def test_what_networks_are_is_told_from_their_files(figures: dict[str, Any]) -> None:
    kinds = {model["name"]: model["kind"] for model in figures["models"]}
    expected = {"softmax": "linear", "mlp_800": "dense", "lenet5": "convolutional", "svm": "baseline"}
    assert expected.items() <= kinds.items()
    assert all(model["description"] for model in figures["models"])


def test_the_shipped_network_has_the_test_evaluation_of_its_own_file(figures: dict[str, Any]) -> None:
    (shipped,) = (model for model in figures["models"] if model["name"] == "default")
    evaluation = json.loads((RESULTS / shipped["test_evaluation"] / "test_evaluation.json").read_text())
    card = json.loads((ROOT / "src/digits/models/default.json").read_text())
    assert evaluation["sha256"] == card["sha256"]
    assert sum(map(sum, figures["confusions"]["default"])) == evaluation["images"]
    assert shipped["microseconds"] > 0


def test_every_mistake_is_there_with_its_image(written: Path) -> None:
    training = mnist.load("train")
    with np.load(written / "wrong.npz") as file:
        models, places = [str(name) for name in file["models"]], file["places"]
        assert np.array_equal(file["images"], training.images[places])
        assert np.array_equal(file["labels"], training.labels[places])
        counts = Counter(models[number] for number in file["mistakes"][:, 0])
        lenet = {
            (int(places[image]), int(file["labels"][image]), int(read))
            for number, image, read in file["mistakes"]
            if models[number] == "lenet5"
        }
    assert counts == {name: sum(outcomes(name)[fold]["errors"] for fold in "01") for name in models}
    assert lenet == {tuple(one) for fold in "01" for one in outcomes("lenet5")[fold]["wrong"]}


def test_the_ensemble_joins_once_it_has_read_the_test_set(tmp_path: Path) -> None:
    folder = tmp_path / "ensemble"
    (folder / "members").mkdir(parents=True)
    network = (ROOT / "src/digits/models/lenet_8_16.onnx").read_bytes()
    for name, seconds in (("a", 100), ("b", 50)):
        (folder / "members" / f"{name}.json").write_text(json.dumps({"seconds": seconds, "epochs": 20}))
        (folder / "members" / f"{name}.onnx").write_bytes(network)
    card = {
        "name": "ensemble",
        "sha256": "0123456789",
        "description": "Two networks.",
        "calibration": {"errors": 120, "images": 60_000, "error_interval_by_writer": [0.001, 0.003]},
        "parameters": 2,
        "macs": 3,
        "members": [{"name": "a"}, {"name": "b"}],
    }
    (folder / "ensemble.json").write_text(json.dumps(card | {"evaluation": None}))
    assert comparison._ensemble(tmp_path) == []
    (folder / "ensemble.json").write_text(json.dumps(card | {"evaluation": {"errors": 17, "images": 10_000}}))
    (model,) = comparison._ensemble(tmp_path)
    assert (model["kind"], model["seconds"], model["test"]["errors"]) == ("convolutional", 150, 17)
    assert model["test_evaluation"] is None
