"""The comparison does what is missing, once, and says what it found."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from digits import mnist
from digits.lab.evaluation import comparison, comparison_report
from digits.lab.evaluation import evaluate as evaluation
from digits.lab.evaluation.comparison import ComparisonError, Piece, Workplace, missing, work
from digits.lab.evaluation.comparison_report import Row, rows, table
from digits.lab.evaluation.trial import Trial
from digits.lab.networks.common.published import Published
from digits.model_card import shipped_models


def one_after_the_other(do: Callable[[Any], Any], pieces: Iterable[Any], processes: int) -> Iterator[tuple[Any, Any]]:
    for piece in pieces:
        try:
            yield piece, do(piece)
        except ValueError as error:
            yield piece, error


@pytest.fixture
def place(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A workplace where trainings are brief and a stand-in is opened in place of the test set, for nobody's claim."""
    training = mnist.load("train")
    stand_in = mnist.Split(training.images[:300], training.labels[:300])
    load = mnist.load
    monkeypatch.setattr(evaluation.mnist, "load", lambda name: stand_in if name == "test" else load(name))

    def brief(name: str, settings: dict[str, str] | None = None, validation: Any = 0) -> Trial:
        return Trial(name, {"epochs": "1"} | (settings or {}) if name != "expert" else {}, validation, 600)

    monkeypatch.setattr(comparison, "Trial", brief)
    monkeypatch.setattr(comparison, "side_by_side", one_after_the_other)
    return Workplace(tmp_path / "runs", tmp_path / "results", tmp_path / "models")


def do(place: Workplace, *names: str) -> list[str]:
    pieces = missing(place.results, names, [])
    return [piece.title for piece, _ in work(place, pieces, 1, "digits compare")]


def test_a_network_is_trained_exported_claimed_and_then_left_alone(place: Workplace) -> None:
    assert do(place, "linear_raw") == ["linear_raw fold 0", "linear_raw fold 1", "linear_raw final"]
    found = json.loads((place.results / "comparison/linear_raw.json").read_text())
    assert found["final"]["test"]["images"] == 300
    assert (place.models / "linear_raw.onnx").exists()
    card = json.loads((place.models / "linear_raw.json").read_text())
    assert card["evaluation"]["errors"] == found["final"]["test"]["errors"]
    for kind in ("test", "test_last"):
        assert (place.results / found["final"][kind]["claim"] / "claim.json").exists()
    assert do(place, "linear_raw") == []


def test_a_baseline_is_fitted_and_claimed(place: Workplace) -> None:
    assert do(place, "expert") == ["expert fold 0", "expert fold 1", "expert final"]
    found = json.loads((place.results / "comparison/expert.json").read_text())
    claim = json.loads((place.results / found["final"]["test"]["claim"] / "claim.json").read_text())
    assert claim["errors"] == found["final"]["test"]["errors"]
    assert not place.models.exists()


def test_a_changed_recipe_is_done_anew(place: Workplace) -> None:
    do(place, "softmax")
    path = place.results / "comparison/softmax.json"
    found = json.loads(path.read_text())
    found["1"]["plan"]["recipe"]["learning_rate"] = 7.0
    path.write_text(json.dumps(found))
    assert [piece.key for piece in missing(place.results, ["softmax"], [])] == ["1"]


def test_what_fails_is_named_and_the_rest_is_done(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    perform = comparison.perform

    def failing(trial: Trial, folder: Path) -> Any:
        if trial.validation == 0:
            raise ValueError("no luck")
        return perform(trial, folder)

    monkeypatch.setattr(comparison, "perform", failing)
    pieces = [piece for piece in missing(place.results, ["softmax"], []) if not piece.final]
    with pytest.raises(ComparisonError, match="softmax fold 0: no luck"):
        list(work(place, pieces, 1, "digits compare"))
    assert list(json.loads((place.results / "comparison/softmax.json").read_text())) == ["1"]


def test_one_trial_that_answers_two_questions_is_trained_once(place: Workplace) -> None:
    trial = Trial("softmax", {"epochs": "1"}, 0, 600)
    pieces = [Piece("experiments/sensitivity.json", label, trial) for label in ("one", "other")]
    assert len(list(work(place, pieces, 1, "digits compare"))) == 2
    assert [path.name for path in place.runs.iterdir()] == ["softmax-1"]


def test_a_calibrating_run_that_is_gone_is_trained_anew(place: Workplace) -> None:
    do(place, "softmax")
    path = place.results / "comparison/softmax.json"
    found = json.loads(path.read_text())
    path.write_text(json.dumps({"0": found["0"], "1": found["1"]}))
    elsewhere = dataclasses.replace(place, runs=place.runs.with_name("other"))
    assert do(elsewhere, "softmax") == ["softmax final"]
    claims = [one.parent.name for one in place.results.glob("softmax-*/claim.json")]
    assert len(claims) == 1, "trained alike it is the same file, and the same claim"


def test_two_commands_do_not_work_on_the_same_results(place: Workplace) -> None:
    place.results.mkdir()
    with FileLock(place.results / ".lock"), pytest.raises(ComparisonError, match="another command works"):
        do(place, "softmax")


@pytest.mark.parametrize("content", ["{", "[]", '{"0": {}}', '{"0": 7}'])
def test_a_damaged_results_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "comparison").mkdir()
    (tmp_path / "comparison/softmax.json").write_text(content)
    with pytest.raises(ComparisonError, match=r"softmax\.json is damaged: delete it"):
        missing(tmp_path, ["softmax"], [])


def test_the_report_shows_what_there_is(place: Workplace) -> None:
    do(place, "softmax", "expert")
    comparison_report.write(place.results)
    text = (place.results / "README.md").read_text()
    assert table(place.results) in text
    assert {"softmax", "expert", "default"} <= {row.name for row in rows(place.results)}
    for name in ("size", "softmax", "confusions", "hardest"):
        assert (place.results / f"comparison/{name}.png").read_bytes().startswith(b"\x89PNG")


def test_chance_differs_from_another_figure() -> None:
    row = Row("net", None, (100, 10_000), Published(accuracy=0.99, source="here"))
    assert not row.differs
    assert dataclasses.replace(row, test=(130, 10_000)).differs
    assert not dataclasses.replace(row, published=Published(source="here")).differs


def test_single_images_are_timed_beside_the_network_that_ships(data: Path) -> None:
    speed = comparison._speed(lambda images: np.full((len(images), 10), 0.1))
    assert 0 < speed["microseconds"] < speed["beside"]


def test_a_network_that_ships_is_timed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = iter(range(1, 10))
    monkeypatch.setattr(comparison, "_speed", lambda _: {"microseconds": next(taken), "beside": 1})
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
    with pytest.raises(ComparisonError, match=r"shipped\.json is damaged: delete it"):
        rows(tmp_path)
