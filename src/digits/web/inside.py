"""A network of one's choice at work on a drawing: what every layer makes of it, and what the answer hangs on."""

from __future__ import annotations

import base64
import threading
from dataclasses import asdict
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
from flask import Blueprint, Response, current_app, g, jsonify, render_template, request
from werkzeug.exceptions import UnsupportedMediaType

from digits.activations import Array, Inside, Layer
from digits.exemplars import exemplars
from digits.image import Normalization, PictureError, Strokes, normalize_picture, normalize_strokes
from digits.onnx_session import ModelError
from digits.recognizer import Recognizer
from digits.web import bodies
from digits.web.api import check_accept
from digits.web.languages import words
from digits.web.problems import Problem
from digits.web.service import Source, UnknownModelError, service

if TYPE_CHECKING:
    from flask.blueprints import BlueprintSetupState

EXTENSION = "digits.activations"
PATCH = 5
"""Pixels a side of the paper that covers a part of the digit."""
STEP = 2
"""Pixels from one place of that paper to the next."""
NEIGHBOURS = 8
FIRST_MODEL = "lenet_8_16"
"""The network that the page begins with: the smallest with convolutions, so that nothing needs to be scrolled past."""
FIRST_EXAMPLE = 322
"""The digit that the page begins with, among the examples."""
MOST_STROKES = 40
"""Strokes of a drawing that is read again without each of them."""

Images = npt.NDArray[np.uint8]

inside = Blueprint("inside", __name__)
api = Blueprint("api", __name__, url_prefix="/api/v1")
api.before_request(check_accept)


class Networks:
    """The networks of one application that were looked into, and what the examples look like to each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._computing = threading.Lock()
        self._opened: dict[str, Inside] = {}
        self._features: dict[Inside, Array] = {}

    def opened(self, name: str) -> Inside:
        """A network by its name, opened when it is first asked for."""
        with self._lock:
            if name not in self._opened:
                self._opened[name] = Inside(name)
            return self._opened[name]

    def features(self, network: Inside) -> Array:
        """(N, F): the examples as a network's last layer of weights is given them, each of length 1."""
        with self._computing:
            if network not in self._features:
                self._features[network] = of_length_one(network.features(exemplars().images))
            return self._features[network]


def of_length_one(features: Array) -> Array:
    """(N, F) divided by their lengths; a row of zeros stays one."""
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)


@inside.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Give an application its own networks."""
    state.app.extensions[EXTENSION] = Networks()


@inside.get("/inside")
def page() -> str:
    """Show the page."""
    models = cast(list[dict[str, Any]], service().models()["models"])
    from_simple = sorted(models, key=lambda model: (model["multiplies"] or 0, model["name"]))
    names = [model["name"] for model in from_simple]
    return render_template(
        "inside.html",
        t=words("inside", g.language),
        models=from_simple,
        first_model=FIRST_MODEL if FIRST_MODEL in names else names[0],
        examples=len(exemplars().labels),
        first_example=FIRST_EXAMPLE,
    )


@api.get("/models/<name>/layers")
def layers(name: str) -> Response:
    """List a network's layers."""
    info = _recognizer(name, 404).info
    found = [_described(place, layer) for place, layer in enumerate(_opened(name).layers)]
    return _lasting({"model": asdict(info), "layers": found})


@api.get("/models/<name>/layers/<int:place>")
def parameters(name: str, place: int) -> Response:
    """Give the numbers that make a layer what it is: kernels or weights and biases, or factors and offsets."""
    _recognizer(name, 404)
    network = _opened(name)
    if place >= len(network.layers):
        raise Problem(404, f"{name} has no layer {place}; its last is {len(network.layers) - 1}.")
    found = network.layers[place].parameters
    if "unit" in request.args:
        unit = _unit(request.args["unit"], network.layers[place])
        found = {key: values[unit : unit + 1] for key, values in found.items()}
    return _lasting({"layer": place} | {key: _encoded(values) for key, values in found.items()})


@api.post("/inside")
def look() -> dict[str, object]:
    """Show what layers make of a digit: those that the query names."""
    model = _asked("model", "layers")
    recognizer, network = _recognizer(model), _opened(model)
    field = _field()
    places = _places(network)
    values = network.values(field[np.newaxis], places) if places else []
    activations = {str(place): _encoded(value[0]) for place, value in zip(places, values, strict=True)}
    return _answer(recognizer, field) | {"activations": activations}


@api.post("/inside/occlusion")
def occlusion() -> dict[str, object]:
    """Cover a part of a digit by paper, one place after the other, and read what is left each time."""
    recognizer = _recognizer(_asked("model"))
    field = _field()
    covered = _covered(field)
    whole = recognizer.classifier.probabilities(field[np.newaxis])
    rows = np.repeat(whole, len(covered), axis=0)
    touched = (covered != field).any(axis=(1, 2))
    rows[touched] = recognizer.classifier.probabilities(covered[touched])
    digit = int(whole[0].argmax())
    side = field.shape[0] // STEP
    return {
        "patch": PATCH,
        "step": STEP,
        "digit": digit,
        "probability": float(whole[0, digit]),
        "probabilities": rows[:, digit].reshape(side, side).tolist(),
        "answers": rows.argmax(axis=1).reshape(side, side).tolist(),
        "answer_probabilities": rows.max(axis=1).reshape(side, side).tolist(),
    }


@api.post("/inside/neighbours")
def neighbours() -> dict[str, object]:
    """Find the examples that look most alike to a network, by the cosine of the angle between their features."""
    network = _opened(_asked("model"))
    field = _field()
    feature = of_length_one(network.features(field[np.newaxis]))[0]
    similarities = _networks().features(network) @ feature
    similarities[(exemplars().images == field).all(axis=(1, 2))] = -np.inf
    nearest = np.argsort(-similarities, kind="stable")[:NEIGHBOURS].tolist()
    return {
        "features": len(feature),
        "neighbours": [_example(index) | {"similarity": float(similarities[index])} for index in nearest],
    }


@api.post("/inside/strokes")
def strokes() -> dict[str, object]:
    """Read a drawing again without each of its strokes; what is left then is brought to the field anew."""
    recognizer = _recognizer(_asked("model"))
    drawn = _drawn()
    whole = _inked(normalize_strokes(drawn))
    left = [normalize_strokes([*drawn[:index], *drawn[index + 1 :]]).image for index in range(len(drawn))]
    without = [None if field is None else _answer(recognizer, field) for field in left]
    return {"whole": _answer(recognizer, whole), "without": without}


@api.get("/inside/examples/<int:index>")
def example(index: int) -> dict[str, object]:
    """Give one of the thousand digits of MNIST that the package holds."""
    count = len(exemplars().labels)
    if index >= count:
        raise Problem(404, f"There is no example {index}; there are {count}, from 0.")
    return _example(index)


inside.register_blueprint(api)


def _networks() -> Networks:
    return cast(Networks, current_app.extensions[EXTENSION])


def _asked(*options: str) -> str | None:
    """The model that a query names, which may hold these options and no others."""
    if set(request.args) - set(options):
        raise Problem(400, f"The query may hold {' and '.join(options)}, and nothing else.")
    return request.args.get("model")


def _recognizer(name: str | None, status: int = 400) -> Recognizer:
    """A network by its name, None for the default one.

    Raises:
        Problem: there is none of that name, with the status.
    """
    try:
        return service().recognizer(_model(name))
    except UnknownModelError as error:
        raise Problem(status, str(error)) from None


def _opened(name: str | None) -> Inside:
    """A network to look into, by its name, None for the default one.

    Raises:
        Problem: there is none of that name, or its graph is not understood.
    """
    _recognizer(name)
    try:
        return _networks().opened(_model(name))
    except ModelError as error:
        raise Problem(501, f"This network cannot be looked into: {error}.") from None


def _model(name: str | None) -> str:
    """What a network is opened by: the operator's setting where it is the default one, else its own name."""
    return service().default if name in {None, service().recognizer().info.name} else str(name)


def _places(network: Inside) -> list[int]:
    """The layers that the query names, such as ``layers=2,3``; none where it names none."""
    text = request.args.get("layers", "")
    parts = text.split(",") if text else []
    if not all(part.isascii() and part.isdigit() and int(part) < len(network.layers) for part in parts):
        last = len(network.layers) - 1
        raise Problem(400, f"The query's layers must be numbers from 0 to {last} with commas between, such as 0,2.")
    return [int(part) for part in parts]


def _unit(text: str, layer: Layer) -> int:
    count = len(next(iter(layer.parameters.values()), ()))
    if not (text.isascii() and text.isdigit() and int(text) < count):
        has = f"a number from 0 to {count - 1}" if count else "left out: this layer has no numbers of its own"
        raise Problem(400, f"The query's unit must be {has}.")
    return int(text)


def _field() -> Images:
    """The digit of the body as a model sees it: (28, 28).

    Raises:
        Problem: there is none.
    """
    picture, drawn = _source()
    try:
        if drawn is not None:
            return _inked(normalize_strokes(drawn))
        return _inked(normalize_picture(cast(Source, picture), max_pixels=service().max_pixels))
    except PictureError as error:
        raise Problem(422, str(error)) from None


def _drawn() -> Strokes:
    """The strokes of the body.

    Raises:
        Problem: it holds a picture, or too many of them.
    """
    _, drawn = _source()
    if drawn is None:
        raise Problem(422, "Send the strokes of a drawing; a picture has none that could be left out.")
    drawn = [stroke for stroke in drawn if stroke]
    if len(drawn) > MOST_STROKES:
        raise Problem(422, f"The drawing has {len(drawn)} strokes; at most {MOST_STROKES} can each be left out.")
    return drawn


def _source() -> tuple[Source | None, Strokes | None]:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send application/json, with one of strokes, image and pixels.")
    return bodies.json_source(request)


def _inked(normalization: Normalization) -> Images:
    if normalization.image is None:
        raise Problem(422, "There is no ink here yet. Draw a digit, and the network can be seen reading it.")
    return normalization.image


def _covered(field: Images) -> Images:
    """(N, 28, 28): the field with paper on every place, row by row; the middles are 0, `STEP`, ... of both axes."""
    middles = range(0, len(field), STEP)
    covered = np.repeat(field[np.newaxis], len(middles) ** 2, axis=0)
    half = PATCH // 2
    for image, (row, column) in zip(covered, product(middles, middles), strict=True):
        image[max(0, row - half) : row + half + 1, max(0, column - half) : column + half + 1] = 0
    return covered


def _answer(recognizer: Recognizer, field: Images) -> dict[str, object]:
    """What the network alone says of a digit, without the gate that refuses what is none."""
    probabilities = recognizer.classifier.probabilities(field[np.newaxis])[0]
    return {"ink": field.tolist(), "digit": int(probabilities.argmax()), "probabilities": probabilities.tolist()}


def _example(index: int) -> dict[str, object]:
    examples = exemplars()
    return {
        "index": index,
        "place": int(examples.places[index]),
        "label": int(examples.labels[index]),
        "pixels": examples.images[index].tolist(),
    }


def _described(place: int, layer: Layer) -> dict[str, object]:
    """A layer as JSON has it, without its numbers."""
    operation = {name: value for name, value in vars(layer.operation).items() if not isinstance(value, np.ndarray)}
    return {
        "place": place,
        "kind": layer.operation.kind,
        "shape": layer.shape,
        "sources": layer.sources,
        "activation": layer.activation and asdict(layer.activation),
        "parameters": {name: values.shape for name, values in layer.parameters.items()},
    } | operation


def _encoded(values: Array) -> dict[str, object]:
    """An array as JSON has it: its shape, and its numbers as little-endian float32 in base64, row by row."""
    contents = np.ascontiguousarray(values, "<f4").tobytes()
    return {"shape": values.shape, "data": base64.b64encode(contents).decode()}


def _lasting(body: dict[str, object]) -> Response:
    """An answer that holds for as long as the model does; a browser that has it asks whether that is so."""
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
