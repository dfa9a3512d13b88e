"""A network opened up: its layers, what they compute for a digit, and what the answer depends on."""

from __future__ import annotations

import base64
from dataclasses import asdict

import numpy as np
import numpy.typing as npt
from flask import Blueprint, Response, jsonify, request

from digits.activations import ActivationSession, Array, Layer
from digits.exemplars import exemplars
from digits.image import normalize_strokes
from digits.onnx_session import ModelError
from digits.page import single_digit
from digits.recognizer import Recognizer
from digits.web.api.request_image import request_image
from digits.web.http.conditional import conditional
from digits.web.http.negotiation import require_json_accepted
from digits.web.http.problems import Problem
from digits.web.http.query import index_below, require_known_parameters
from digits.web.services.image_input import ImageInput
from digits.web.services.occlusion import PATCH, STEP, occlusion_map
from digits.web.services.recognition import UnknownModelError, recognition_service

NEIGHBOURS = 8
MAX_STROKES = 40
"""Strokes of a drawing that is read again without each of them."""

Image = npt.NDArray[np.uint8]

blueprint = Blueprint("activations", __name__, url_prefix="/api/v1")
blueprint.before_request(require_json_accepted)


@blueprint.get("/models/<name>/layers")
def layers(name: str) -> Response:
    """The layers of a network, without their parameters."""
    network = _network_of_path(name)
    info = recognition_service().recognizer(name).info
    found = [_layer_json(index, layer) for index, layer in enumerate(network.layers)]
    return conditional(jsonify(model=asdict(info), layers=found))


@blueprint.get("/models/<name>/layers/<int:index>")
def parameters(name: str, index: int) -> Response:
    """The trained parameters of a layer: kernels or weights and biases, or factors and offsets."""
    network = _network_of_path(name)
    if index >= len(network.layers):
        raise Problem(404, f"{name} has no layer {index}. Its last is {len(network.layers) - 1}.")
    found = network.layers[index].parameters
    if "unit" in request.args:
        unit = _unit(request.args["unit"], network.layers[index])
        found = {key: values[unit : unit + 1] for key, values in found.items()}
    return conditional(jsonify({"layer": index} | {key: _array_json(values) for key, values in found.items()}))


@blueprint.post("/inside")
def activations() -> dict[str, object]:
    """The network's answer to a digit, and the activations of the layers in the query."""
    require_known_parameters("model", "layers")
    model = request.args.get("model")
    recognizer, network = recognition_service().recognizer(model), _network(model)
    image = _normalized(request_image())
    indices = _layer_indices(network)
    values = network.activations(image[np.newaxis], indices) if indices else []
    found = {str(index): _array_json(value[0]) for index, value in zip(indices, values, strict=True)}
    return _answer(recognizer, image) | {"activations": found}


@blueprint.post("/inside/occlusion")
def occlusion() -> dict[str, object]:
    """The network's answer with a part of the digit covered, for every position of the patch."""
    require_known_parameters("model")
    recognizer = recognition_service().recognizer(request.args.get("model"))
    whole, rows = occlusion_map(recognizer, _normalized(request_image()))
    digit = int(whole.argmax())
    return {
        "patch": PATCH,
        "step": STEP,
        "digit": digit,
        "probability": float(whole[digit]),
        "probabilities": rows[..., digit].tolist(),
        "answers": rows.argmax(axis=-1).tolist(),
        "answer_probabilities": rows.max(axis=-1).tolist(),
    }


@blueprint.post("/inside/neighbours")
def neighbours() -> dict[str, object]:
    """The examples that the network finds most similar to a digit."""
    require_known_parameters("model")
    model = request.args.get("model")
    network = _network(model)
    image = _normalized(request_image())
    try:
        nearest, features = recognition_service().similar_examples.nearest(network, image, NEIGHBOURS)
    except ModelError as error:
        raise Problem(501, f"This network cannot compare examples: {error}.") from None
    found = [_example(index) | {"similarity": similarity} for index, similarity in nearest]
    return {"features": features, "neighbours": found}


@blueprint.post("/inside/strokes")
def strokes() -> dict[str, object]:
    """The network's answers to a drawing without each of its strokes; the rest is normalized again."""
    require_known_parameters("model")
    recognizer = recognition_service().recognizer(request.args.get("model"))
    drawing = request_image()
    if drawing.strokes is None:
        raise Problem(422, "Send the strokes of a drawing; a picture has none to leave out.")
    drawn = [stroke for stroke in drawing.strokes if stroke]
    if len(drawn) > MAX_STROKES:
        raise Problem(422, f"The drawing has {len(drawn)} strokes. The limit is {MAX_STROKES}.")
    whole = _normalized(ImageInput(strokes=drawn))
    left = [single_digit(normalize_strokes([*drawn[:index], *drawn[index + 1 :]])) for index in range(len(drawn))]
    without = [None if digit is None else _answer(recognizer, digit.image) for digit in left]
    return {"whole": _answer(recognizer, whole), "without": without}


@blueprint.get("/inside/examples/<int:index>")
def example(index: int) -> dict[str, object]:
    """One of the MNIST training images in the package."""
    count = len(exemplars().labels)
    if index >= count:
        raise Problem(404, f"There is no example {index}. The last is {count - 1}.")
    return _example(index)


def _network(name: str | None) -> ActivationSession:
    """A network opened up, by its name, None for the default one.

    Raises:
        UnknownModelError: there is no such model.
        Problem: its graph has an unsupported node (501).
    """
    recognition_service().recognizer(name)
    try:
        return recognition_service().network(name)
    except ModelError as error:
        raise Problem(501, f"This network cannot be opened up: {error}.") from None


def _network_of_path(name: str) -> ActivationSession:
    """The network that a path names; an unknown name is a 404."""
    try:
        return _network(name)
    except UnknownModelError as error:
        raise Problem(404, str(error)) from None


def _layer_indices(network: ActivationSession) -> list[int]:
    """Places of the layers in the query, such as ``layers=2,3``, each once."""
    text = request.args.get("layers", "")
    found = [index_below(len(network.layers), part) for part in text.split(",")] if text else []
    if None in found:
        last = len(network.layers) - 1
        raise Problem(400, f"The query parameter `layers` must be numbers from 0 to {last}, such as 0,2.")
    return [index for index in dict.fromkeys(found) if index is not None]


def _unit(text: str, layer: Layer) -> int:
    count = len(next(iter(layer.parameters.values()), ()))
    if not count:
        raise Problem(400, "This layer has no parameters. Leave out the query parameter `unit`.")
    unit = index_below(count, text)
    if unit is None:
        raise Problem(400, f"The query parameter `unit` must be a number from 0 to {count - 1}.")
    return unit


def _normalized(image: ImageInput) -> Image:
    """(28, 28) uint8, the digit as a model sees it, without what is around it.

    Raises:
        PictureError: the picture cannot be read.
        Problem: there is no ink (422).
    """
    digit = single_digit(image.normalize())
    if digit is None:
        raise Problem(422, "There is no ink. Draw a digit first.")
    return digit.image


def _answer(recognizer: Recognizer, image: Image) -> dict[str, object]:
    """The network's own answer, without the rejection of what is no digit."""
    probabilities = recognizer.classifier.probabilities(image[np.newaxis])[0]
    return {"ink": image.tolist(), "digit": int(probabilities.argmax()), "probabilities": probabilities.tolist()}


def _example(index: int) -> dict[str, object]:
    examples = exemplars()
    return {
        "index": index,
        "mnist_index": int(examples.indices[index]),
        "label": int(examples.labels[index]),
        "pixels": examples.images[index].tolist(),
    }


def _layer_json(index: int, layer: Layer) -> dict[str, object]:
    """A layer as JSON, without its parameters."""
    operation = {name: value for name, value in vars(layer.operation).items() if not isinstance(value, np.ndarray)}
    return {
        "index": index,
        "kind": layer.operation.kind,
        "shape": layer.shape,
        "sources": layer.sources,
        "activation": layer.activation and asdict(layer.activation),
        "parameters": {name: values.shape for name, values in layer.parameters.items()},
    } | operation


def _array_json(values: Array) -> dict[str, object]:
    """An array as JSON: its shape, and its numbers as little-endian float32 in base64, row by row."""
    contents = np.ascontiguousarray(values, "<f4").tobytes()
    return {"shape": values.shape, "data": base64.b64encode(contents).decode()}
