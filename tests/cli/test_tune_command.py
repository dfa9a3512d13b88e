"""``digits tune`` as it is typed."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from digits.cli import digits
from digits.lab.search.storage import StudyLocation

TINY = ("--images", "600", "--epochs", "1")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_study_is_made_shown_and_repeated(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    capfd.readouterr()
    done = CliRunner().invoke(digits, ["tune", "softmax", "--trials", "2", *TINY, "--search", "batch_size=50,100"])
    assert done.exit_code == 0, done.output
    assert (done.stderr, capfd.readouterr().err) == ("", ""), "the worker says nothing, either"
    assert "softmax, fold 0 validates; searched: batch_size=50,100" in done.stdout
    assert "2 trials: 2 complete" in done.stdout
    shown = CliRunner().invoke(digits, ["tune", "softmax", "--trials", "0"])
    assert shown.exit_code == 0, shown.output
    assert "2 trials: 2 complete" in shown.output
    for name in ("trials.csv", "history.png", "importance.png", "parallel.png"):
        assert f"studies/softmax/{name}" in shown.output
        assert (tmp_path / "studies" / "softmax" / name).stat().st_size > 100
    command = next(line for line in shown.output.splitlines() if line.startswith("  digits train softmax"))
    again = CliRunner().invoke(digits, shlex.split(command)[1:])
    assert again.exit_code == 0, again.output


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ctrl_c_keeps_the_study_and_says_how_to_go_on(data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "digits", "tune", "softmax", "--trials", "3", "--epochs", "500"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 180
        while not list(tmp_path.glob("studies/softmax/runs/*/recipe.json")):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < deadline
            time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the command and its workers
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert errors == "interrupted: studies/softmax.log has the finished trials; repeat the command to continue\n"
    study = StudyLocation(str(tmp_path / "studies" / "softmax.log"), "softmax").open()
    assert [trial.state.name for trial in study.trials] == ["FAIL"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("nothing", "--trials", "1"), 2, "there is no network or baseline 'nothing'"),
        (("softmax",), 2, "Missing option '--trials'"),
        (("softmax", "--trials", "1", "--search", "learning_rat=1:2"), 2, "there are: epochs, batch_size"),
        (("softmax", "--trials", "1", "--search", "learning_rate"), 2, "must have the form SETTING=VALUE"),
        (("softmax", "--trials", "1", "--search", "optimizer=sgd,adamm"), 2, "optimizer is one of sgd"),
        (("softmax", "--trials", "1", "--search", "learning_rate=1e-1:1e-4:log"), 2, "LOW below HIGH"),
        (("softmax", "--trials", "1", "--set", "epoch=1"), 2, "unknown setting epoch"),
        (("softmax", "--trials", "1", "--fold", "5"), 2, "0<=x<=4"),
        (("softmax", "--trials", "0"), 1, "there is no study softmax in studies/softmax.log yet"),
        (("softmax", "--trials", "1", "--study", "studies"), 1, "a study file needs a suffix"),
        (("softmax", "--trials", "1", "--study", "nonsense://x"), 1, "the database cannot be opened"),
    ],
)
def test_a_wrong_argument_is_reported_and_nothing_is_made(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    status: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(digits, ["tune", *arguments])
    assert done.exit_code == status, done.output
    assert message in done.output
    assert not list(tmp_path.iterdir())
