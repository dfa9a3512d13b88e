"""A run leaves what it promises, stops when it should, and survives being killed."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from filelock import FileLock

from digits.lab import train as training_module
from digits.lab import zoo
from digits.lab.augment import Augmentation
from digits.lab.recipe import Recipe
from digits.lab.train import Run, RunError, logits, train
from digits.lab.train import _optimizer as optimizer_of

SHORT = Recipe(epochs=2, batch_size=128, augmentation=Augmentation(rotation=10, elastic=0.5))


def log(folder: Path) -> list[dict[str, str]]:
    with (folder / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_learns_and_leaves_its_traces(data: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "lenet_8_16", SHORT, fold=0, images=4000)
    train(run)
    rows = log(run.folder)
    assert [float(row["epoch"]) for row in rows] == [1, 2]
    assert float(rows[-1]["val_accuracy"]) > 0.8
    assert (run.folder / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert list((run.folder / "tensorboard").rglob("events.out.tfevents*"))
    assert (run.folder / "best.weights.h5").exists()
    split = run.validation_images()
    assert split is not None
    right = logits(run.model(), split.images[:2000]).argmax(axis=1) == split.labels[:2000]
    assert right.mean() > 0.8


def test_runs_do_not_share_a_folder(data: Path, tmp_path: Path) -> None:
    folders = [Run.create(tmp_path, "lenet_8_16", SHORT, fold=1).folder for _ in range(3)]
    assert [folder.name for folder in folders] == ["lenet_8_16-1", "lenet_8_16-2", "lenet_8_16-3"]


def test_a_run_opened_again_is_the_same(data: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "lenet_8_16", SHORT, fold=2, images=500)
    assert Run.open(run.folder) == run


def test_no_run_in_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="holds no run"):
        Run.open(tmp_path)


def test_watching_the_validation_loss_needs_a_fold(tmp_path: Path) -> None:
    for recipe in (Recipe(epochs=9, batch_size=100, patience=1), Recipe(epochs=9, batch_size=100, keep="best")):
        with pytest.raises(RunError, match="fold"):
            Run.create(tmp_path, "lenet_8_16", recipe, fold=None)
    assert not list(tmp_path.iterdir())


def test_stops_early_and_keeps_the_best(data: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=30, batch_size=50, learning_rate=0.02, patience=1, keep="best")
    run = Run.create(tmp_path, "lenet_8_16", recipe, fold=0, images=500)
    train(run)
    losses = [float(row["val_loss"]) for row in log(run.folder)]
    assert len(losses) < 30
    assert int(np.argmin(losses)) == len(losses) - 2
    kept = keras.models.clone_model(run.model())
    kept.load_weights(run.folder / "best.weights.h5")
    split = run.validation_images()
    assert split is not None
    np.testing.assert_array_equal(logits(kept, split.images[:100]), logits(run.model(), split.images[:100]))


def test_one_cycle_rises_from_zero_and_falls_to_zero() -> None:
    recipe = Recipe(epochs=10, batch_size=100, learning_rate=0.01, schedule="one_cycle", warmup=0.2)
    rate = optimizer_of(recipe, steps=100)._learning_rate
    assert [float(rate(step)) for step in (0, 100, 200, 600, 1000)] == pytest.approx([0, 0.005, 0.01, 0.005, 0])


def test_only_kernels_decay() -> None:
    optimizer = optimizer_of(Recipe(epochs=1, batch_size=1, optimizer="adamw", weight_decay=0.1), steps=1)
    model = zoo.network("default").build()
    optimizer.build(model.trainable_variables)
    decaying = {variable.name for variable in model.trainable_variables if optimizer._use_weight_decay(variable)}
    assert decaying == {"kernel"}


def test_a_loss_that_is_not_a_number_is_never_the_best(data: Path, tmp_path: Path, monkeypatch) -> None:
    losses = iter([0.9, float("nan"), 0.5])
    monkeypatch.setattr(training_module.metrics, "cross_entropy", lambda *_: next(losses))
    run = Run.create(tmp_path, "lenet_8_16", Recipe(epochs=3, batch_size=100, keep="best"), fold=0, images=300)
    train(run)
    with np.load(run.folder / "state.npz") as last:
        np.testing.assert_array_equal(run.model().variables[0].numpy(), last["0"])


def test_what_is_damaged_is_said(data: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "lenet_8_16", SHORT, fold=0, images=300)
    (run.folder / "state.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(RunError, match=r"state\.npz is damaged"):
        train(run)
    (run.folder / "final.weights.h5").write_bytes(b"cut off")
    with pytest.raises(RunError, match=r"final\.weights\.h5 is damaged"):
        run.model()


def test_a_run_is_trained_by_one_process_at_a_time(data: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "lenet_8_16", SHORT, fold=0, images=300)
    with FileLock(run.folder / ".lock"), pytest.raises(RunError, match="another process"):
        train(run)


def test_weights_are_averaged(data: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=2, batch_size=100, ema=0.9)
    run = Run.create(tmp_path, "lenet_8_16", recipe, fold=0, images=2000)
    train(run)
    with np.load(run.folder / "state.npz") as state:
        trained = state["0"]
    averaged = run.model().variables[0].numpy()
    assert 0 < np.abs(averaged - trained).max() < 0.05


def test_statistics_are_taken_anew_from_plain_images(data: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=1, batch_size=50, augmentation=Augmentation(scale=0.5), plain_statistics=True)
    run = Run.create(tmp_path, "default", recipe, fold=0, images=400)
    train(run)
    model = run.model()
    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization))
    below = keras.Model(model.inputs, first.input)
    activations = below.predict(run.training_images().images[..., None].astype(np.float32), verbose=0)
    np.testing.assert_allclose(first.moving_mean.numpy(), activations.mean(axis=(0, 1, 2)), rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(first.moving_variance.numpy(), activations.var(axis=(0, 1, 2)), rtol=0.02)


SCRIPT = """
import os, signal, sys
from pathlib import Path
from digits.lab.train import Run, train

def report(step, epoch, figures):
    if [str(epoch), str(step)] == sys.argv[2:]:
        os.kill(os.getpid(), signal.SIGKILL)

train(Run.open(Path(sys.argv[1])), report)
"""


def test_killed_and_resumed_it_ends_as_if_undisturbed(data: Path, tmp_path: Path) -> None:
    recipe = zoo.network("default").RECIPE.changed({"epochs": "3", "batch_size": "50", "ema": "0.9", "keep": "best"})
    undisturbed, killed = (Run.create(tmp_path, "default", recipe, fold=0, images=300) for _ in range(2))
    for run, when in ((undisturbed, []), (killed, ["2", "4"]), (killed, [])):
        environment = os.environ | {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
        command = [sys.executable, "-c", SCRIPT, str(run.folder), *when]
        done = subprocess.run(command, env=environment, check=False)
        assert done.returncode == (-signal.SIGKILL if when else 0)
        assert run.finished == (not when)
        assert len(run.history()) == (1 if when else 3)
    for one, other in zip(undisturbed.model().weights, killed.model().weights, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), rtol=1e-4, atol=1e-5)
