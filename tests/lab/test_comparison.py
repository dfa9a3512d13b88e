"""The comparison trains what is missing, once, and reports what it found."""

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from digits import mnist
from digits.lab.evaluation import comparison, comparison_report, inference_time, ledger
from digits.lab.evaluation.comparison import ComparisonError, Folders, Job, missing_jobs, run_jobs
from digits.lab.evaluation.comparison_table import Row, rows, table
from digits.lab.evaluation.experiments import sensitivity
from digits.lab.evaluation.run_spec import RunSpec
from digits.lab.networks.common.published import Published
from digits.model_card import shipped_models
from one_process import one_after_the_other


@pytest.fixture(scope="module")
def brief(training: mnist.Split, baseline: str) -> Iterator[None]:
    """Brief trainings in this process, with a stand-in for the test set."""
    stand_in = mnist.Split(training.images[:300], training.labels[:300])

    def spec(name: str, settings: dict[str, str] | None = None, validation: Any = 0) -> RunSpec:
        return RunSpec(name, {"epochs": "1"} | (settings or {}) if name != baseline else {}, validation, 600)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger.mnist, "load", lambda name: {"train": training, "test": stand_in}[name])
        patch.setattr(comparison, "RunSpec", spec)
        patch.setattr(comparison, "side_by_side", one_after_the_other)
        yield


def folders_in(folder: Path) -> Folders:
    return Folders(folder / "runs", folder / "results", folder / "models")


def do(folders: Folders, *names: str) -> list[str]:
    jobs = missing_jobs(folders.results, names, [])
    return [job.title for job, _ in run_jobs(folders, jobs, 1, "digits compare")]


@pytest.fixture
def folders(brief: None, tmp_path: Path) -> Folders:
    """Empty folders."""
    return folders_in(tmp_path)


@pytest.fixture(scope="module")
def made(brief: None, baseline: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Folders, list[str]]:
    """Folders with a network and a baseline that were compared, and the jobs that were done."""
    folders = folders_in(tmp_path_factory.mktemp("compared"))
    return folders, [*do(folders, "linear_raw"), *do(folders, baseline)]


@pytest.fixture
def compared(made: tuple[Folders, list[str]], tmp_path: Path) -> Folders:
    """A copy of the folders with what was compared."""
    shutil.copytree(made[0].results.parent, tmp_path, dirs_exist_ok=True)
    return folders_in(tmp_path)


@pytest.mark.slow
def test_what_is_missing_is_done_once(made: tuple[Folders, list[str]], baseline: str) -> None:
    folders, done = made
    assert done == [f"{name} {key}" for name in ("linear_raw", baseline) for key in ("fold 0", "fold 1", "final")]
    assert do(folders, "linear_raw", baseline) == []


@pytest.mark.slow
def test_a_network_is_exported_and_tested(compared: Folders) -> None:
    found = json.loads((compared.results / "comparison/linear_raw.json").read_text())
    assert found["final"]["test"]["images"] == 300
    assert (compared.models / "linear_raw.onnx").exists()
    card = json.loads((compared.models / "linear_raw.json").read_text())
    assert card["evaluation"]["errors"] == found["final"]["test"]["errors"]
    for kind in ("test", "test_last"):
        assert (compared.results / found["final"][kind]["ledger_entry"] / "test_evaluation.json").exists()


@pytest.mark.slow
def test_a_baseline_is_tested_and_not_exported(compared: Folders, baseline: str) -> None:
    found = json.loads((compared.results / f"comparison/{baseline}.json").read_text())
    entry = json.loads((compared.results / found["final"]["test"]["ledger_entry"] / "test_evaluation.json").read_text())
    assert entry["errors"] == found["final"]["test"]["errors"]
    assert {path.stem for path in compared.models.iterdir()} == {"linear_raw"}


@pytest.mark.slow
def test_a_changed_recipe_is_trained_again(compared: Folders) -> None:
    path = compared.results / "comparison/linear_raw.json"
    found = json.loads(path.read_text())
    found["1"]["plan"]["recipe"]["learning_rate"] = 7.0
    path.write_text(json.dumps(found))
    assert [job.key for job in missing_jobs(compared.results, ["linear_raw"], [])] == ["1"]


def test_what_fails_is_named_and_the_rest_is_done(
    folders: Folders, baseline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_and_evaluate = comparison.train_and_evaluate

    def failing(spec: RunSpec, folder: Path) -> Any:
        if spec.validation == 0:
            raise ValueError("no luck")
        return train_and_evaluate(spec, folder)

    monkeypatch.setattr(comparison, "train_and_evaluate", failing)
    jobs = [job for job in missing_jobs(folders.results, [baseline], []) if not job.is_final]
    with pytest.raises(ComparisonError, match=f"{baseline} fold 0: no luck"):
        list(run_jobs(folders, jobs, 1, "digits compare"))
    assert list(json.loads((folders.results / f"comparison/{baseline}.json").read_text())) == ["1"]


def test_two_jobs_with_one_specification_train_once(
    folders: Folders, baseline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensitivity, "IMAGES", 20)
    spec = RunSpec(baseline, {}, 0, 600)
    jobs = [Job("experiments/sensitivity.json", label, spec) for label in ("one", "other")]
    assert len(list(run_jobs(folders, jobs, 1, "digits compare"))) == 2
    assert [path.name for path in folders.runs.iterdir()] == [f"{baseline}-1"]
    outcomes = json.loads((folders.results / "experiments/sensitivity.json").read_text())
    assert set(outcomes) == {"one", "other"}
    assert set(outcomes["one"]["changes"]) == {"translation", "rotation", "scale"}


@pytest.mark.slow
def test_a_missing_calibration_run_is_trained_again(compared: Folders) -> None:
    path = compared.results / "comparison/linear_raw.json"
    found = json.loads(path.read_text())
    path.write_text(json.dumps({"0": found["0"], "1": found["1"]}))
    entries = set(compared.results.glob("linear_raw-????????/test_evaluation.json"))
    elsewhere = dataclasses.replace(compared, runs=compared.runs.with_name("other"))
    assert do(elsewhere, "linear_raw") == ["linear_raw final"]
    again = set(compared.results.glob("linear_raw-????????/test_evaluation.json"))
    assert again == entries != set(), "the same training gives the same file, and the same entry"


def test_two_commands_do_not_work_on_the_same_results(folders: Folders) -> None:
    folders.results.mkdir()
    with FileLock(folders.results / ".lock"), pytest.raises(ComparisonError, match="another command works"):
        do(folders, "softmax")


@pytest.mark.parametrize("content", ["{", "[]", '{"0": {}}', '{"0": 7}'])
def test_a_damaged_results_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "comparison").mkdir()
    (tmp_path / "comparison/softmax.json").write_text(content)
    with pytest.raises(ComparisonError, match=r"softmax\.json is damaged. Delete it"):
        missing_jobs(tmp_path, ["softmax"], [])


@pytest.mark.slow
def test_the_report_shows_what_there_is(compared: Folders, baseline: str) -> None:
    comparison_report.write(compared.results)
    text = (compared.results / "README.md").read_text()
    assert table(compared.results) in text
    assert {"linear_raw", baseline, "default"} <= {row.name for row in rows(compared.results)}
    for name in ("size", "linear_raw", "confusions", "hardest"):
        assert (compared.results / f"comparison/{name}.png").read_bytes().startswith(b"\x89PNG")


def test_chance_differs_from_another_figure() -> None:
    row = Row("net", None, None, (100, 10_000), None, Published(accuracy=0.99, source="here"))
    assert not row.differs
    assert dataclasses.replace(row, test=(130, 10_000)).differs
    assert not dataclasses.replace(row, published=Published(source="here")).differs


def test_single_images_are_timed_beside_the_network_that_ships(data: Path) -> None:
    speed = inference_time.microseconds(lambda images: np.full((len(images), 10), 0.1))
    assert 0 < speed["microseconds"] < speed["default_microseconds"]


def test_a_network_that_ships_is_timed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = iter(range(1, 10))
    monkeypatch.setattr(comparison, "microseconds", lambda _: {"microseconds": next(taken), "default_microseconds": 1})
    for _ in range(2):
        comparison.time_shipped(tmp_path)
        shown = {row.name: row.microseconds for row in rows(tmp_path)}
        assert shown == {"default": 1, "tiny": 2}
    file = tmp_path / "comparison/shipped.json"
    file.write_text(file.read_text().replace(shipped_models()["default"]["sha256"], "0" * 64))
    assert {row.name: row.microseconds for row in rows(tmp_path)} == {"default": None, "tiny": 2}
    comparison.time_shipped(tmp_path)
    assert {row.name: row.microseconds for row in rows(tmp_path)} == {"default": 3, "tiny": 2}


@pytest.mark.parametrize("content", ["{", "[]", '{"default": 7}'])
def test_damaged_times_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "comparison").mkdir()
    (tmp_path / "comparison/shipped.json").write_text(content)
    with pytest.raises(ComparisonError, match=r"shipped\.json is damaged. Delete it"):
        rows(tmp_path)
