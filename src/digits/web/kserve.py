"""Health and metadata where servers of models have them: the Open Inference Protocol, version 2 (KServe, Triton).

Readings are asked for at ``/api/v1/predict``; a picture is no tensor, and the normalization is a part of the reading.
"""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint

from digits.recognizer import shipped_models
from digits.web.operations import live as is_live
from digits.web.operations import ready as is_ready
from digits.web.problems import Problem
from digits.web.service import service

kserve = Blueprint("kserve", __name__, url_prefix="/v2")


@kserve.get("")
def server() -> dict[str, object]:
    """Name the server and its version; it has no extensions."""
    return {"name": "digits-classification", "version": version("digits-classification"), "extensions": []}


@kserve.get("/health/live")
def live() -> dict[str, bool]:
    """Answer: the process is alive."""
    return {"live": is_live()["status"] == "ok"}


@kserve.get("/health/ready")
def ready() -> dict[str, bool]:
    """Answer whether the model is loaded and has read once."""
    return {"ready": is_ready()["status"] == "ok"}


@kserve.get("/models/<name>")
def model(name: str) -> dict[str, object]:
    """Describe a model's tensors."""
    card = _card(name)
    return {
        "name": card["name"],
        "versions": [card["version"]],
        "platform": "onnxruntime_onnx",
        "inputs": [{"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}],
        "outputs": [{"name": "logits", "datatype": "FP32", "shape": [-1, 10]}],
    }


@kserve.get("/models/<name>/ready")
def model_ready(name: str) -> dict[str, object]:
    """Answer whether a model can be asked: each is loaded when it is, the default one when the server starts."""
    return {"name": _card(name)["name"], "ready": service().ready}


def _card(name: str) -> dict[str, object]:
    default = service().recognizer()
    if name == default.info.name:
        return dict(default.card)
    cards = shipped_models()
    if name not in cards:
        raise Problem(404, f"There is no model {name!r}; there are {', '.join(cards)}.")
    return dict(cards[name])
