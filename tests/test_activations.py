"""A network opened up computes what the closed one does, and its layers say truly how."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from digits.activations import (
    Activation,
    ActivationSession,
    Attention,
    Convolution,
    Dense,
    Input,
    Joining,
    Layer,
    Padding,
    Pooling,
    Scaling,
    Softmax,
)
from digits.exemplars import exemplars
from digits.metrics import softmax
from digits.model_card import shipped_models
from digits.onnx_session import ModelError
from digits.recognizer import Recognizer
from models import linear_model, random_model, write_model

MODELS = sorted(shipped_models())
ATTENTIVE = "se-fold0"
"""A member of the ensemble: it has attention and joined poolings, which no shipped model has."""
_HELD = TemporaryDirectory()


@cache
def file(model: str) -> str | Path:
    """A model by name; the ensemble's member as a file with a card, because members have none."""
    if model != ATTENTIVE:
        return model
    member = Path(__file__).parents[1] / "results" / "ensemble" / "members" / f"{ATTENTIVE}.onnx"
    return write_model(Path(_HELD.name), member.read_bytes(), ATTENTIVE)


@cache
def opened(model: str) -> ActivationSession:
    return ActivationSession(file(model))


@cache
def values(model: str) -> list[np.ndarray]:
    """What every layer makes of three digits."""
    network = opened(model)
    return network.activations(exemplars().images[:300:100], range(len(network.layers)))


def recomputed(layer: Layer, sources: list[np.ndarray]) -> np.ndarray:
    """What a layer's operation makes of its sources' values, by the formula alone."""
    operation, first = layer.operation, sources[0].astype(np.float64)
    match operation:
        case Padding(amounts):
            sums = padded(first, amounts)
        case Scaling(factors, offsets):
            sums = first * factors + offsets
        case Convolution(kernels, biases, stride, padding):
            patches = windows(padded(first, padding), kernels.shape[2:], stride)
            sums = np.einsum("nchwyx,kcyx->nkhw", patches, kernels) + biases[:, np.newaxis, np.newaxis]
        case Dense(weights, biases):
            sums = first.reshape(len(first), -1) @ weights.reshape(len(weights), -1).T + biases
        case Pooling(mode, window, stride):
            pieces = windows(first, window, stride)
            sums = (pieces.max if mode == "max" else pieces.mean)(axis=(4, 5)).reshape(len(first), *layer.shape)
        case Attention():
            sums = first * sources[1][:, :, np.newaxis, np.newaxis]
        case Joining():
            sums = np.concatenate(sources, axis=1)
        case Softmax(temperature):
            sums = softmax(first, temperature)
        case _:
            raise AssertionError(operation)
    return np.asarray(sums)


def padded(maps: np.ndarray, amounts: tuple[int, int, int, int]) -> np.ndarray:
    above, left, below, right = amounts
    return np.pad(maps, ((0, 0), (0, 0), (above, below), (left, right)))


def windows(maps: np.ndarray, size: tuple[int, ...], stride: tuple[int, int]) -> np.ndarray:
    return sliding_window_view(maps, size, axis=(2, 3))[:, :, :: stride[0], :: stride[1]]


def activated(sums: np.ndarray, activation: Activation | None) -> np.ndarray:
    if activation is None:
        return sums
    functions = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh, "sigmoid": lambda x: 1 / (1 + np.exp(-x))}
    return activation.outer * functions[activation.name](activation.inner * sums)


@pytest.mark.parametrize("model", [*MODELS, ATTENTIVE])
def test_every_value_of_every_layer_is_what_its_formula_gives(model: str) -> None:
    found = values(model)
    for place, layer in enumerate(opened(model).layers[1:], start=1):
        sums = recomputed(layer, [found[source] for source in layer.sources])
        assert found[place].shape[1:] == layer.shape
        scale = np.abs(found[place]).max()
        assert np.abs(activated(sums, layer.activation) - found[place]).max() <= 1e-3 * scale, (place, layer.operation)


@pytest.mark.parametrize("model", [*MODELS, ATTENTIVE])
def test_the_opened_network_answers_as_the_closed_one(model: str) -> None:
    recognizer = Recognizer(file(model))
    images = exemplars().images[:300:100]
    assert values(model)[-1] == pytest.approx(recognizer.classifier.probabilities(images), abs=1e-6)
    assert opened(model).layers[-2].shape == (10,)


FOLDED = {"default", "tiny"}  # batch normalization, into the convolutions


@pytest.mark.parametrize("model", sorted(set(MODELS) - FOLDED - {"lenet5"}))  # which has a table and learned pooling
def test_all_parameters_of_a_model_are_found(model: str) -> None:
    learned = [layer for layer in opened(model).layers if isinstance(layer.operation, Convolution | Dense)]
    count = sum(array.size for layer in learned for array in layer.parameters.values())
    assert count == shipped_models()[model]["parameters"]


def test_the_layers_of_a_small_network_read_as_in_its_source() -> None:
    layers = opened("lenet_8_16").layers
    kinds = ["input", "scaling", "convolution", "pooling", "convolution", "pooling", "dense", "dense", "softmax"]
    assert [layer.operation.kind for layer in layers] == kinds
    assert [layer.shape for layer in layers[2:8]] == [(8, 24, 24), (8, 12, 12), (16, 8, 8), (16, 4, 4), (128,), (10,)]
    assert [layer.sources for layer in layers[1:]] == [(place,) for place in range(len(layers) - 1)]


def test_lenets_tanh_is_one_activation() -> None:
    first = next(layer for layer in opened("lenet5").layers if isinstance(layer.operation, Convolution))
    assert first.activation is not None
    assert first.activation.name == "tanh"
    assert (first.activation.inner, first.activation.outer) == pytest.approx((2 / 3, 1.7159))


def test_attention_weighs_the_maps_that_its_weights_were_made_from() -> None:
    layers = opened(ATTENTIVE).layers
    attention = next(layer for layer in layers if isinstance(layer.operation, Attention))
    maps, units = attention.sources
    assert layers[maps].shape == attention.shape
    assert layers[units].shape == attention.shape[:1]
    activation = layers[units].activation
    assert activation is not None
    assert activation.name == "sigmoid"


@pytest.mark.parametrize("model", ["linear", "lenet5", "default", ATTENTIVE])
def test_features_are_what_the_last_weights_are_given(model: str) -> None:
    images = exemplars().images[:130]  # more than one batch
    features = opened(model).features(images)
    *_, last = (layer for layer in opened(model).layers if isinstance(layer.operation, Dense))
    assert isinstance(last.operation, Dense)
    logits = features @ last.operation.weights.reshape(10, -1).T + last.operation.biases
    assert logits == pytest.approx(
        opened(model).activations(images, [len(opened(model).layers) - 2])[0], rel=1e-3, abs=1e-3
    )


def test_the_bytes_that_are_verified_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_model(tmp_path, random_model())
    images = exemplars().images[:3]
    expected = Recognizer(path).classifier.probabilities(images)
    read = Path.read_bytes

    def read_before_it_is_replaced(file: Path) -> bytes:
        contents = read(file)
        if file == path:
            file.write_bytes(random_model(seed=1).SerializeToString())
        return contents

    monkeypatch.setattr(Path, "read_bytes", read_before_it_is_replaced)
    network = ActivationSession(path)
    np.testing.assert_allclose(network.activations(images, [len(network.layers) - 1])[0], expected, atol=1e-6)


def test_an_operation_that_is_not_understood_is_named(tmp_path: Path) -> None:
    model = linear_model(np.zeros((784, 10)), [0.0] * 10)
    model.graph.node.append(onnx.helper.make_node("Softplus", ["sums"], ["logits"]))
    model.graph.node[2].output[0] = "sums"
    with pytest.raises(ModelError, match=r"Softplus \(logits\)"):
        ActivationSession(write_model(tmp_path, model))


def test_an_image_is_shown_as_it_is() -> None:
    image = exemplars().images[:1]
    (shown,) = opened("default").activations(image, [0])
    assert isinstance(opened("default").layers[0].operation, Input)
    assert (shown[0, 0] == image[0]).all()
