"""Every network of the zoo keeps the promises of a network, by its mere presence."""

import keras
import numpy as np
import pytest

from digits.lab import zoo
from digits.lab.export import multiplies, to_onnx
from digits.lab.recipe import Recipe
from digits.lab.train import Run, logits, train

NAMES = zoo.names()
LIMITS = {"default": 40_000_000}
PARAMETERS = {"lenet_8_16": 37_610}


def test_the_file_is_the_name() -> None:
    assert {"default", "lenet_8_16"} <= set(NAMES)
    with pytest.raises(ValueError, match=r"there are: .*lenet_8_16"):
        zoo.network("lenet_9000")


@pytest.mark.parametrize("name", NAMES)
def test_a_network_says_what_it_is(name: str) -> None:
    network = zoo.network(name)
    assert network.__doc__.partition("\n")[0].endswith(".")
    assert isinstance(network.RECIPE, Recipe)


@pytest.mark.parametrize("name", NAMES)
def test_from_pixels_to_finite_logits_with_finite_gradients(name: str) -> None:
    model = zoo.network(name).build()
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
    model = zoo.network(name).build()
    if name in PARAMETERS:
        assert model.count_params() == PARAMETERS[name]
    assert multiplies(model) <= LIMITS.get(name, 700_000_000)


@pytest.mark.parametrize("name", NAMES)
def test_one_epoch_on_2000_images_learns(name: str, data, tmp_path) -> None:
    brief = Recipe(epochs=1, batch_size=50, seed=3)
    run = Run.create(tmp_path, name, brief, fold=1, images=2000)
    train(run)
    assert run.history()[0]["accuracy"] > 0.3


@pytest.mark.parametrize("name", NAMES)
def test_saved_loaded_and_exported_it_answers_the_same(name: str, tmp_path) -> None:
    import onnxruntime

    model, other = zoo.network(name).build(), zoo.network(name).build()
    model.save_weights(tmp_path / "w.weights.h5")
    other.load_weights(tmp_path / "w.weights.h5")
    images = np.random.default_rng(1).integers(0, 256, (20, 28, 28), np.uint8)
    np.testing.assert_array_equal(logits(model, images), logits(other, images))
    session = onnxruntime.InferenceSession(to_onnx(model), providers=["CPUExecutionProvider"])
    exported = session.run(["logits"], {"images": images[..., None].astype(np.float32)})[0]
    np.testing.assert_allclose(exported, logits(model, images), rtol=1e-3, atol=1e-3)
