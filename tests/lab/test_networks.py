"""Every network keeps the promises of a network, by its mere presence."""

import dataclasses
import hashlib
import re
from pathlib import Path

import keras
import numpy as np
import pytest

from digits import metrics
from digits.lab import networks
from digits.lab.macs import count_macs
from digits.lab.networks.common.published import Published
from digits.lab.onnx_conversion import to_onnx
from digits.lab.training.recipe import Recipe, SettingError
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun, logits, parameters
from digits.model_card import shipped_models

NAMES = networks.names()
LIMITS = dict.fromkeys(("default", "m5", "se_3x3"), 40_000_000)
PARAMETERS = {
    "softmax": 7_850,
    "linear_raw": 7_850,
    "linear": 7_850,
    "mlp_150_150": 141_910,
    "mlp_150_150_l2": 141_910,
    "mlp_150_150_dropout": 141_910,
    "cnn_32_64_64": 93_322,
    "lenet_8_16": 37_610,
    "lenet5": 60_000,
}
PLATEAUS = {"sigmoid5": "four sigmoids in a row pass on so little gradient that it needs more than these few steps"}


def adapted(name: str) -> keras.Model:
    """The network as published, with whatever it takes from the training images."""
    model = networks.network(name).build()
    images = np.random.default_rng(7).integers(0, 256, (30, 28, 28, 1)).astype(np.float32)
    for layer in model.layers:
        if hasattr(layer, "adapt"):
            layer.adapt(images)
    return model


def test_the_file_is_the_name() -> None:
    assert {"default", *PARAMETERS, *PLATEAUS} <= set(NAMES)
    with pytest.raises(ValueError, match=r"there are: .*lenet_8_16"):
        networks.network("lenet_9000")


@pytest.mark.parametrize("name", ["default", "tiny"])
def test_what_ships_was_made_as_its_file_and_the_record_say(name: str) -> None:
    network, training = networks.network(name), shipped_models()[name]["training"]
    assert Recipe.from_dict(training["recipe"]) == dataclasses.replace(
        network.RECIPE, distillation=network.DISTILLATION
    )
    members = (Path(__file__).parents[2] / "results" / "ensemble" / "members").glob("*.onnx")
    assert training["teacher"] == {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in members}


@pytest.mark.parametrize("name", NAMES)
def test_a_network_says_what_it_is(name: str) -> None:
    network = networks.network(name)
    assert network.__doc__.partition("\n")[0].endswith(".")
    assert isinstance(network.RECIPE, Recipe)
    assert isinstance(network.PUBLISHED, Published)
    assert network.PUBLISHED.source
    figures = (network.PUBLISHED.accuracy, network.PUBLISHED.last_accuracy)
    assert all(figure is None or 0.8 < figure < 1 for figure in figures)


@pytest.mark.parametrize("name", NAMES)
def test_the_published_figure_in_the_text_is_the_one_that_is_compared(name: str) -> None:
    network = networks.network(name)
    found = re.search(r"published (accuracy|error) ([\d.]+) %", network.__doc__.partition("\n")[0])
    if found is None:
        return
    figure = float(found[2]) / 100
    assert network.PUBLISHED.accuracy == pytest.approx(figure if found[1] == "accuracy" else 1 - figure)


def test_no_figure_is_claimed_for_dropout() -> None:
    network = networks.network("mlp_150_150_dropout")
    assert network.PUBLISHED.accuracy is None
    assert "no figure" in network.PUBLISHED.note
    assert shipped_models()["mlp_150_150_dropout"]["description"] == network.__doc__.partition("\n")[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_network_reads_like_a_table(name: str) -> None:
    source = Path(networks.network(name).__file__).read_text()
    assert len(source.splitlines()) <= 60


@pytest.mark.parametrize("name", NAMES)
def test_from_pixels_to_finite_logits_with_finite_gradients(name: str) -> None:
    keras.utils.set_random_seed(1)  # with some seeds a few units of a ReLU are silent for eight images
    model = adapted(name)
    assert model.input_shape == (None, 28, 28, 1)
    assert model.output_shape == (None, 10)
    images = np.random.default_rng(0).integers(0, 256, (8, 28, 28), np.uint8)
    assert np.isfinite(logits(model, images)).all()
    before = [np.array(weight) for weight in model.trainable_weights]
    model.compile(optimizer="sgd", loss=keras.losses.CategoricalCrossentropy(from_logits=True), jit_compile=False)
    model.train_on_batch(images[..., None].astype(np.float32), np.eye(10, dtype=np.float32)[:8])
    after = [np.array(weight) for weight in model.trainable_weights]
    assert all(np.isfinite(weight).all() for weight in after)
    assert all((old != new).any() for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_size_is_as_published_and_within_limits(name: str) -> None:
    model = networks.network(name).build()
    if name in PARAMETERS:
        assert parameters(model) == PARAMETERS[name]
    assert count_macs(model) <= LIMITS.get(name, 5_000_000)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_few_steps_learn(name: str, data: Path, tmp_path: Path) -> None:
    """By the optimizer and rate of its own recipe; wide networks need fewer steps."""
    plain = {"schedule": "constant", "ema": "0", "augmentation": "none", "recompute_batchnorm": "false"}
    brief = {"epochs": "1", "batch_size": "50", "keep": "last", "average_with_best": "0", "seed": "3", **plain}
    run = factory.create(tmp_path, name, brief, validation=None, images=600 if name in LIMITS else 2000)
    assert isinstance(run, NetworkRun)
    run.train()
    if name not in PLATEAUS:
        assert run.history()[0]["accuracy"] > 0.3
    else:
        split = run.training_images()
        keras.utils.set_random_seed(run.recipe.seed)
        before = metrics.cross_entropy(metrics.softmax(logits(run.build(), split.images)), split.labels)
        assert metrics.cross_entropy(run.predict()(split.images), split.labels) < before - 0.01


@pytest.mark.parametrize("name", NAMES)
def test_saved_loaded_and_exported_it_answers_the_same(name: str, tmp_path: Path) -> None:
    import onnxruntime

    model, other = adapted(name), networks.network(name).build()
    model.save_weights(tmp_path / "w.weights.h5")
    other.load_weights(tmp_path / "w.weights.h5")
    images = np.random.default_rng(1).integers(0, 256, (20, 28, 28), np.uint8)
    np.testing.assert_array_equal(logits(model, images), logits(other, images))
    session = onnxruntime.InferenceSession(to_onnx(model), providers=["CPUExecutionProvider"])
    exported = session.run(["logits"], {"images": images[..., None].astype(np.float32)})[0]
    np.testing.assert_allclose(exported, logits(model, images), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("kernel", [3, 7])
@pytest.mark.parametrize("pooling", ["max", "average", "strided", "none"])
def test_convolutions_of_any_depth_kernel_and_pooling(depth: int, kernel: int, pooling: str) -> None:
    model = networks.network("cnn_32_64_64").build((8,) * depth, kernel, pooling, dense=16)
    assert sum(isinstance(layer, keras.layers.Conv2D) for layer in model.layers) == depth
    assert model.output_shape == (None, 10)


def test_without_a_word_the_convolutions_are_the_published_ones() -> None:
    shapes = [layer.output.shape[1:] for layer in networks.network("cnn_32_64_64").build().layers]
    assert shapes[1:6] == [(26, 26, 32), (13, 13, 32), (11, 11, 64), (5, 5, 64), (3, 3, 64)]


@pytest.mark.parametrize(
    "settings", [{"filters": "8,8,8,8,8,8"}, {"filters": ""}, {"filters": "8,0"}, {"kernel": "0"}, {"pooling": "most"}]
)
def test_impossible_convolutions_are_rejected_by_the_setting(settings: dict[str, str]) -> None:
    (name,) = settings
    with pytest.raises(SettingError, match=name):
        factory.check("cnn_32_64_64", {f"network.{one}": text for one, text in settings.items()})


def test_widths_and_activation_of_a_perceptron() -> None:
    build = networks.network("mlp_150_150").build
    assert parameters(build(widths=())) == 7_850
    assert parameters(build(widths=(20, 30), activation="tanh")) == 784 * 20 + 20 + 20 * 30 + 30 + 310
    assert parameters(networks.network("mlp_800").build(units=100)) == 784 * 100 + 100 + 1010


def test_published_figures_are_plain_numbers() -> None:
    assert dataclasses.asdict(Published(accuracy=0.9, source="a paper")) == {
        "accuracy": 0.9,
        "last_accuracy": None,
        "loss": None,
        "source": "a paper",
        "note": "",
    }
