"""A run specification is trained once, and states everything that decides the outcome."""

import json
from pathlib import Path

import pytest

from digits.lab.evaluation.run_spec import RunSpec, find_or_create_run, train_and_evaluate
from digits.lab.training.settings_parser import SettingError

BRIEF = {"epochs": "1", "batch_size": "50"}


def test_the_same_specification_is_the_same_run(data: Path, tmp_path: Path) -> None:
    spec = RunSpec("softmax", BRIEF, images=500)
    first = train_and_evaluate(spec, tmp_path)
    weights = tmp_path / "softmax-1" / "final.weights.h5"
    written = weights.stat().st_mtime_ns
    assert train_and_evaluate(spec, tmp_path) == first
    assert weights.stat().st_mtime_ns == written
    assert [path.name for path in tmp_path.iterdir()] == ["softmax-1"]


def test_another_specification_is_another_run(data: Path, tmp_path: Path) -> None:
    specs = [
        RunSpec("mlp_800", BRIEF),
        RunSpec("mlp_800", BRIEF | {"seed": "2"}),
        RunSpec("mlp_800", BRIEF | {"network.units": "20"}),
        RunSpec("mlp_800", BRIEF, validation=1),
        RunSpec("mlp_800", BRIEF, images=500),
        RunSpec("softmax", BRIEF),
    ]
    assert len({find_or_create_run(spec, tmp_path).folder for spec in specs}) == len(specs)


def test_what_is_as_built_is_the_same_whether_said_or_not() -> None:
    assert RunSpec("mlp_800", {"network.units": "800"}).plan() == RunSpec("mlp_800").plan()


def test_an_outcome_counts_on_the_whole_fold(data: Path, tmp_path: Path) -> None:
    outcome = train_and_evaluate(RunSpec("softmax", BRIEF, images=500), tmp_path)
    assert outcome["images"] == 12_012
    assert outcome["errors"] == len(outcome["wrong"]) > 0
    assert all(truth != read for _, truth, read in outcome["wrong"])
    assert outcome["parameters"] == outcome["macs"] + 10 == 7_850
    assert json.loads(json.dumps(outcome)) == outcome


def test_a_specification_states_its_command() -> None:
    spec = RunSpec("mlp_800", {"network.units": "20"}, validation="tenth", images=500)
    assert spec.command == "digits train mlp_800 --tenth --set network.units=20 --images 500"


def test_a_wrong_setting_is_reported_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="unknown setting widht"):
        find_or_create_run(RunSpec("mlp_800", {"widht": "3"}), tmp_path)
    assert not list(tmp_path.iterdir())
