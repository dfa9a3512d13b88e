"""The layers of our own do what their papers say."""

import keras
import numpy as np
import pytest

from digits.lab.networks import lenet5
from digits.lab.networks.common.layers import (
    DigitBitmaps,
    GlobalPooling,
    SqueezeExcitation,
    Standardization,
    Subsampling,
    TableConv2D,
    scaled_tanh,
)
from digits.lab.training.batch_normalization import BatchNormalization


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (50, 28, 28, 1)).astype(np.float32)


def reloaded(model: keras.Model, path) -> keras.Model:
    model.save(path / "m.keras")
    return keras.models.load_model(path / "m.keras")


def test_standardization_is_by_pixel_with_one_added_to_the_deviation(images) -> None:
    images[:, 0, 0] = 0
    layer = Standardization()
    np.testing.assert_array_equal(np.array(layer(images)), images)
    layer.adapt(images)
    expected = (images - images.mean(axis=0)) / (images.std(axis=0) + 1)
    np.testing.assert_allclose(np.array(layer(images)), expected, atol=1e-5)
    assert not layer.trainable_weights


def test_standardization_is_saved_with_the_model(images, tmp_path) -> None:
    model = keras.Sequential([keras.layers.Input((28, 28, 1)), Standardization()])
    model.layers[0].adapt(images)
    answers = model.predict(images, verbose=0)
    np.testing.assert_array_equal(reloaded(model, tmp_path).predict(images, verbose=0), answers)
    other = keras.Sequential([keras.layers.Input((28, 28, 1)), Standardization()])
    model.save_weights(tmp_path / "w.weights.h5")
    other.load_weights(tmp_path / "w.weights.h5")
    np.testing.assert_array_equal(other.predict(images, verbose=0), answers)


def test_scaled_tanh_passes_through_one() -> None:
    values = np.array(scaled_tanh(np.array([-100.0, -1.0, 0.0, 1.0, 100.0], np.float32)))
    np.testing.assert_allclose(values, [-1.7159, -1, 0, 1, 1.7159], atol=1e-4)


def test_subsampling_sums_weighs_and_squashes() -> None:
    layer = Subsampling()
    inputs = np.arange(32, dtype=np.float32).reshape(1, 4, 4, 2) / 100
    layer.build(inputs.shape)
    layer.coefficient.assign([0.5, -1])
    layer.bias.assign([0.1, 0.2])
    sums = inputs.reshape(1, 2, 2, 2, 2, 2).sum(axis=(2, 4))
    expected = 1.7159 * np.tanh(2 / 3 * (sums * [0.5, -1] + [0.1, 0.2]))
    np.testing.assert_allclose(np.array(layer(inputs)), expected, rtol=1e-5)


def test_a_map_sees_the_maps_of_its_row_only() -> None:
    table = [[0], [1, 2]]
    layer = TableConv2D(table, 3)
    inputs = np.random.default_rng(0).normal(size=(2, 7, 7, 3)).astype(np.float32)
    before = np.array(layer(inputs))
    inputs[..., 0] = 0
    after = np.array(layer(inputs))
    assert layer.count_params() == 3 * 3 * 3 + 2
    assert not after[..., 0].any()
    np.testing.assert_allclose(after[..., 1], before[..., 1], rtol=1e-6)


def test_where_every_map_sees_all_it_is_a_plain_convolution() -> None:
    layer, plain = TableConv2D([[0, 1]] * 3, 5, padding="same"), keras.layers.Conv2D(3, 5, padding="same")
    inputs = np.random.default_rng(0).normal(size=(2, 9, 9, 2)).astype(np.float32)
    layer.build(inputs.shape)
    plain.build(inputs.shape)
    kernel = np.array(layer.kernel).reshape(5, 5, 3, 2).transpose(0, 1, 3, 2)
    plain.set_weights([kernel, np.ones(3)])
    layer.bias.assign(np.ones(3))
    np.testing.assert_allclose(np.array(layer(inputs)), np.array(plain(inputs)), rtol=1e-4, atol=1e-5)


def test_lenet5_has_the_papers_weights_layer_by_layer() -> None:
    weights = [sum(int(np.prod(one.shape)) for one in layer.trainable_weights) for layer in lenet5.build().layers]
    assert [count for count in weights if count] == [156, 12, 1516, 32, 48_120, 10_164]
    seen = np.zeros((6, 16), int)
    for output, row in enumerate(lenet5.TABLE):
        seen[row, output] = 1
    assert seen.sum() == 60
    assert seen.sum(axis=1).tolist() == [10] * 6


def test_lenet5_is_saved_whole(images, tmp_path) -> None:
    model = lenet5.build()
    answers = model.predict(images, verbose=0)
    np.testing.assert_array_equal(reloaded(model, tmp_path).predict(images, verbose=0), answers)


def test_ten_different_pictures_as_weights_and_logits_as_of_radial_basis_functions() -> None:
    weights = np.array(DigitBitmaps()((84, 10), "float32"))
    assert set(np.unique(weights)) == {np.float32(-0.2), np.float32(0.2)}
    assert len(np.unique(weights, axis=1).T) == 10
    units = np.random.default_rng(0).normal(size=(5, 84))
    distances = ((units[:, :, None] - np.sign(weights)) ** 2).sum(axis=1)
    difference = units @ weights + distances / 10
    np.testing.assert_allclose(difference, np.repeat(difference[:, :1], 10, axis=1), rtol=1e-6)


def test_squeeze_and_excitation_weights_whole_maps_by_the_means_of_all() -> None:
    maps = np.random.default_rng(2).normal(size=(5, 6, 7, 16)).astype(np.float32)
    layer = SqueezeExcitation(ratio=4)
    weights = np.array(layer(maps)) / maps
    np.testing.assert_allclose(weights, np.broadcast_to(weights[:, :1, :1], weights.shape), rtol=1e-4)
    assert ((weights > 0) & (weights < 1)).all()
    squeeze, squeeze_bias, excite, excite_bias = (np.array(one) for one in layer.trainable_weights)
    assert squeeze.shape == (16, 4)
    hidden = np.maximum(maps.mean(axis=(1, 2)) @ squeeze + squeeze_bias, 0)
    expected = 1 / (1 + np.exp(-(hidden @ excite + excite_bias)))
    np.testing.assert_allclose(weights[:, 0, 0], expected, rtol=1e-4)


def test_global_pooling_gives_means_and_then_largest_values() -> None:
    maps = np.random.default_rng(3).normal(size=(5, 6, 7, 4)).astype(np.float32)
    expected = np.concatenate([maps.mean(axis=(1, 2)), maps.max(axis=(1, 2))], axis=1)
    np.testing.assert_allclose(np.array(GlobalPooling()(maps)), expected, rtol=1e-5)


def test_squeeze_and_excitation_is_saved_with_the_model(tmp_path) -> None:
    inputs = keras.layers.Input((6, 6, 8))
    model = keras.Sequential([inputs, SqueezeExcitation(ratio=2), GlobalPooling()])
    maps = np.random.default_rng(4).normal(size=(3, 6, 6, 8)).astype(np.float32)
    np.testing.assert_array_equal(reloaded(model, tmp_path).predict(maps, verbose=0), model.predict(maps, verbose=0))


def test_batch_normalization_trains_as_that_of_keras_does() -> None:
    maps = np.random.default_rng(1).normal(3, 2, (8, 6, 5, 4)).astype(np.float32)
    wanted = np.random.default_rng(2).normal(size=maps.shape).astype(np.float32)
    trained = []
    for kind in (BatchNormalization, keras.layers.BatchNormalization):
        model = keras.Sequential([keras.layers.Input(maps.shape[1:]), kind(momentum=0.5)])
        model.compile(keras.optimizers.SGD(0.5), "mean_squared_error")
        model.fit(maps, wanted, batch_size=8, epochs=3, verbose=0)
        trained.append([*model.get_weights(), np.array(model(maps))])
    for ours, theirs in zip(*trained, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0.01, atol=1e-4)  # the variance is that of a sample


def test_batch_normalization_is_fused_in_training_on_tensorflow(monkeypatch) -> None:
    if keras.backend.backend() != "tensorflow":
        return
    import tensorflow as tf

    seen = []
    whole = tf.compat.v1.nn.fused_batch_norm
    monkeypatch.setattr(
        tf.compat.v1.nn, "fused_batch_norm", lambda *given, **named: seen.append(named) or whole(*given, **named)
    )
    layer = BatchNormalization()
    layer(np.ones((2, 3, 3, 4), np.float32), training=False)
    BatchNormalization()(np.ones((2, 4), np.float32), training=True)
    assert not seen
    layer(np.ones((2, 3, 3, 4), np.float32), training=True)
    assert seen
