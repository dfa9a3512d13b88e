"""A baseline is fitted once, kept, and answers the same from its file."""

import importlib
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from digits.lab import baselines
from digits.lab.training.runs import baseline_run, factory
from digits.lab.training.runs.baseline_run import BaselineRun
from digits.lab.training.runs.run import RunError


def begin(folder: Path, name: str, **settings: str) -> BaselineRun:
    run = factory.create(folder, name, settings, validation=0, images=500)
    assert isinstance(run, BaselineRun)
    return run


def test_it_is_fitted_kept_and_answers_the_same_from_its_file(data: Path, tmp_path: Path, baseline: str) -> None:
    run = begin(tmp_path, baseline)
    assert not run.finished
    assert run.seconds == 0
    run.train()
    assert run.finished
    assert run.seconds >= 0
    assert run.history() == []
    split = run.validation_images()
    assert split is not None
    learned = run.training_images()
    fitted = baselines.baseline(baseline).fit(learned.images, learned.labels, run.recipe)
    answers = factory.reopen(run.folder).predict()(split.images)
    np.testing.assert_array_equal(answers, fitted.probabilities(split.images))
    assert (answers.argmax(axis=1) == split.labels).mean() > 0.6
    assert sorted(path.name for path in run.folder.iterdir() if path.name != ".lock") == [
        "fitted.joblib",
        "fitted.json",
        "recipe.json",
        "run.json",
    ]


def test_its_settings_reach_it(data: Path, tmp_path: Path, baseline: str) -> None:
    dull, sharp = begin(tmp_path, baseline, sharpness="0"), begin(tmp_path, baseline, sharpness="9")
    for run in (dull, sharp):
        run.train()
    images = sharp.training_images().images[:20]
    np.testing.assert_allclose(dull.predict()(images), 0.1)
    assert sharp.predict()(images).max() > 0.9


def test_it_is_fitted_once(data: Path, tmp_path: Path, baseline: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = begin(tmp_path, baseline)
    run.train()
    before = (run.folder / "fitted.joblib").stat().st_mtime_ns
    monkeypatch.setattr(baselines.baseline(baseline), "fit", None)
    run.train()
    assert (run.folder / "fitted.joblib").stat().st_mtime_ns == before


def test_it_is_fitted_by_one_process_at_a_time(data: Path, tmp_path: Path, baseline: str) -> None:
    run = begin(tmp_path, baseline)
    with FileLock(run.folder / ".lock"), pytest.raises(RunError, match="being fitted by another process"):
        run.train()
    assert not run.finished


def test_what_is_not_fitted_or_is_damaged_is_reported(tmp_path: Path, baseline: str) -> None:
    run = begin(tmp_path, baseline)
    with pytest.raises(RunError, match=r"nearest_mean-1 is not fitted: continue with `digits train --resume"):
        run.predict()
    for left in (b"", b"cut off", b"\x80\x04."):
        (run.folder / "fitted.joblib").write_bytes(left)
        with pytest.raises(RunError, match=r"fitted\.joblib is damaged"):
            run.predict()


def test_the_card_changes_with_all_that_decides_the_answers(tmp_path: Path, baseline: str) -> None:
    first, same, other = begin(tmp_path, baseline), begin(tmp_path, baseline), begin(tmp_path, baseline, sharpness="2")
    more = factory.create(tmp_path, baseline, {}, validation=0, images=501)
    elsewhere = factory.create(tmp_path, baseline, {}, validation=1, images=500)
    assert isinstance(more, BaselineRun)
    assert isinstance(elsewhere, BaselineRun)
    for run in (first, same, other, more, elsewhere):
        run.train()
    assert first.card() == same.card()
    assert len({run.card()["sha256"] for run in (first, other, more, elsewhere)}) == 4
    card = first.card()
    assert card["version"].endswith(card["sha256"][:8])
    assert card["training"]["recipe"]["seed"] == 7


def test_the_hash_of_a_package_covers_all_its_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "made_up"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "rules.py").write_text("LIMIT = 1")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("made_up")
    before = baseline_run._source(module)
    (package / "rules.py").write_text("LIMIT = 2")
    assert baseline_run._source(module) != before
