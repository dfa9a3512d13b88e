"""A network's run leaves what it promises, stops when it should, and survives being stopped and killed."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import keras
import numpy as np
import pytest
from filelock import FileLock

from digits import metrics
from digits.lab import networks
from digits.lab.networks.common.layers import Standardization
from digits.lab.training.recipe import Recipe, SettingError
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun, logits
from digits.lab.training.runs.run import RunError, Validation

pytestmark = pytest.mark.slow

SHORT = {"epochs": "2", "batch_size": "128", "augmentation.rotation": "10", "augmentation.elastic": "0.5"}


def begin(
    folder: Path, name: str, settings: Mapping[str, str], images: int = 300, validation: Validation = 0
) -> NetworkRun:
    run = factory.create(folder, name, settings, validation, images)
    assert isinstance(run, NetworkRun)
    return run


def reopened(run: NetworkRun) -> NetworkRun:
    again = factory.reopen(run.folder)
    assert isinstance(again, NetworkRun)
    return again


def validation_loss(run: NetworkRun, weights: Literal["kept", "best", "last"] = "kept") -> float:
    """What the network in the run's folder reaches on what validates it."""
    split = run.validation_images()
    assert split is not None
    return metrics.cross_entropy(metrics.softmax(logits(run.model(weights), split.images)), split.labels)


def assert_equal_weights(one: keras.Model, other: keras.Model) -> None:
    for ours, theirs in zip(one.weights, other.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-4, atol=1e-5)


def test_a_run_learns_and_leaves_its_traces(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "lenet_8_16", SHORT, images=4000)
    assert run.history() == []
    run.train()
    history = run.history()
    assert [one["epoch"] for one in history] == [1, 2]
    assert set(history[0]) == {"epoch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"}
    assert history[-1]["val_accuracy"] > 0.8
    assert run.seconds == pytest.approx(sum(one["seconds"] for one in history))
    assert (run.folder / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert list((run.folder / "tensorboard").rglob("events.out.tfevents*"))
    split = run.validation_images()
    assert split is not None
    probabilities = run.predict()(split.images[:2000])
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert (probabilities.argmax(axis=1) == split.labels[:2000]).mean() > 0.8


def test_a_finished_run_is_not_trained_again(trained: NetworkRun) -> None:
    assert trained.finished
    before = (trained.folder / "final.weights.h5").stat().st_mtime_ns
    reopened(trained).train(lambda *_: pytest.fail("it trains"))
    assert (trained.folder / "final.weights.h5").stat().st_mtime_ns == before


def test_the_report_is_told_of_steps_and_epochs(data: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int, bool]] = []
    run = begin(tmp_path, "softmax", {"epochs": "2", "batch_size": "10"}, images=335)
    run.train(lambda step, epoch, figures: told.append((step, epoch, figures is not None)))
    assert run.steps_per_epoch() == 34
    for epoch in (1, 2):
        steps = [step for step, there, over in told if there == epoch and not over]
        assert steps == sorted(set(steps))
        assert steps[-1] == 34
        assert len(steps) > 1
    assert [one for one in told if one[2]] == [(0, 1, True), (0, 2, True)]


@pytest.mark.parametrize("images", [10, 130, 335], ids="{} images".format)
def test_each_epoch_has_every_image_once(data: Path, tmp_path: Path, monkeypatch, images: int) -> None:
    taken: list[int] = []

    class Counting(keras.layers.Layer):
        def build(self, _: tuple[int | None, ...]) -> None:
            self.seen = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, inputs: object, training: bool = False) -> object:
            if training:
                self.seen.assign_add(keras.ops.cast(keras.ops.shape(inputs)[0], "float32"))
            return inputs

    def build() -> keras.Sequential:
        layers = [keras.layers.Input((28, 28, 1)), Counting(), keras.layers.Flatten(), keras.layers.Dense(10)]
        return keras.Sequential(layers)

    def report(step: int, epoch: int, figures: dict[str, float] | None) -> None:
        if figures is not None:
            with np.load(run.folder / "state.npz") as state:
                taken.append(int(state["0"]))

    monkeypatch.setattr(networks.network("softmax"), "build", build)
    run = begin(tmp_path, "softmax", {"epochs": "3", "batch_size": "10"}, images=images)
    run.train(report)
    assert taken == [images, 2 * images, 3 * images]


def test_a_run_without_validation_has_the_figures_of_training_only(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "softmax", {"epochs": "1"}, validation=None)
    run.train()
    assert set(run.history()[0]) == {"epoch", "seconds", "loss", "accuracy"}
    assert not (run.folder / "best.weights.h5").exists()
    with pytest.raises(RunError, match="kept no best weights"):
        run.model("best")


def test_stops_early_and_keeps_the_best(data: Path, tmp_path: Path) -> None:
    settings = {"epochs": "30", "batch_size": "50", "learning_rate": "0.02", "patience": "1", "keep": "best"}
    run = begin(tmp_path, "lenet_8_16", settings, images=500)
    run.train()
    losses = [one["val_loss"] for one in run.history()]
    assert len(losses) < 30
    assert int(np.argmin(losses)) == len(losses) - 2
    assert validation_loss(run) == pytest.approx(min(losses), rel=1e-5)
    assert validation_loss(run, "best") == pytest.approx(min(losses), rel=1e-5)
    assert validation_loss(run, "last") == pytest.approx(losses[-1], rel=1e-5)


def test_keeping_the_last_the_best_can_be_had_too(data: Path, tmp_path: Path) -> None:
    settings = {"epochs": "30", "learning_rate": "0.05", "patience": "1", "network.units": "20"}
    run = begin(tmp_path, "mlp_800", settings)
    run.train()
    losses = [one["val_loss"] for one in run.history()]
    assert min(losses) < losses[-1]
    assert validation_loss(run) == validation_loss(run, "last") == pytest.approx(losses[-1], rel=1e-5)
    assert validation_loss(run, "best") == pytest.approx(min(losses), rel=1e-5)


def test_the_best_weights_have_their_share_in_a_mean_with_the_last(data: Path, tmp_path: Path) -> None:
    settings = {"epochs": "30", "learning_rate": "0.05", "patience": "1", "network.units": "20"}
    run = begin(tmp_path, "mlp_800", settings | {"average_with_best": "0.75", "recompute_batchnorm": "true"})
    run.train()
    best, last, mean = (run.model(weights).get_weights() for weights in ("best", "last", "kept"))
    assert any((one != other).any() for one, other in zip(best, last, strict=True))
    for one, other, kept in zip(best, last, mean, strict=True):
        np.testing.assert_allclose(kept, 0.75 * one + 0.25 * other, rtol=1e-5, atol=1e-6)


def test_the_first_weights_have_their_share_in_a_mean_with_the_last(data: Path, tmp_path: Path) -> None:
    first = begin(tmp_path, "mlp_800", SHORT | {"network.units": "20"})
    first.train()
    settings = SHORT | {
        "network.units": "20",
        "average_with_initial": "0.3",
        "recompute_batchnorm": "true",
        "seed": "2",
    }
    run = begin(tmp_path, "mlp_800", settings)
    run.begin_with(first)
    run.train()
    begun, last, mean = first.model().get_weights(), run.model("last").get_weights(), run.model().get_weights()
    assert any((one != other).any() for one, other in zip(begun, last, strict=True))
    for one, other, kept in zip(begun, last, mean, strict=True):
        np.testing.assert_allclose(kept, 0.3 * one + 0.7 * other, rtol=1e-5, atol=1e-6)


def test_a_share_of_first_weights_needs_a_run_to_begin_with(data: Path, tmp_path: Path) -> None:
    run = begin(
        tmp_path,
        "mlp_800",
        SHORT | {"network.units": "20", "average_with_initial": "0.3", "recompute_batchnorm": "true"},
    )
    with pytest.raises(
        RunError, match="no initial weights: create a run with `digits distill mlp_800 --begin-with RUN`"
    ):
        run.train()
    assert run.history() == []


@pytest.mark.parametrize("share", ["average_with_best", "average_with_initial"])
def test_a_mean_of_weights_needs_statistics_of_its_own(share: str) -> None:
    with pytest.raises(SettingError, match=rf"{share} needs .*recompute_batchnorm"):
        Recipe(epochs=1, batch_size=10, **{share: 0.5})


def test_a_loss_that_is_not_a_number_is_never_the_best(data: Path, tmp_path: Path, monkeypatch) -> None:
    losses = iter([0.9, float("nan"), 0.5])
    monkeypatch.setattr(metrics, "cross_entropy", lambda *_: next(losses))
    run = begin(tmp_path, "lenet_8_16", {"epochs": "3", "batch_size": "100", "keep": "best"})
    run.train()
    with np.load(run.folder / "state.npz") as last:
        np.testing.assert_array_equal(run.model().variables[0].numpy(), last["0"])


def test_what_is_damaged_is_reported(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "lenet_8_16", SHORT)
    (run.folder / "state.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(RunError, match=r"state\.npz is damaged"):
        run.train()
    with pytest.raises(RunError, match=r"not fully trained: continue with `digits train --resume"):
        run.model()
    (run.folder / "final.weights.h5").write_bytes(b"cut off")
    with pytest.raises(RunError, match=r"final\.weights\.h5 is damaged"):
        run.model()


@pytest.mark.parametrize("log", ["a,b\n1,x\n", "epoch,seconds,loss,accuracy\n1,2\n", "", "\0\xff"])
@pytest.mark.parametrize("epochs", [1, 2], ids=["finished", "stopped"])
def test_a_damaged_log_is_reported_and_written_again(data: Path, tmp_path: Path, log: str, epochs: int) -> None:
    def after_the_first(step: int, epoch: int, figures: dict[str, float] | None) -> None:
        if epoch == 2:
            raise EnoughError

    run = begin(tmp_path, "softmax", {"epochs": str(epochs)})
    with contextlib.suppress(EnoughError):
        run.train(after_the_first)
    before = run.history()
    (run.folder / "log.csv").write_text(log)
    with pytest.raises(RunError, match=rf"log\.csv is damaged .*`digits train --resume {run.folder}` writes it again"):
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
    run = begin(tmp_path, "lenet_8_16", SHORT)
    with FileLock(run.folder / ".lock"), pytest.raises(RunError, match="another process"):
        run.train()


def test_weights_are_averaged(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "lenet_8_16", {"epochs": "2", "batch_size": "50", "ema": "0.9"}, images=800)
    run.train()
    with np.load(run.folder / "state.npz") as state:
        trained = state["0"]
    averaged = run.model().variables[0].numpy()
    assert 0 < np.abs(averaged - trained).max() < 0.05
    assert validation_loss(run) == pytest.approx(run.history()[-1]["val_loss"], rel=1e-5)


def test_statistics_are_taken_again_from_plain_images(data: Path, tmp_path: Path) -> None:
    settings = {"epochs": "1", "batch_size": "50", "augmentation.scale": "0.5", "recompute_batchnorm": "true"}
    run = begin(tmp_path, "lenet_8_16", settings | {"normalization": "batch"}, images=400)
    run.train()
    model = run.model()
    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization))
    below = keras.Model(model.inputs, first.input)
    activations = below.predict(run.training_images().images[..., None].astype(np.float32), verbose=0)
    np.testing.assert_allclose(first.moving_mean.numpy(), activations.mean(axis=(0, 1, 2)), rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(first.moving_variance.numpy(), activations.var(axis=(0, 1, 2)), rtol=0.02)


def test_a_layer_is_adapted_to_the_training_images_and_saved(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "linear", {"epochs": "1"}, validation="tenth")
    run.train()
    layer = next(layer for layer in reopened(run).model().layers if isinstance(layer, Standardization))
    images = run.training_images().images[..., None].astype(np.float64)
    np.testing.assert_allclose(layer.mean.numpy(), images.mean(axis=0), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(layer.deviation.numpy(), images.std(axis=0), rtol=1e-5, atol=1e-5)
    assert validation_loss(reopened(run)) == pytest.approx(run.history()[-1]["val_loss"], rel=1e-5)


@pytest.mark.parametrize("normalization", ["batch", "layer"])
def test_what_is_put_on_a_network_is_trained_and_kept(data: Path, tmp_path: Path, normalization: str) -> None:
    settings = {"epochs": "1", "batch_size": "50", "normalization": normalization, "dropout": "0.3", "l2": "0.01"}
    run = begin(tmp_path, "mlp_150_150", settings | {"network.widths": "30,20"})
    kinds = [type(layer).__name__ for layer in run.build().layers if layer.name != "input"]
    hidden = ["Dense", f"{normalization.title()}Normalization", "Activation", "Dropout"]
    assert kinds == ["Standardization", "Flatten", *hidden, *hidden, "Dense"]
    dense = [layer for layer in run.build().layers if isinstance(layer, keras.layers.Dense)]
    assert [layer.units for layer in dense] == [30, 20, 10]
    assert [float(layer.kernel_regularizer.l2) for layer in dense] == pytest.approx([0.01] * 3)
    run.train()
    again = reopened(run)
    assert [type(layer).__name__ for layer in again.model().layers] == kinds
    assert validation_loss(again) == pytest.approx(run.history()[-1]["val_loss"], rel=1e-5)


def test_what_a_network_was_built_with_is_taken_off(tmp_path: Path) -> None:
    layers = begin(tmp_path, "default", {"normalization": "none"}).build().layers
    assert not [layer for layer in layers if isinstance(layer, keras.layers.BatchNormalization)]
    layers = begin(tmp_path, "lenet_8_16", {"dropout": "0"}).build().layers
    assert [layer.rate for layer in layers if isinstance(layer, keras.layers.Dropout)] in ([], [0])


def test_the_penalty_of_the_weights_is_in_the_loss_of_training_only(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "mlp_800", {"epochs": "1", "network.units": "8", "learning_rate": "1e-9", "l2": "10"})
    run.train()
    dense = [layer for layer in run.model().layers if isinstance(layer, keras.layers.Dense)]
    penalty = 10 * sum(float((layer.kernel.numpy() ** 2).sum()) for layer in dense)
    after = run.history()[0]
    assert after["val_loss"] == pytest.approx(validation_loss(run), rel=1e-5)
    assert penalty > 20 * after["val_loss"]
    assert after["loss"] == pytest.approx(penalty + after["val_loss"], rel=0.01)


class EnoughError(Exception):
    """What a report raises to end a training."""


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
    if [str(epoch)] == sys.argv[2:]:
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
    for when in (["2"], []):
        done = subprocess.run([sys.executable, "-c", SCRIPT, str(killed.folder), *when], check=False)
        assert done.returncode == (-signal.SIGKILL if when else 0)
        assert killed.finished == (not when)
        assert len(killed.history()) == (1 if when else 3)
    assert_equal_weights(undisturbed.model(), killed.model())
    assert_equal_weights(undisturbed.model("last"), killed.model("last"))
