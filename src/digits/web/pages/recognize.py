"""The page Recognize, and its form for browsers without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from flask import Blueprint, current_app, g, render_template

from digits.web.services.file_readings import read_files
from digits.web.services.languages import words
from digits.web.services.normalization_steps import png_data_url
from digits.web.services.recognition import recognition_service

LIMITS = ("MAX_CONTENT_LENGTH", "MAX_FILES", "MAX_PIXELS", "MAX_STROKES", "MAX_POINTS")
"""Settings that the page's scripts respect."""

REASONS = ("digit", "mark", "cut", "unread", "gap")
"""The reasons of doubts in the order in which the pages name them."""

blueprint = Blueprint("recognize", __name__)


@blueprint.get("/")
def page() -> str:
    """The page."""
    limits = {name.lower(): current_app.config[name] for name in LIMITS}
    return render_template(
        "index.html",
        t=words("recognize", g.language),
        limits=limits,
        corrections=current_app.config["CORRECTIONS"],
        **recognition_service().models(),
    )


@blueprint.post("/read")
def read_form() -> str:
    """Readings of the form's files, for a browser without JavaScript.

    Nothing is stored and only the sender gets the answer, so a form on another site gains nothing by it.
    """
    readings = [_for_template(result) for result in read_files(with_steps=True)]
    return render_template("readings.html", t=words("recognize", g.language), readings=readings)


def _for_template(result: dict[str, Any]) -> dict[str, object]:
    """A file's name, reading, error, steps, size, numbers, places to check and doubts; empty where it lacks one."""
    places = _places(result.get("doubts", ()))
    numbers = [
        number | {"parts": [_with_picture(part, places) for part in number["parts"]]}
        for number in result.get("numbers", ())
    ]
    return {
        "name": result["name"],
        "reading": None if "error" in result else result,
        "error": result.get("error"),
        "steps": result.get("steps", []),
        "size": result.get("size"),
        "numbers": numbers,
        "places": places,
        "doubts": _grouped(result.get("doubts", ()), places),
    }


def _places(doubts: Sequence[dict[str, Any]]) -> list[list[float]]:
    """The boxes of doubts, each once, by reason and from left to right, as `js/recognize/doubts.js` numbers them."""
    boxes: list[list[float]] = []
    for doubt in sorted(doubts, key=lambda doubt: (REASONS.index(doubt["reason"]), doubt["box"][:2])):
        if doubt["box"] not in boxes:
            boxes.append(doubt["box"])
    return boxes


def _grouped(doubts: Sequence[dict[str, Any]], places: list[list[float]]) -> list[tuple[str, list[int]]]:
    """Each reason with the numbers of its places, from 1."""
    groups = (
        (one, sorted({places.index(doubt["box"]) + 1 for doubt in doubts if doubt["reason"] == one})) for one in REASONS
    )
    return [(reason, numbers) for reason, numbers in groups if numbers]


def _with_picture(part: dict[str, Any], places: list[list[float]]) -> dict[str, Any]:
    """A part of a number with `png`, its ink as a picture (None for a sign), and whether it is a place to check."""
    reading = part["reading"]
    png = png_data_url(np.array(reading["ink"], np.uint8)) if reading else None
    return part | {"png": png, "doubtful": part["box"] in places}
