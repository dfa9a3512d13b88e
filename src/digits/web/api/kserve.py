"""The Open Inference Protocol, version 2, in JSON (KServe, Triton): normalized images in, logits out.

Pictures and drawings are read at ``/api/v1/predict``.
"""

from __future__ import annotations

from importlib.metadata import version as installed_version
from typing import Any

import numpy as np
import numpy.typing as npt
from flask import Blueprint, current_app

from digits.model_card import Card
from digits.web.api.schemas.serving import InferBody, InputTensor
from digits.web.http.bodies import json_body, member_problem
from digits.web.http.negotiation import require_json_accepted
from digits.web.http.printable import printable
from digits.web.http.problems import Problem
from digits.web.services.recognition import recognition_service

INPUT = {"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}
OUTPUT = {"name": "logits", "datatype": "FP32", "shape": [-1, 10]}
MAX_GREY = 255
OTHER_VALUES = 100
"""Values of a request besides those of its tensor, about: names, shape, parameters."""

blueprint = Blueprint("kserve", __name__, url_prefix="/v2")
blueprint.before_request(require_json_accepted)


@blueprint.get("")
def server() -> dict[str, object]:
    """The server and its version; it has no extensions."""
    return {"name": "digits-classification", "version": installed_version("digits-classification"), "extensions": []}


@blueprint.get("/models/<name>")
@blueprint.get("/models/<name>/versions/<version>")
def model(name: str, version: str | None = None) -> dict[str, object]:
    """A model's tensors."""
    card = _card(name, version)
    return {
        "name": card["name"],
        "versions": [card["version"]],
        "platform": "onnxruntime_onnx",
        "inputs": [INPUT],
        "outputs": [OUTPUT],
    }


@blueprint.get("/models/<name>/ready")
@blueprint.get("/models/<name>/versions/<version>/ready")
def model_ready(name: str, version: str | None = None) -> dict[str, object]:
    """Whether a model can infer: each is loaded on first use, the default one when the server starts."""
    return {"name": _card(name, version)["name"], "ready": recognition_service().ready}


@blueprint.post("/models/<name>/infer")
@blueprint.post("/models/<name>/versions/<version>/infer")
def infer(name: str, version: str | None = None) -> dict[str, object]:
    """The network's logits for normalized images, without rejection and calibration."""
    card = _card(name, version)
    body = json_body(InferBody, "The body must have `inputs`: one tensor, `images`.", _limit_values)
    images = _images(body.inputs[0])
    logits = recognition_service().recognizer(name).classifier.logits(images).astype(np.float32)
    output = OUTPUT | {"shape": list(logits.shape), "data": logits.ravel().tolist()}
    answer = {"model_name": card["name"], "model_version": card["version"]}
    return answer | ({} if body.id is None else {"id": body.id}) | {"outputs": [output]}


def _limit_values(content: bytes) -> None:
    if content.count(b",") > current_app.config["MAX_FILES"] * 28 * 28 + OTHER_VALUES:
        raise _too_many_images()


def _images(given: InputTensor) -> npt.NDArray[np.float32]:
    """(N, 28, 28), from a tensor's flat or nested numbers.

    Raises:
        Problem: there are too many (413), or they are no images (422).
    """
    count = given.shape[0]
    if count < 1 or given.shape[1:] != INPUT["shape"][1:]:
        raise _tensor_problem(
            "shape", f"The shape is {printable(str(given.shape))}; it must be [n, 28, 28, 1], n at least 1."
        )
    if count > current_app.config["MAX_FILES"]:
        raise _too_many_images()
    values = np.array(given.data, dtype=object)
    if values.shape not in {(count * 28 * 28,), tuple(given.shape)}:
        detail = f"The data must be {count * 28 * 28:,} numbers, or lists of them in the shape {given.shape}."
        raise _tensor_problem("data", detail)
    if not all(_is_grey(value) for value in values.flat):
        raise _tensor_problem("data", "The data must be numbers from 0 (background) to 255 (full ink).")
    images = values.astype(np.float32).reshape(count, 28, 28)
    brightest = images.max((1, 2))
    if ((brightest > 0) & (brightest <= 1)).any():
        raise _tensor_problem("data", "An image's values end at 1. They must go from 0 to 255: multiply them by 255.")
    return images


def _is_grey(value: Any) -> bool:
    return type(value) in {int, float} and 0 <= value <= MAX_GREY


def _tensor_problem(member: str, detail: str) -> Problem:
    return member_problem(f"/inputs/0/{member}", detail)


def _too_many_images() -> Problem:
    return Problem(413, f"A tensor may hold {current_app.config['MAX_FILES']} images. Send fewer at a time.")


def _card(name: str, version: str | None) -> Card:
    """A model's card.

    Raises:
        Problem: there is no such model, or not in this version (404).
    """
    cards = recognition_service().cards()
    if name not in cards:
        raise Problem(404, f"There is no model {printable(name)}. Available: {', '.join(cards)}.")
    card = cards[name]
    if version not in {None, card["version"]}:
        raise Problem(404, f"There is no version {printable(str(version))} of {name}. Available: {card['version']}.")
    return card
