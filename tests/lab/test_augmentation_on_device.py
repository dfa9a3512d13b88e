"""Batches made on the device are those made on the host, and a run trained with them is the same run."""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest

from digits.lab.data import augmentation_on_device
from digits.lab.data.augmentation import Augmentation, augment, draw_parameters
from digits.lab.data.augmentation_on_device import VARIABLE, OnDevice, on_device
from digits.lab.training.runs import factory
from digits.lab.training.settings_parser import SettingError

STRONG = Augmentation(rotation=15, shift=2.5, scale=0.15, shear=0.2, elastic=1.0)


WORN = {"thickness": 0.6, "stretch": 0.3, "perspective": 0.15, "faint": 0.6, "gap": 1.5, "blur": 0.6, "noise": 25.0}


@pytest.mark.parametrize(
    "how",
    [
        None,
        Augmentation(),
        Augmentation(rotation=20, shift=9),
        Augmentation(elastic=3, elastic_cells=2),
        *(Augmentation(**{kind: amount}) for kind, amount in WORN.items()),
        dataclasses.replace(STRONG, **WORN),
    ],
    ids=str,
)
def test_the_same_parameters_give_the_same_images(training, how: Augmentation | None) -> None:
    images, places = training.images[:300], np.arange(299, 0, -7, dtype=np.int32)
    chosen = images[places]
    parameters = {} if how is None else draw_parameters(chosen, how, np.random.default_rng([1, 2]))
    expected = chosen if how is None else augment(chosen, how, np.random.default_rng([1, 2]))
    on = OnDevice(keras.Sequential([keras.layers.Input((28, 28, 1)), keras.layers.Flatten()]), images, how)
    varied = keras.ops.convert_to_numpy(on.augmented({"indices": places, **parameters}))
    np.testing.assert_allclose(varied, expected, atol=1.5)  # where the pen's grey levels are rounded otherwise
    assert np.abs(varied - expected).mean() < 0.01


@pytest.mark.slow
def test_a_run_is_the_same_run(data: Path, tmp_path: Path, monkeypatch) -> None:
    settings = {
        "epochs": "2",
        "batch_size": "50",
        "ema": "0.9",
        "recompute_batchnorm": "true",
        "normalization": "batch",
    }
    settings |= {"augmentation.rotation": "10", "augmentation.elastic": "0.5", "augmentation.noise": "20"}
    made = []
    for place in ("host", "device"):
        monkeypatch.setenv(VARIABLE, place)
        run = factory.create(tmp_path, "lenet_8_16", settings, images=230)
        run.train()
        with np.load(run.folder / "state.npz") as state:
            made.append([state[name] for name in sorted(state.files) if name != "history"])
        assert len(run.history()) == 2
    for one, other in zip(*made, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=0.02, atol=2e-3)


@pytest.mark.slow
def test_stopped_on_one_it_goes_on_on_the_other(data: Path, tmp_path: Path, monkeypatch) -> None:
    class EnoughError(Exception):
        """What ends the training."""

    def after_the_first(step: int, epoch: int, figures: dict[str, float] | None) -> None:
        if figures is not None:
            raise EnoughError

    monkeypatch.setenv(VARIABLE, "device")
    run = factory.create(tmp_path, "softmax", {"epochs": "2", "augmentation.shift": "1"}, images=200)
    with pytest.raises(EnoughError):
        run.train(after_the_first)
    monkeypatch.setenv(VARIABLE, "host")
    factory.reopen(run.folder).train()
    assert [one["epoch"] for one in run.history()] == [1, 2]


def test_a_setting_says_where_batches_are_made(monkeypatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert on_device() == ("cpu" not in str(keras.ops.zeros(1).device).lower())
    monkeypatch.setenv(VARIABLE, "device")
    assert on_device()
    monkeypatch.setenv(VARIABLE, "cloud")
    with pytest.raises(SettingError, match="DIGITS_BATCHES is device or host, not 'cloud'"):
        on_device()


def test_every_kind_of_augmentation_is_implemented() -> None:
    assert {one.name for one in dataclasses.fields(Augmentation)} == augmentation_on_device._SUPPORTED


def test_what_is_not_built_for_a_device_is_rejected(training, monkeypatch) -> None:
    monkeypatch.setattr(augmentation_on_device, "_SUPPORTED", augmentation_on_device._SUPPORTED - {"blur"})
    network = keras.Sequential([keras.layers.Input((28, 28, 1)), keras.layers.Flatten()])
    OnDevice(network, training.images[:5], Augmentation(rotation=5))
    with pytest.raises(SettingError, match=r"augmentation\.blur is not implemented .*: train with DIGITS_BATCHES=host"):
        OnDevice(network, training.images[:5], Augmentation(blur=0.5))
