"""The comparison trains what is missing, once, and reports what it found."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from digits import mnist
from digits.lab.evaluation import comparison, comparison_report, ledger
from digits.lab.evaluation.comparison import ComparisonError, Folders, Job, missing_jobs, run_jobs
from digits.lab.evaluation.comparison_table import Row, rows, table
from digits.lab.evaluation.run_spec import RunSpec
from digits.lab.networks.common.published import Published
from digits.model_card import shipped_models


def one_after_the_other(do: Callable[[Any], Any], tasks: Iterable[Any], processes: int) -> Iterator[tuple[Any, Any]]:
    for task in tasks:
        try:
            yield task, do(task)
        except ValueError as error:
            yield task, error


@pytest.fixture
def folders(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """Folders for brief trainings, with a stand-in for the test set."""
    training = mnist.load("train")
    stand_in = mnist.Split(training.images[:300], training.labels[:300])
    load = mnist.load
    monkeypatch.setattr(ledger.mnist, "load", lambda name: stand_in if name == "test" else load(name))

    def brief(name: str, settings: dict[str, str] | None = None, validation: Any = 0) -> RunSpec:
        return RunSpec(name, {"epochs": "1"} | (settings or {}) if name != "expert" else {}, validation, 600)

    monkeypatch.setattr(comparison, "RunSpec", brief)
    monkeypatch.setattr(comparison, "side_by_side", one_after_the_other)
    return Folders(tmp_path / "runs", tmp_path / "results", tmp_path / "models")


def do(folders: Folders, *names: str) -> list[str]:
    jobs = missing_jobs(folders.results, names, [])
    return [job.title for job, _ in run_jobs(folders, jobs, 1, "digits compare")]


@pytest.mark.slow
def test_a_network_is_trained_exported_and_tested_once(folders: Folders) -> None:
    assert do(folders, "linear_raw") == ["linear_raw fold 0", "linear_raw fold 1", "linear_raw final"]
    found = json.loads((folders.results / "comparison/linear_raw.json").read_text())
    assert found["final"]["test"]["images"] == 300
    assert (folders.models / "linear_raw.onnx").exists()
    card = json.loads((folders.models / "linear_raw.json").read_text())
    assert card["evaluation"]["errors"] == found["final"]["test"]["errors"]
    for kind in ("test", "test_last"):
        assert (folders.results / found["final"][kind]["ledger_entry"] / "test_evaluation.json").exists()
    assert do(folders, "linear_raw") == []


@pytest.mark.slow
def test_a_baseline_is_fitted_and_tested(folders: Folders) -> None:
    assert do(folders, "expert") == ["expert fold 0", "expert fold 1", "expert final"]
    found = json.loads((folders.results / "comparison/expert.json").read_text())
    entry = json.loads((folders.results / found["final"]["test"]["ledger_entry"] / "test_evaluation.json").read_text())
    assert entry["errors"] == found["final"]["test"]["errors"]
    assert not folders.models.exists()


@pytest.mark.slow
def test_a_changed_recipe_is_trained_again(folders: Folders) -> None:
    do(folders, "softmax")
    path = folders.results / "comparison/softmax.json"
    found = json.loads(path.read_text())
    found["1"]["plan"]["recipe"]["learning_rate"] = 7.0
    path.write_text(json.dumps(found))
    assert [job.key for job in missing_jobs(folders.results, ["softmax"], [])] == ["1"]


@pytest.mark.slow
def test_what_fails_is_named_and_the_rest_is_done(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    train_and_evaluate = comparison.train_and_evaluate

    def failing(spec: RunSpec, folder: Path) -> Any:
        if spec.validation == 0:
            raise ValueError("no luck")
        return train_and_evaluate(spec, folder)

    monkeypatch.setattr(comparison, "train_and_evaluate", failing)
    jobs = [job for job in missing_jobs(folders.results, ["softmax"], []) if not job.is_final]
    with pytest.raises(ComparisonError, match="softmax fold 0: no luck"):
        list(run_jobs(folders, jobs, 1, "digits compare"))
    assert list(json.loads((folders.results / "comparison/softmax.json").read_text())) == ["1"]


@pytest.mark.slow
def test_two_jobs_with_one_specification_train_once(folders: Folders) -> None:
    spec = RunSpec("softmax", {"epochs": "1"}, 0, 600)
    jobs = [Job("experiments/sensitivity.json", label, spec) for label in ("one", "other")]
    assert len(list(run_jobs(folders, jobs, 1, "digits compare"))) == 2
    assert [path.name for path in folders.runs.iterdir()] == ["softmax-1"]


@pytest.mark.slow
def test_a_missing_calibration_run_is_trained_again(folders: Folders) -> None:
    do(folders, "softmax")
    path = folders.results / "comparison/softmax.json"
    found = json.loads(path.read_text())
    path.write_text(json.dumps({"0": found["0"], "1": found["1"]}))
    elsewhere = dataclasses.replace(folders, runs=folders.runs.with_name("other"))
    assert do(elsewhere, "softmax") == ["softmax final"]
    entries = list(folders.results.glob("softmax-*/test_evaluation.json"))
    assert len(entries) == 1, "the same training gives the same file, and the same entry"


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
def test_the_report_shows_what_there_is(folders: Folders) -> None:
    do(folders, "softmax", "expert")
    comparison_report.write(folders.results)
    text = (folders.results / "README.md").read_text()
    assert table(folders.results) in text
    assert {"softmax", "expert", "default"} <= {row.name for row in rows(folders.results)}
    for name in ("size", "softmax", "confusions", "hardest"):
        assert (folders.results / f"comparison/{name}.png").read_bytes().startswith(b"\x89PNG")


def test_chance_differs_from_another_figure() -> None:
    row = Row("net", None, (100, 10_000), Published(accuracy=0.99, source="here"))
    assert not row.differs
    assert dataclasses.replace(row, test=(130, 10_000)).differs
    assert not dataclasses.replace(row, published=Published(source="here")).differs


def test_single_images_are_timed_beside_the_network_that_ships(data: Path) -> None:
    speed = comparison._speed(lambda images: np.full((len(images), 10), 0.1))
    assert 0 < speed["microseconds"] < speed["default_microseconds"]


def test_a_network_that_ships_is_timed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = iter(range(1, 10))
    monkeypatch.setattr(comparison, "_speed", lambda _: {"microseconds": next(taken), "default_microseconds": 1})
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
