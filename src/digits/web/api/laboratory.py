"""The laboratory's results: models, learning curves, confusion matrices and misread images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, jsonify

from digits.web.http.conditional import conditional
from digits.web.http.negotiation import require_json_accepted
from digits.web.http.printable import printable
from digits.web.http.problems import Problem
from digits.web.services import laboratory
from digits.web.services.normalization_steps import png_data_url

HARDEST = 40
"""Images in the list of the hardest."""

blueprint = Blueprint("laboratory", __name__, url_prefix="/api/v1/laboratory")
blueprint.before_request(require_json_accepted)


@blueprint.get("/models")
def models() -> Response:
    """The table of results."""
    return conditional(jsonify(models=laboratory.results()["models"]))


@blueprint.get("/curves")
def curves() -> Response:
    """The networks' learning curves."""
    return conditional(jsonify(curves=laboratory.results()["curves"]))


@blueprint.get("/confusions/<name>")
def confusions(name: str) -> Response:
    """A model's confusion matrices, on held-out writers and on the test set."""
    _require_model(name)
    test = laboratory.results()["confusions"].get(name)
    return conditional(jsonify(model=name, validation=laboratory.validation_confusion(name), test=test))


@blueprint.get("/confusions/<name>/<int:truth>/<int:read>")
def confused(name: str, truth: int, read: int) -> Response:
    """The validation images of one digit that a model read as another."""
    _require_model(name)
    found = laboratory.mistakes()
    if name not in found.models:
        raise Problem(404, f"No list of mistakes for {name}. Available: {_listed(found.models)}.")
    if max(truth, read) >= laboratory.DIGITS or truth == read:
        raise Problem(404, "The label and the answer must be two different digits.")
    images = [_image(found, int(image)) for image in found.of(name, truth, read)]
    return conditional(jsonify(model=name, truth=truth, read=read, models=len(found.models), images=images))


@blueprint.get("/hardest")
def hardest() -> Response:
    """The validation images that most models misread, with their wrong answers."""
    found = laboratory.mistakes()
    images = [_image(found, int(image)) | {"said": found.wrong_answers(int(image))} for image in found.hardest(HARDEST)]
    return conditional(jsonify(models=list(found.models), images=images))


def _require_model(name: str) -> None:
    known = [model["name"] for model in laboratory.results()["models"]]
    if name not in known:
        raise Problem(404, f"There is no model {printable(name)}. Available: {_listed(known)}.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _image(found: laboratory.Mistakes, image: int) -> dict[str, Any]:
    return {
        "mnist_index": int(found.mnist_indices[image]),
        "truth": int(found.labels[image]),
        "misread_by": int(found.misreaders[image]),
        "png": png_data_url(255 - found.images[image]),
    }
