"""A trial is trained once, and says everything that decides what comes out."""

import json
from pathlib import Path

import pytest

from digits.lab.evaluation.trial import Trial, perform, run_of
from digits.lab.training.settings_parser import SettingError

BRIEF = {"epochs": "1", "batch_size": "50"}


def test_the_same_trial_is_the_same_run(data: Path, tmp_path: Path) -> None:
    trial = Trial("softmax", BRIEF, images=500)
    first = perform(trial, tmp_path)
    weights = tmp_path / "softmax-1" / "final.weights.h5"
    written = weights.stat().st_mtime_ns
    assert perform(trial, tmp_path) == first
    assert weights.stat().st_mtime_ns == written
    assert [path.name for path in tmp_path.iterdir()] == ["softmax-1"]


def test_another_trial_is_another_run(data: Path, tmp_path: Path) -> None:
    trials = [
        Trial("mlp_800", BRIEF),
        Trial("mlp_800", BRIEF | {"seed": "2"}),
        Trial("mlp_800", BRIEF | {"network.units": "20"}),
        Trial("mlp_800", BRIEF, validation=1),
        Trial("mlp_800", BRIEF, images=500),
        Trial("softmax", BRIEF),
    ]
    assert len({run_of(trial, tmp_path).folder for trial in trials}) == len(trials)


def test_what_is_as_built_is_the_same_whether_said_or_not() -> None:
    assert Trial("mlp_800", {"network.units": "800"}).plan() == Trial("mlp_800").plan()


def test_an_outcome_counts_on_the_whole_fold(data: Path, tmp_path: Path) -> None:
    outcome = perform(Trial("softmax", BRIEF, images=500), tmp_path)
    assert outcome["images"] == 12_012
    assert outcome["errors"] == len(outcome["wrong"]) > 0
    assert all(truth != read for _, truth, read in outcome["wrong"])
    assert outcome["parameters"] == outcome["multiplies"] + 10 == 7_850
    assert json.loads(json.dumps(outcome)) == outcome


def test_a_trial_says_how_to_type_it() -> None:
    trial = Trial("mlp_800", {"network.units": "20"}, validation="tenth", images=500)
    assert trial.command == "digits train mlp_800 --tenth --set network.units=20 --images 500"


def test_a_wrong_setting_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="unknown setting widht"):
        run_of(Trial("mlp_800", {"widht": "3"}), tmp_path)
    assert not list(tmp_path.iterdir())
