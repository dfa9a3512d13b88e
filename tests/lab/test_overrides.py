"""Normalization, dropout and L2 come and go on any network."""

import keras
import numpy as np
import pytest

from digits.lab import networks
from digits.lab.networks import cnn_32_64_64
from digits.lab.networks.common.overrides import with_overrides
from digits.lab.training.runs.network_run import logits

SETTINGS = {
    "none": {"normalization": "none"},
    "layer": {"normalization": "layer"},
    "all": {"normalization": "batch", "dropout": 0.25, "l2": 1e-3},
}


def kinds(model: keras.Model) -> list[str]:
    return [type(layer).__name__ for layer in model.layers]


def built(name: str) -> keras.Model:
    return networks.network(name).build()


@pytest.mark.parametrize("name", networks.names())
@pytest.mark.parametrize("setting", SETTINGS)
def test_every_network_takes_every_setting(name: str, setting: str) -> None:
    model = built(name)
    assert with_overrides(model) is model
    changed = with_overrides(model, **SETTINGS[setting])
    assert changed.output_shape == (None, 10)
    assert not {id(layer) for layer in model.layers} & {id(layer) for layer in changed.layers}
    kernels = [layer for layer in changed.layers if isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense))]
    normalized = 0 if setting == "none" else len(kernels) - 1
    assert sum("Normalization" in kind for kind in kinds(changed)) == normalized
    assert kinds(changed)[-1] == "Dense"
    if setting == "all":
        dense = [layer for layer in kernels[:-1] if isinstance(layer, keras.layers.Dense)]
        assert kinds(changed).count("Dropout") == len(dense)
        assert all(layer.kernel_regularizer.l2 == pytest.approx(1e-3) for layer in kernels)


def test_normalization_stands_between_layer_and_activation() -> None:
    changed = with_overrides(built("mlp_150_150"), normalization="batch", dropout=0.5)
    block = ["Dense", "BatchNormalization", "Activation", "Dropout"]
    assert kinds(changed) == ["Standardization", "Flatten", *block, *block, "Dense"]
    assert changed.layers[4].activation is keras.activations.relu
    assert not changed.layers[2].use_bias
    layer = with_overrides(built("cnn_32_64_64"), normalization="layer")
    assert kinds(layer)[1:5] == ["Conv2D", "LayerNormalization", "Activation", "MaxPooling2D"]
    assert layer.layers[1].use_bias
    assert layer.layers[2].gamma.shape == (32,)


def test_a_network_that_is_normalized_loses_it_and_gets_its_biases_back() -> None:
    plain = with_overrides(built("m5"), normalization="none")
    assert kinds(plain) == ["Rescaling", *["Conv2D", "ReLU"] * 5, "Flatten", "Dense"]
    assert all(layer.use_bias for layer in plain.layers if isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense)))
    layer = with_overrides(built("m5"), normalization="layer")
    assert kinds(layer) == ["Rescaling", *["Conv2D", "LayerNormalization", "ReLU"] * 5, "Flatten", "Dense"]


def test_activations_of_our_own_are_kept() -> None:
    changed = with_overrides(built("lenet5"), normalization="batch")
    assert {layer.activation.__name__ for layer in changed.layers if type(layer).__name__ == "Activation"} == {
        "scaled_tanh"
    }
    assert not changed.layers[-1].trainable


def test_dropout_replaces_dropout() -> None:
    changed = with_overrides(built("mlp_150_150_dropout"), dropout=0.1)
    assert [layer.rate for layer in changed.layers if isinstance(layer, keras.layers.Dropout)] == [0.1, 0.1]
    without = with_overrides(built("mlp_150_150_dropout"), dropout=0.0)
    assert all(layer.rate == 0 for layer in without.layers if isinstance(layer, keras.layers.Dropout))


def test_l2_is_in_the_loss_once_for_each_trained_kernel() -> None:
    changed = with_overrides(built("mlp_150_150"), l2=0.01)
    expected = [
        0.01 * float((np.array(layer.kernel) ** 2).sum()) for layer in changed.layers if hasattr(layer, "kernel")
    ]
    np.testing.assert_allclose([float(loss) for loss in changed.losses], expected, rtol=1e-5)


def test_what_does_not_touch_the_answers_leaves_them() -> None:
    model = built("cnn_32_64_64")
    changed = with_overrides(model, dropout=0.5, l2=1e-4)
    changed.set_weights(model.get_weights())
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    np.testing.assert_allclose(logits(changed, images), logits(model, images), rtol=1e-5, atol=1e-5)


def test_with_and_without_start_with_the_same_weights() -> None:
    keras.utils.set_random_seed(1)
    built = cnn_32_64_64.build(filters=(4, 8, 8))
    kernels = [layer.kernel for layer in built.layers if hasattr(layer, "kernel")]
    for changes in ({"normalization": "none"}, {"normalization": "batch"}, {"dropout": 0.5, "l2": 0.01}):
        changed = with_overrides(built, **changes)
        theirs = [layer.kernel for layer in changed.layers if hasattr(layer, "kernel")]
        for ours, other in zip(kernels, theirs, strict=True):
            np.testing.assert_array_equal(ours, other)
