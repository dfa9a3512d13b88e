"""The results of the laboratory, and a race of all networks over one drawing."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request
from markupsafe import Markup, escape
from werkzeug.exceptions import UnsupportedMediaType

from digits.image import PictureError, normalize_picture, normalize_strokes
from digits.web import bodies, laboratory
from digits.web.api import check_accept
from digits.web.languages import Words, words
from digits.web.problems import Problem
from digits.web.race import RUNS, race, runners
from digits.web.service import service
from digits.web.steps import data_url

HARDEST = 40
LEAST = 1e-4
"""The least error, as a share, that has a place on the axis of errors."""
COLUMNS = ("name", "validation", "test", "published", "parameters", "multiplies", "seconds", "microseconds")
KINDS = ("linear", "dense", "convolutional", "classical")
_THIN = "\N{NARROW NO-BREAK SPACE}"

compare = Blueprint("compare", __name__)
programs = Blueprint("programs", __name__, url_prefix="/api/v1")
programs.before_request(check_accept)


@compare.get("/compare")
def page() -> str:
    """Show the page, with the table of results in it."""
    t = words("compare", g.language)
    models = sorted(laboratory.figures()["models"], key=_error)
    ends = axis(models)
    return render_template(
        "compare.html",
        t=t,
        columns=COLUMNS,
        kinds=KINDS,
        models=models,
        curves=list(laboratory.figures()["curves"]),
        opened=next(model["name"] for model in models if model["name"] in laboratory.figures()["opened"]),
        runners=service().models()["models"],
        runs=RUNS,
        grouped=grouped,
        described=partial(described, t),
        place=partial(place, ends),
        ends=ends,
    )


@programs.get("/laboratory/models")
def models() -> Response:
    """Give the table of results."""
    return _kept({"models": laboratory.figures()["models"]})


@programs.get("/laboratory/curves")
def curves() -> Response:
    """Give the learning curves of the networks."""
    return _kept({"curves": laboratory.figures()["curves"]})


@programs.get("/laboratory/confusions/<name>")
def confusions(name: str) -> Response:
    """Give a model's confusion matrices: on new writers, and on the test set."""
    _check_model(name)
    test = laboratory.figures()["confusions"].get(name)
    return _kept({"model": name, "validation": laboratory.validation_confusion(name), "test": test})


@programs.get("/laboratory/confusions/<name>/<int:truth>/<int:read>")
def confused(name: str, truth: int, read: int) -> Response:
    """Give the images of new writers that show one digit and were read as another by a model."""
    _check_model(name)
    found = laboratory.mistakes()
    if name not in found.models:
        raise Problem(404, f"The mistakes of {name} on new writers were not kept; there are {_listed(found.models)}.")
    if max(truth, read) >= laboratory.DIGITS or truth == read:
        raise Problem(404, "Give two different digits: what the images show, and what was read.")
    images = [_image(found, int(image)) for image in found.of(name, truth, read)]
    return _kept({"model": name, "truth": truth, "read": read, "models": len(found.models), "images": images})


@programs.get("/laboratory/hardest")
def hardest() -> Response:
    """Give the images of new writers that most models misread, and what each of these read."""
    found = laboratory.mistakes()
    images = [_image(found, int(image)) | {"said": found.said(int(image))} for image in found.hardest(HARDEST)]
    return _kept({"models": list(found.models), "images": images})


@programs.post("/race")
def run() -> dict[str, object]:
    """Let every model read the one digit in the body, and time each."""
    if request.args:
        raise Problem(400, "The race takes no query.")
    if request.mimetype != "application/json" or request.content_encoding:
        raise UnsupportedMediaType("Send a drawing or a picture as application/json, without a Content-Encoding.")
    picture, strokes = bodies.json_source(request)
    recognizers = runners(service())
    try:
        if strokes is not None:
            normalization = normalize_strokes(strokes)
        else:
            normalization = normalize_picture(picture, service().max_pixels)  # type: ignore[arg-type]
    except PictureError as error:
        raise Problem(422, str(error)) from None
    return {"runs": RUNS, "readings": race(recognizers, normalization)}


compare.register_blueprint(programs)


def described(t: Words, model: dict[str, Any]) -> Markup:
    """What a model is, in the language of the page, or else in English, as its own file says it."""
    said = t.texts.get(f"model.{model['name']}")
    return escape(said) if said else Markup('<span lang="en" dir="ltr">{}</span>').format(model["description"])


def grouped(count: float) -> str:
    """A whole number with a thin space between its thousands (ISO 80000-1, 7.3.1), in any language."""
    return f"{count:,.0f}".replace(",", _THIN)


def axis(models: list[dict[str, Any]]) -> tuple[float, float]:
    """The ends of the axis of errors, as shares: 1, 2 or 5 times a power of ten, and all intervals between them."""
    errors = [error for model in models for error in (model["validation"], model["test"]) if error]
    least = max(min(error["low"] for error in errors), LEAST)
    most = max(error["high"] for error in errors)
    steps = [step * 10.0**power for power in range(round(math.log10(LEAST)), 1) for step in (1, 2, 5)]
    return max(step for step in steps if step <= least), min(step for step in steps if step >= most)


def place(ends: tuple[float, float], share: float) -> float:
    """Where a share stands on the logarithmic axis between two others, 0 to 100."""
    low, high = map(math.log10, ends)
    return round(100 * (math.log10(max(share, ends[0])) - low) / (high - low), 2)


def _error(model: dict[str, Any]) -> float:
    """The share of new writers' images that a model misread; of the test set's where there is no other."""
    found = model["validation"] or model["test"]
    return float(found["errors"] / found["images"])


def _check_model(name: str) -> None:
    known = [model["name"] for model in laboratory.figures()["models"]]
    if name not in known:
        raise Problem(404, f"There is no model {bodies.shown(name)}; there are {_listed(known)}.")


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names)


def _image(found: laboratory.Mistakes, image: int) -> dict[str, Any]:
    return {
        "place": int(found.places[image]),
        "truth": int(found.labels[image]),
        "misread_by": int(found.misreaders[image]),
        "png": data_url(255 - found.images[image]),
    }


def _kept(content: dict[str, Any]) -> Response:
    """An answer that a browser keeps, and asks whether it is still the same."""
    answer = jsonify(content)
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
