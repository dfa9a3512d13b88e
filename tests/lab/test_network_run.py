"""A network's run leaves what it promises, stops when it should, and keeps the weights it should."""

from pathlib import Path
from typing import Literal

import keras
import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from digits import metrics
from digits.lab import networks
from digits.lab.networks.common.layers import Standardization
from digits.lab.training.recipe import Recipe, SettingError
from digits.lab.training.runs.network_run import NetworkRun, logits
from digits.lab.training.runs.run import RunError
from network_runs import begin, reopened

pytestmark = pytest.mark.slow

SHORT = {"epochs": "2", "batch_size": "128", "augmentation.rotation": "10", "augmentation.elastic": "0.5"}
OVERFITTING = {"epochs": "30", "learning_rate": "0.05", "patience": "1", "network.units": "20"}
WITH_INITIAL = {"network.units": "20", "average_with_initial": "0.3", "recompute_batchnorm": "true"}


def validation_loss(run: NetworkRun, weights: Literal["kept", "best", "last"] = "kept") -> float:
    """What the network in the run's folder reaches on what validates it."""
    split = run.validation_images()
    assert split is not None
    return metrics.cross_entropy(metrics.softmax(logits(run.model(weights), split.images)), split.labels)


def test_a_run_learns_and_leaves_its_traces(trained: NetworkRun) -> None:
    (epoch,) = trained.history()
    assert set(epoch) == {"epoch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"}
    assert epoch["epoch"] == 1
    assert epoch["val_accuracy"] > 0.8
    assert trained.seconds == pytest.approx(epoch["seconds"])
    assert (trained.folder / "curves.png").read_bytes().startswith(b"\x89PNG")
    events = EventAccumulator(str(trained.folder / "tensorboard" / "train")).Reload()
    assert "epoch_loss" in events.Tags()["tensors"]
    weights = [tag for tag in events.Tags()["tensors"] if tag.endswith("histogram")]
    assert any("kernel" in tag for tag in weights)
    assert any("bias" in tag for tag in weights)
    split = trained.validation_images()
    assert split is not None
    probabilities = trained.predict()(split.images)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert (probabilities.argmax(axis=1) == split.labels).mean() == pytest.approx(epoch["val_accuracy"])


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
    run = begin(tmp_path, "mlp_800", OVERFITTING | {"keep": "best"})
    run.train()
    losses = [one["val_loss"] for one in run.history()]
    assert len(losses) < 30
    assert int(np.argmin(losses)) == len(losses) - 2
    assert validation_loss(run) == pytest.approx(min(losses), rel=1e-5)
    assert validation_loss(run, "best") == pytest.approx(min(losses), rel=1e-5)
    assert validation_loss(run, "last") == pytest.approx(losses[-1], rel=1e-5)


def test_keeping_the_last_the_best_can_be_had_too(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "mlp_800", OVERFITTING)
    run.train()
    losses = [one["val_loss"] for one in run.history()]
    assert min(losses) < losses[-1]
    assert validation_loss(run) == validation_loss(run, "last") == pytest.approx(losses[-1], rel=1e-5)
    assert validation_loss(run, "best") == pytest.approx(min(losses), rel=1e-5)


def test_the_best_weights_have_their_share_in_a_mean_with_the_last(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "mlp_800", OVERFITTING | {"average_with_best": "0.75", "recompute_batchnorm": "true"})
    run.train()
    best, last, mean = (run.model(weights).get_weights() for weights in ("best", "last", "kept"))
    assert any((one != other).any() for one, other in zip(best, last, strict=True))
    for one, other, kept in zip(best, last, mean, strict=True):
        np.testing.assert_allclose(kept, 0.75 * one + 0.25 * other, rtol=1e-5, atol=1e-6)


def test_the_first_weights_have_their_share_in_a_mean_with_the_last(data: Path, tmp_path: Path) -> None:
    first = begin(tmp_path, "mlp_800", SHORT | {"network.units": "20"})
    first.train()
    run = begin(tmp_path, "mlp_800", SHORT | WITH_INITIAL | {"seed": "2"})
    run.begin_with(first)
    run.train()
    begun, last, mean = first.model().get_weights(), run.model("last").get_weights(), run.model().get_weights()
    assert any((one != other).any() for one, other in zip(begun, last, strict=True))
    for one, other, kept in zip(begun, last, mean, strict=True):
        np.testing.assert_allclose(kept, 0.3 * one + 0.7 * other, rtol=1e-5, atol=1e-6)


def test_a_share_of_first_weights_needs_a_run_to_begin_with(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "mlp_800", SHORT | WITH_INITIAL)
    remedy = "no initial weights: create a run with `digits distill mlp_800 --begin-with RUN`"
    with pytest.raises(RunError, match=remedy):
        run.train()
    assert run.history() == []


@pytest.mark.parametrize("share", ["average_with_best", "average_with_initial"])
def test_a_mean_of_weights_needs_statistics_of_its_own(share: str) -> None:
    with pytest.raises(SettingError, match=rf"{share} needs .*recompute_batchnorm"):
        Recipe(epochs=1, batch_size=10, **{share: 0.5})


def test_a_loss_that_is_not_a_number_is_never_the_best(data: Path, tmp_path: Path, monkeypatch) -> None:
    losses = iter([0.9, float("nan"), 0.5])
    monkeypatch.setattr(metrics, "cross_entropy", lambda *_: next(losses))
    run = begin(tmp_path, "softmax", {"epochs": "3", "batch_size": "100", "keep": "best"})
    run.train()
    with np.load(run.folder / "state.npz") as last:
        np.testing.assert_array_equal(run.model().variables[0].numpy(), last["0"])


def test_weights_are_averaged(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "mlp_800", {"epochs": "2", "batch_size": "50", "network.units": "20", "ema": "0.9"})
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


def test_a_loss_that_is_not_finite_stops_with_the_epoch_and_the_remedy(data: Path, tmp_path: Path) -> None:
    run = begin(tmp_path, "linear_raw", {"epochs": "3", "optimizer": "sgd", "learning_rate": "1e37"})
    with pytest.raises(RunError, match=r"linear_raw-1: the loss became nan in epoch 1\. .*--learning-rate 1e\+36"):
        run.train()
    assert not run.finished
    assert not (run.folder / "state.npz").exists()
