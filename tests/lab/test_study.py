"""Studies: what is searched, trials that are runs, going on, pruning, and what is left at the end."""

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import optuna
import pytest
from filelock import FileLock
from optuna.trial import TrialState
from PIL import Image

from digits import mnist
from digits.lab.search import space
from digits.lab.search import study as studies
from digits.lab.search.report import completed, train_command, write_report
from digits.lab.search.space import Choices, Range, SearchError, StudyPlan
from digits.lab.search.storage import StudyError, StudyLocation
from digits.lab.search.trials import command_id, run_trial
from digits.lab.training.runs import factory
from digits.lab.training.runs.run import Report, Run, RunError
from digits.lab.training.settings_parser import SettingError
from one_process import one_after_the_other

SETTINGS = {"epochs": "1", "batch_size": "50"}
SEARCH = {"learning_rate": "1e-3:1e-1:log", "optimizer": "sgd,adam"}


@pytest.fixture
def plan(data: Path) -> StudyPlan:
    return space.plan_study("softmax", SETTINGS, SEARCH, images=600)


def test_ranges_and_choices_are_understood() -> None:
    searched = space.plan_study(
        "mlp_800",
        search={
            "learning_rate": "1e-4:1e-1:log",
            "batch_size": "32,64",
            "network.units": "50:800",
            "augmentation.rotation": "0:20",
            "optimizer": "sgd,adam",
        },
    ).space
    assert searched["learning_rate"] == Range(1e-4, 1e-1, log=True, whole=False)
    assert searched["network.units"] == Range(50, 800, log=False, whole=True)
    assert searched["augmentation.rotation"] == Range(0, 20, log=False, whole=False)
    assert searched["batch_size"] == Choices(("32", "64"))


def test_values_that_hold_commas_are_divided_by_bars() -> None:
    rejected = lambda _: None  # noqa: E731 - nothing is rejected
    assert space._dimension("network.hidden", "150,150|300|", rejected) == Choices(("150,150", "300", ""))


def test_a_setting_may_need_another_that_is_searched_too() -> None:
    searched = space.plan_study("softmax", search={"optimizer": "adam,sgd", "momentum": "0:0.95"}).space
    assert searched["momentum"] == Range(0, 0.95, log=False, whole=False)


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        ({"learning_rat": "1:2"}, SettingError, "unknown setting learning_rat; there are: epochs"),
        ({"normalization": "none,group"}, SettingError, "normalization is one of as_built, none, batch"),
        ({"network.units": "1:2"}, SettingError, "unknown setting network.units"),
        (
            {"dropout": "0:1.5"},
            SettingError,
            r"dropout is out of range: it must be at least 0 and below 1, or none, not 1\.5",
        ),
        ({"batch_size": "0.5:8"}, SettingError, "batch_size takes a whole number"),
        ({"momentum": "0:0.9"}, SettingError, "momentum needs the optimizer"),
        ({"batch_size": "32:1024"}, RunError, "less than one batch of 1024"),
        ({"learning_rate": "0:1:log"}, SearchError, "starts above 0"),
        ({"learning_rate": "1:0.1"}, SearchError, "LOW below HIGH"),
        ({"learning_rate": "0.1:1:lin"}, SearchError, "LOW:HIGH:log"),
        ({"learning_rate": "a:b"}, SearchError, "write numbers"),
        ({"learning_rate": "0.1"}, SearchError, "two or more different values"),
        ({"epochs": "1:5"}, SearchError, "fixed by --set and searched"),
    ],
)
def test_a_search_that_cannot_be_made_is_rejected_before_any_trial(
    texts: dict[str, str], error: type[ValueError], message: str
) -> None:
    with pytest.raises(error, match=message):
        space.plan_study("softmax", {"epochs": "1", "optimizer": "adam"}, texts, images=600)


def test_the_default_search_leaves_out_what_is_fixed_or_has_no_effect() -> None:
    fixed = {"batch_size": "50", "optimizer": "sgd"}
    assert set(space.plan_study("mlp_800", fixed).space) == {"learning_rate", "normalization", "dropout"}
    assert set(space.plan_study("softmax").space) == {"learning_rate", "batch_size", "optimizer"}
    needs_adamw = lambda changes: ValueError() if changes.get("optimizer", "adamw") != "adamw" else None  # noqa: E731
    assert set(space._default_search("softmax", {}, needs_adamw)) == {"learning_rate", "batch_size"}


@pytest.mark.parametrize("dimension", [Range(1e-5, 0.99999, log=True, whole=False), Range(1, 7, log=True, whole=True)])
def test_suggestions_are_texts_within_the_range(dimension: Range) -> None:
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    for _ in range(50):
        text = dimension.suggest(study.ask(), "x")
        assert dimension.low <= float(text) <= dimension.high
        assert len(text) <= len("1.23456e-05")
        assert not dimension.whole or text.isdigit()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_workers_share_a_study_that_goes_on(
    plan: StudyPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = StudyLocation(str(tmp_path / "studies" / "mine.log"), "mine")
    assert location.plan() is None
    first = list(studies.tune(location, plan, 2, workers=2))
    assert [trial.state for trial in first] == [TrialState.COMPLETE] * 2
    assert location.plan() == plan
    location.open().ask()  # as a worker leaves it that is killed
    with Path(location.storage).open("a") as file:
        file.write('{"op_code":6,"wor')  # while it writes
    monkeypatch.setattr(studies, "side_by_side", one_after_the_other)
    third = list(studies.tune(location, plan, 1))
    study = location.open()
    assert [trial.state.name for trial in study.get_trials()] == ["COMPLETE", "COMPLETE", "FAIL", "COMPLETE"]
    folders = [Path(trial.user_attrs["run"]) for trial in (*first, *third)]
    assert sorted(folders) == [tmp_path / "studies" / "mine" / "runs" / f"softmax-{k}" for k in (1, 2, 3)]
    assert len({trial.user_attrs["settings"]["learning_rate"] for trial in (*first, *third)}) == 3
    assert all((folder / "final.weights.h5").exists() for folder in folders)
    written = write_report(study, plan, location.folder)
    assert {path.name for path in written} == {"trials.csv", "history.png", "importance.png", "parallel.png"}
    with (location.folder / "trials.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["state"] for row in rows] == ["complete", "complete", "fail", "complete"]
    assert float(rows[0]["validation loss, nats"]) > 0
    assert 0 < int(rows[0]["errors"]) < 600
    for path in written[1:]:
        with Image.open(path) as picture:
            low, high = picture.convert("L").getextrema()
        assert (low, high) == (0, 255)


def test_a_study_does_not_mix_questions(plan: StudyPlan, tmp_path: Path) -> None:
    location = StudyLocation(str(tmp_path / "mine.log"), "mine")
    studies._check_plan(location.open(), plan)
    other = replace(plan, fold=1)
    with pytest.raises(StudyError, match=r"another fold \(0, not 1\)"):
        list(studies.tune(location, other, 1))


def test_a_study_file_is_worked_on_by_one_command_at_a_time(plan: StudyPlan, tmp_path: Path) -> None:
    location = StudyLocation(str(tmp_path / "mine.log"), "mine")
    location.folder.mkdir()
    with FileLock(location.folder / ".lock"), pytest.raises(StudyError, match="another command"):
        list(studies.tune(location, plan, 1))


@pytest.mark.slow
def test_a_database_keeps_a_study(plan: StudyPlan, tmp_path: Path) -> None:
    location = StudyLocation(f"sqlite:///{tmp_path / 'studies.db'}", "mine")
    studies._check_plan(location.open(), plan)
    number = run_trial(location.open(), plan, tmp_path / "runs", seed=0)
    assert location.plan() == plan
    assert location.open().trials[number].state is TrialState.COMPLETE
    assert location.folder == Path("studies/mine")
    command = command_id(1)
    for owner in (command, "elsewhere:1"):
        with pytest.warns(UserWarning, match="Heartbeat"):  # nobody works on these
            location.open().ask().set_user_attr("command", owner)
    studies._fail_abandoned(location.open(), command)
    assert [trial.state.name for trial in location.open().trials] == ["COMPLETE", "FAIL", "RUNNING"]


@pytest.mark.parametrize(
    ("storage", "message"),
    [
        ("postgresql+psycopg2cffi://me@localhost/studies", "pip install psycopg2cffi"),
        ("nonsense://me@localhost/studies", "Can't load plugin"),
        ("sqlite:////nowhere/at/all.db", "unable to open database file"),
    ],
)
def test_a_database_that_cannot_be_reached_is_reported(storage: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        StudyLocation(storage, "mine").open()


@pytest.mark.parametrize("content", ["no journal\n", '{"a": 1}\n', "[]\n"])
def test_a_file_that_is_no_study_is_reported(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.log"
    path.write_text(content)
    with pytest.raises(StudyError, match="not a study file, or it is damaged"):
        StudyLocation(str(path), "mine").open()


class FakeRun:
    """A run whose losses are given; its answers are right."""

    def __init__(self, folder: Path, losses: Iterator[float]) -> None:
        self.folder, self._losses, self.seconds = folder, losses, 1.0
        self.epochs = 0

    def train(self, report: Report) -> None:
        for epoch, loss in enumerate(self._losses, start=1):
            report(1, epoch, None)
            self.epochs = epoch
            report(0, epoch, {"loss": loss, "val_loss": loss})

    def validation_images(self) -> mnist.Split:
        return mnist.Split(np.zeros((2, 28, 28), np.uint8), np.array([0, 1], np.uint8))

    def predict(self) -> Callable[[object], object]:
        return lambda _: np.eye(10)[:2] * 0.9 + 0.01


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[list[float]], FakeRun]:
    """Makes the next trial's run report these losses."""

    def fake(losses: list[float]) -> FakeRun:
        run = FakeRun(tmp_path, iter(losses))
        monkeypatch.setattr(factory, "create", lambda *_: run)
        return run

    return fake


def test_hopeless_trials_are_pruned(plan: StudyPlan, tmp_path: Path, faked: Callable[[list[float]], FakeRun]) -> None:
    study = StudyLocation(str(tmp_path / "mine.log"), "mine").open("median")
    for _ in range(5):
        faked([1.0, 0.5, 0.4])
        run_trial(study, plan, tmp_path)
    run = faked([3.0, 2.0, 0.1])
    run_trial(study, plan, tmp_path)
    assert run.epochs == 2, "the first epoch is not judged"
    assert study.trials[-1].state is TrialState.PRUNED
    assert study.trials[-1].user_attrs["reason"] == "validation loss 2 after epoch 2"
    assert study.trials[0].state is TrialState.COMPLETE
    assert study.trials[0].value == pytest.approx(-math.log(0.91))


def test_a_loss_that_is_not_finite_prunes_the_trial(
    plan: StudyPlan, tmp_path: Path, faked: Callable[[list[float]], FakeRun]
) -> None:
    study = StudyLocation(str(tmp_path / "mine.log"), "mine").open("none")
    for loss in (math.nan, math.inf):
        run = faked([0.5, loss, 0.4])
        run_trial(study, plan, tmp_path)
        assert run.epochs == 2
        assert study.trials[-1].state is TrialState.PRUNED
        assert "not finite after epoch 2" in study.trials[-1].user_attrs["reason"]
    assert write_report(study, plan, tmp_path) == [tmp_path / "trials.csv"]


def test_settings_that_do_not_go_together_prune_the_trial(data: Path, tmp_path: Path) -> None:
    plan = space.plan_study("softmax", SETTINGS, {"optimizer": "adam,sgd", "momentum": "0.1:0.9"}, images=600)
    study = StudyLocation(str(tmp_path / "mine.log"), "mine").open()
    study.enqueue_trial({"optimizer": "adam", "momentum": 0.5})
    run_trial(study, plan, tmp_path)
    assert study.trials[0].state is TrialState.PRUNED
    assert "momentum needs the optimizer" in study.trials[0].user_attrs["reason"]


def test_a_baseline_is_judged_by_its_errors(
    plan: StudyPlan, tmp_path: Path, faked: Callable[[list[float]], FakeRun]
) -> None:
    baseline = replace(plan, name="random_forest")
    study = StudyLocation(str(tmp_path / "mine.log"), "mine").open()
    faked([])
    run_trial(study, baseline, tmp_path)
    assert study.trials[0].value == 0
    assert baseline.measure == "validation error, %"


@pytest.mark.slow
def test_the_best_trial_can_be_trained_again(plan: StudyPlan, data: Path, tmp_path: Path) -> None:
    study = StudyLocation(str(tmp_path / "mine.log"), "mine").open()
    run_trial(study, plan, tmp_path, seed=3)
    best = completed(study)[0]
    words = train_command(plan, best)
    assert words[:7] == ["digits", "train", "softmax", "--fold", "0", "--images", "600"]
    again: Run = factory.create(tmp_path, "softmax", best.user_attrs["settings"], 0, 600)
    again.train()
    assert again.history()[-1]["val_loss"] == pytest.approx(best.value, rel=1e-3)
