"""The models as servers of models have them: the Open Inference Protocol, version 2, in JSON (KServe, Triton).

What is inferred from are normalized images; pictures and drawings are read at ``/api/v1/predict``.
"""

from __future__ import annotations

from importlib.metadata import version as installed
from typing import Any

import numpy as np
import numpy.typing as npt
from flask import Blueprint, current_app, request
from pydantic import ValidationError

from digits.recognizer import Recognizer, shipped_models
from digits.web import bodies
from digits.web.api import check_accept
from digits.web.operations import live as is_live
from digits.web.operations import ready as is_ready
from digits.web.problems import Problem
from digits.web.schemas import InferBody, InputTensor
from digits.web.service import service

INPUT = {"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}
OUTPUT = {"name": "logits", "datatype": "FP32", "shape": [-1, 10]}
MOST_GREY = 255
OTHER_VALUES = 100
"""Values of a request besides those of its tensor, about: names, shape, parameters."""

kserve = Blueprint("kserve", __name__, url_prefix="/v2")


@kserve.before_request
def check() -> None:
    """Refuse a request that wants anything but JSON; probes are told of health whatever they want."""
    if not request.path.startswith("/v2/health/"):
        check_accept()


@kserve.get("")
def server() -> dict[str, object]:
    """Name the server and its version; it has no extensions."""
    return {"name": "digits-classification", "version": installed("digits-classification"), "extensions": []}


@kserve.get("/health/live")
def live() -> dict[str, bool]:
    """Answer: the process is alive."""
    return {"live": is_live()["status"] == "ok"}


@kserve.get("/health/ready")
def ready() -> dict[str, bool]:
    """Answer whether the model is loaded and has read once."""
    return {"ready": is_ready()["status"] == "ok"}


@kserve.get("/models/<name>")
@kserve.get("/models/<name>/versions/<version>")
def model(name: str, version: str | None = None) -> dict[str, object]:
    """Describe a model's tensors."""
    card = _card(name, version)
    return {
        "name": card["name"],
        "versions": [card["version"]],
        "platform": "onnxruntime_onnx",
        "inputs": [INPUT],
        "outputs": [OUTPUT],
    }


@kserve.get("/models/<name>/ready")
@kserve.get("/models/<name>/versions/<version>/ready")
def model_ready(name: str, version: str | None = None) -> dict[str, object]:
    """Answer whether a model can be asked: each is loaded when it is, the default one when the server starts."""
    return {"name": _card(name, version)["name"], "ready": service().ready}


@kserve.post("/models/<name>/infer")
@kserve.post("/models/<name>/versions/<version>/infer")
def infer(name: str, version: str | None = None) -> dict[str, object]:
    """Give what a model alone answers to normalized images, without the gate and without calibration."""
    card = _card(name, version)
    body = _body()
    images = _images(body.inputs[0])
    logits = _recognizer(name).classifier.logits(images).astype(np.float32)
    output = OUTPUT | {"shape": list(logits.shape), "data": logits.ravel().tolist()}
    answer = {"model_name": card["name"], "model_version": card["version"]}
    return answer | ({} if body.id is None else {"id": body.id}) | {"outputs": [output]}


def _body() -> InferBody:
    if request.mimetype != "application/json" or request.content_encoding:
        raise Problem(415, "Send the tensor as application/json, without a Content-Encoding.")
    request.max_content_length = current_app.config["MAX_JSON_BYTES"]
    content = request.get_data(cache=False)
    if content.count(b",") > current_app.config["MAX_FILES"] * 28 * 28 + OTHER_VALUES:
        raise _too_many()
    try:
        return InferBody.model_validate_json(content)
    except ValidationError as error:
        raise bodies.as_problem(error, "The body must hold inputs: one tensor, images") from None


def _images(given: InputTensor) -> npt.NDArray[np.float32]:
    """(N, 28, 28), of the numbers of a tensor: in a row, or in lists as its shape says.

    Raises:
        Problem: they are too many (413), or no images (422).
    """
    count = given.shape[0]
    if count < 1 or given.shape[1:] != INPUT["shape"][1:]:
        raise _wrong("shape", f"The shape is {given.shape}; it must be [n, 28, 28, 1], n at least 1.")
    if count > current_app.config["MAX_FILES"]:
        raise _too_many()
    values = np.array(given.data, dtype=object)
    if values.shape not in {(count * 28 * 28,), tuple(given.shape)}:
        raise _wrong("data", f"The data must be {count * 28 * 28:,} numbers, or lists of them of shape {given.shape}.")
    if not all(_is_grey(value) for value in values.flat):
        raise _wrong("data", "The data must be numbers from 0, paper, to 255, full ink.")
    return values.astype(np.float32).reshape(count, 28, 28)


def _is_grey(value: Any) -> bool:
    return type(value) in {int, float} and 0 <= value <= MOST_GREY


def _wrong(member: str, detail: str) -> Problem:
    pointer = f"/inputs/0/{member}"
    return Problem(422, f"At {pointer}: {detail}", [{"pointer": pointer, "detail": detail}])


def _too_many() -> Problem:
    return Problem(413, f"A tensor may hold {current_app.config['MAX_FILES']} images; send fewer at a time.")


def _recognizer(name: str) -> Recognizer:
    """The model that has the card of this name; the default one may be a file, which no name opens."""
    default = service().recognizer()
    return default if name == default.info.name else service().recognizer(name)


def _card(name: str, version: str | None) -> dict[str, object]:
    """What is known of a model.

    Raises:
        Problem: there is none of this name, or not in this version.
    """
    default = service().recognizer()
    cards = shipped_models() | {default.info.name: default.card}
    if name not in cards:
        raise Problem(404, f"There is no model {bodies.shown(name)}; there are {', '.join(cards)}.")
    card = dict(cards[name])
    if version not in {None, card["version"]}:
        raise Problem(404, f"There is no version {bodies.shown(str(version))} of {name}; there is {card['version']}.")
    return card
