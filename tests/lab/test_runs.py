"""Runs are begun, kept in folders and opened again: networks and baselines by one door."""

import json
from pathlib import Path

import numpy as np
import pytest

from digits import mnist
from digits.lab.data.synthesis.drawn_digits import draw_digits
from digits.lab.training.recipe import SettingError
from digits.lab.training.runs import factory
from digits.lab.training.runs.baseline_run import BaselineRun
from digits.lab.training.runs.factory import UnknownNameError
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import RunError, Validation


def begin(folder: Path, name: str, **settings: str) -> NetworkRun:
    run = factory.create(folder, name, {setting.replace("__", "."): text for setting, text in settings.items()})
    assert isinstance(run, NetworkRun)
    return run


def test_networks_and_baselines_are_found_by_their_files(baseline: str) -> None:
    assert {"default", "softmax", baseline} <= set(factory.names())
    assert factory.names().index("softmax") < factory.names().index(baseline)
    assert factory.published(baseline).source == "nobody"
    assert factory.published("softmax").accuracy == 0.92
    with pytest.raises(UnknownNameError, match=r"no network or baseline 'lenet_9000'; there are: .*nearest_mean"):
        factory.module("lenet_9000")


def test_the_figures_that_were_published_were_validated_as_the_recipe_needs(baseline: str) -> None:
    assert factory.published_validation("linear") == "tenth"
    assert factory.published_validation("softmax") is None
    assert factory.published_validation(baseline) is None


def test_runs_do_not_share_a_folder(tmp_path: Path, baseline: str) -> None:
    folders = [factory.create(tmp_path, name).folder.name for name in ("softmax", "softmax", baseline, "softmax")]
    assert folders == ["softmax-1", "softmax-2", "nearest_mean-1", "softmax-3"]


@pytest.mark.parametrize("validation", [2, "tenth", None])
def test_a_run_opened_again_is_the_same(tmp_path: Path, validation: Validation) -> None:
    settings = {
        "network.widths": "20,30",
        "network.activation": "tanh",
        "keep": "last",
        "normalization": "batch",
        "augmentation.shift": "2",
    }
    run = factory.create(tmp_path, "mlp_150_150", settings, validation, images=500)
    again = factory.reopen(run.folder)
    assert again == run
    assert isinstance(again, NetworkRun)
    assert again.architecture == {"widths": (20, 30), "activation": "tanh"}
    assert (again.validation, again.images, again.recipe.normalization) == (validation, 500, "batch")


def test_a_baselines_run_opened_again_is_the_same(tmp_path: Path, baseline: str) -> None:
    run = factory.create(tmp_path, baseline, {"sharpness": "3", "ink": "1,2,3"}, "tenth", images=500)
    assert isinstance(run, BaselineRun)
    assert (run.recipe.sharpness, run.recipe.ink, run.recipe.seed) == (3.0, (1, 2, 3), 7)
    assert factory.reopen(run.folder) == run


def test_a_fold_validates_and_the_others_train(tmp_path: Path, training: mnist.Split) -> None:
    run = factory.create(tmp_path, "softmax", validation=3)
    folds = mnist.folds()
    np.testing.assert_array_equal(run.chosen(), np.flatnonzero(folds != 3))
    np.testing.assert_array_equal(run.training_images().images, training.images[folds != 3])
    validating = run.validation_images()
    assert validating is not None
    np.testing.assert_array_equal(validating.images, training.images[folds == 3])
    np.testing.assert_array_equal(validating.labels, training.labels[folds == 3])


def test_the_last_tenth_validates_and_the_rest_trains(tmp_path: Path, training: mnist.Split) -> None:
    run = factory.create(tmp_path, "softmax", validation="tenth")
    np.testing.assert_array_equal(run.chosen(), np.arange(54_000))
    validating = run.validation_images()
    assert validating is not None
    np.testing.assert_array_equal(validating.images, training.images[54_000:])
    np.testing.assert_array_equal(validating.labels, training.labels[54_000:])
    few = factory.create(tmp_path, "softmax", validation="tenth", images=200)
    validating = few.validation_images()
    assert validating is not None
    np.testing.assert_array_equal(few.training_images().images, training.images[:200])
    np.testing.assert_array_equal(validating.images, training.images[54_000:54_200])


def test_drawn_digits_train_besides_and_none_validates(tmp_path: Path, training: mnist.Split) -> None:
    run = factory.create(tmp_path, "softmax", {"synthetic_ratio": "0.5", "batch_size": "30"}, "tenth", images=30)
    assert isinstance(run, NetworkRun)
    learned, validating = run.training_images(), run.validation_images()
    assert validating is not None
    np.testing.assert_array_equal(learned.images[:30], training.images[:30])
    np.testing.assert_array_equal(learned.labels[:30], training.labels[:30])
    added = draw_digits(15, run.recipe.seed)
    np.testing.assert_array_equal(learned.images[30:], added.images)
    np.testing.assert_array_equal(learned.labels[30:], added.labels)
    assert run.steps_per_epoch() == 2
    np.testing.assert_array_equal(validating.images, training.images[54_000:54_030])


def test_all_images_train_and_none_validate(tmp_path: Path, data: Path) -> None:
    run = factory.create(tmp_path, "softmax", validation=None)
    assert len(run.chosen()) == 60_000
    assert run.validation_images() is None


def test_the_networks_arguments_reach_it_and_survive(tmp_path: Path) -> None:
    run = begin(tmp_path, "mlp_800", network__units="20", epochs="3")
    again = factory.reopen(run.folder)
    assert isinstance(again, NetworkRun)
    for one in (run, again):
        assert one.build().count_params() == 784 * 20 + 20 + 20 * 10 + 10
        assert one.recipe.epochs == 3
    assert begin(tmp_path, "mlp_150_150", network__widths="").build().layers[-1].kernel.shape == (784, 10)


@pytest.mark.parametrize("name", ["epoch", "augmentation.tilt", "network.depth", "units"])
def test_an_unknown_setting_is_answered_with_all_there_are(tmp_path: Path, name: str) -> None:
    there = r"epochs, .*optimizer, .*dropout, .*augmentation\.rotation, .*network\.units"
    with pytest.raises(SettingError, match=f"unknown setting {name}; there are: {there}"):
        factory.create(tmp_path, "mlp_800", {name: "5"})
    assert not list(tmp_path.iterdir())


def test_an_unknown_setting_of_a_baseline_is_answered_with_all_there_are(tmp_path: Path, baseline: str) -> None:
    with pytest.raises(SettingError, match="unknown setting epochs; there are: sharpness, ink, seed"):
        factory.create(tmp_path, baseline, {"epochs": "5"})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("mlp_800", {"network.units": "-5"}, "mlp_800 cannot be built with network.units=-5: "),
        (
            "mlp_150_150",
            {"network.widths": "0,20", "epochs": "2"},
            "cannot be built with network.widths=0,20, network.activation=relu: .*units=0",
        ),
        (
            "mlp_150_150",
            {"network.widths": "1000000000"},
            "mlp_150_150 cannot be built with network.widths=1000000000, .*: its weights do not fit into memory",
        ),
        ("softmax", {"dropout": "0.5"}, "dropout=0.5 has no effect on softmax, which has no hidden dense layer: leave"),
        ("softmax", {"normalization": "batch"}, "normalization=batch has no effect on softmax"),
        ("mlp_150_150", {"network.widths": "", "normalization": "layer"}, "normalization=layer has no effect on mlp"),
        ("mlp_800", {"network.units": "many"}, r"network\.units takes a whole number, not 'many'"),
        ("cnn_32_64_64", {"network.kernel": "0"}, "kernel"),
    ],
)
def test_a_network_that_cannot_be_built_is_reported_before_anything_is_made(
    tmp_path: Path, name: str, settings: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        factory.check(name, settings)
    with pytest.raises(SettingError, match=message):
        factory.create(tmp_path, name, settings)
    assert not list(tmp_path.iterdir())


def test_what_a_network_without_hidden_layers_has_not_can_be_switched_off(tmp_path: Path) -> None:
    factory.check("softmax", {"dropout": "0", "normalization": "none"})


@pytest.mark.parametrize("settings", [{"patience": "1"}, {"keep": "best"}])
def test_watching_the_validation_loss_needs_something_to_validate_on(tmp_path: Path, settings: dict[str, str]) -> None:
    with pytest.raises(RunError, match="validate on a fold, or on the last tenth"):
        factory.create(tmp_path, "lenet_8_16", settings, validation=None)
    assert not list(tmp_path.iterdir())
    factory.check("lenet_8_16", settings, validation="tenth")


def test_fewer_images_than_a_batch_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="99 images are less than one batch of 100"):
        factory.create(tmp_path, "softmax", images=99)
    assert not list(tmp_path.iterdir())


def test_no_run_in_a_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="has no run"):
        factory.reopen(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "{}",
        '{"name": "lenet_9000", "validation": 0, "images": null}',
        '{"name": "softmax", "validation": 0, "images": null, "architecture": null}',
        '{"name": "../run", "validation": 0, "images": null}',
    ],
)
def test_a_damaged_run_is_reported(tmp_path: Path, content: str) -> None:
    run = factory.create(tmp_path, "softmax")
    (run.folder / "run.json").write_text(content)
    with pytest.raises(RunError, match="softmax-1 has no run that can be opened"):
        factory.reopen(run.folder)


def test_a_recipe_that_does_not_fit_is_reported(tmp_path: Path, baseline: str) -> None:
    for name, setting in (("softmax", "epochs"), (baseline, "sharpness")):
        run = factory.create(tmp_path, name)
        saved = json.loads((run.folder / "recipe.json").read_text())
        (run.folder / "recipe.json").write_text(json.dumps({"sorcery": saved.pop(setting)} | saved))
        with pytest.raises(RunError, match="sorcery"):
            factory.reopen(run.folder)
