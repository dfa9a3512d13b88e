"""A network's run that was stopped, killed or damaged is resumed, or says what to do."""

import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from filelock import FileLock

from digits.lab.training.runs.run import RunError
from network_runs import begin, reopened

pytestmark = pytest.mark.slow


class EnoughError(Exception):
    """What a report raises to end a training."""


def assert_equal_weights(one: keras.Model, other: keras.Model) -> None:
    for ours, theirs in zip(one.weights, other.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-4, atol=1e-5)


def test_stopped_by_the_report_it_can_be_gone_on_with(data: Path, tmp_path: Path) -> None:
    def within_the_second(step: int, epoch: int, figures: dict[str, float] | None) -> None:
        if epoch == 2 and figures is None:
            raise EnoughError

    def after_the_second(step: int, epoch: int, figures: dict[str, float] | None) -> None:
        if epoch == 2 and figures is not None:
            raise EnoughError

    settings = {"epochs": "3", "batch_size": "100", "network.units": "20", "dropout": "0.3"}
    undisturbed, stopped = (begin(tmp_path, "mlp_800", settings) for _ in range(2))
    undisturbed.train()
    for report, finished_epochs in ((within_the_second, 1), (after_the_second, 2)):
        with pytest.raises(EnoughError):
            stopped.train(report)
        assert not stopped.finished
        assert len(stopped.history()) == finished_epochs
    reopened(stopped).train()
    assert [one["epoch"] for one in stopped.history()] == [1, 2, 3]
    assert_equal_weights(undisturbed.model(), stopped.model())


SCRIPT = """
import os, signal, sys
from pathlib import Path
from digits.lab.training.runs import factory

def report(step, epoch, figures):
    if epoch == 2:
        os.kill(os.getpid(), signal.SIGKILL)

factory.reopen(Path(sys.argv[1])).train(report)
"""


def test_killed_and_resumed_it_ends_as_if_undisturbed(data: Path, tmp_path: Path) -> None:
    settings = {
        "epochs": "3",
        "batch_size": "50",
        "network.units": "30",
        "optimizer": "adamw",
        "schedule": "one_cycle",
        "weight_decay": "0.02",
        "ema": "0.9",
        "normalization": "batch",
        "dropout": "0.3",
        "augmentation.rotation": "10",
        "augmentation.elastic": "0.5",
        "recompute_batchnorm": "true",
        "keep": "best",
    }
    undisturbed, killed = (begin(tmp_path, "mlp_800", settings) for _ in range(2))
    undisturbed.train()
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(killed.folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not killed.finished
    assert len(killed.history()) == 1
    reopened(killed).train()
    assert [one["epoch"] for one in killed.history()] == [1, 2, 3]
    assert_equal_weights(undisturbed.model(), killed.model())
    assert_equal_weights(undisturbed.model("last"), killed.model("last"))


def test_what_is_damaged_is_reported(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "softmax", {})
    (run.folder / "state.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(RunError, match=r"state\.npz is damaged"):
        run.train()
    with pytest.raises(RunError, match=r"not fully trained: continue with `digits train --resume"):
        run.model()
    (run.folder / "final.weights.h5").write_bytes(b"cut off")
    with pytest.raises(RunError, match=r"final\.weights\.h5 is damaged"):
        run.model()


@pytest.mark.parametrize(
    ("epochs", "logs"),
    [(1, ["a,b\n1,x\n", "epoch,seconds,loss,accuracy\n1,2\n", "", "\0\xff"]), (2, ["\0\xff"])],
    ids=["finished", "stopped"],
)
def test_a_damaged_log_is_reported_and_written_again(data: Path, tmp_path: Path, epochs: int, logs: list[str]) -> None:
    def after_the_first(step: int, epoch: int, figures: dict[str, float] | None) -> None:
        if epoch == 2:
            raise EnoughError

    run = begin(tmp_path, "softmax", {"epochs": str(epochs)})
    with contextlib.suppress(EnoughError):
        run.train(after_the_first)
    before = run.history()
    assert len(before) == 1
    remedy = rf"log\.csv is damaged .*`digits train --resume {run.folder}` writes it again"
    for log in logs:
        (run.folder / "log.csv").write_text(log)
        with pytest.raises(RunError, match=remedy):
            reopened(run).history()
        reopened(run).train()
        assert run.history()[:1] == before
        assert len(run.history()) == epochs


def test_best_weights_that_are_gone_are_reported(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "softmax", {"epochs": "1", "keep": "best"})
    run.train()
    (run.folder / "final.weights.h5").unlink()
    best = run.folder / "best.weights.h5"
    for break_it in (lambda: best.write_bytes(b"cut off"), best.unlink):
        break_it()
        with pytest.raises(
            RunError, match=r"best\.weights\.h5 is missing or damaged.*: delete .*state\.npz and resume"
        ):
            reopened(run).train()
    (run.folder / "state.npz").unlink()
    reopened(run).train()
    assert run.finished


def test_a_run_is_trained_by_one_process_at_a_time(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "softmax", {})
    with FileLock(run.folder / ".lock"), pytest.raises(RunError, match="another process"):
        run.train()
