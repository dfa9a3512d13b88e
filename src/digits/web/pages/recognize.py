"""The page Recognize, and its form for browsers without JavaScript."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, current_app, g, render_template

from digits.web.services.file_readings import read_files
from digits.web.services.languages import words
from digits.web.services.normalization_steps import png_data_url
from digits.web.services.recognition import recognition_service

LIMITS = ("MAX_CONTENT_LENGTH", "MAX_FILES", "MAX_PIXELS", "MAX_STROKES", "MAX_POINTS")
"""Settings that the page's scripts respect."""

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
    """A file's name, reading, error, steps, size and parts; None or empty where it lacks one."""
    number = result.get("number") or {"parts": ()}
    return {
        "name": result["name"],
        "reading": None if "error" in result else result,
        "error": result.get("error"),
        "steps": result.get("steps", []),
        "size": result.get("size"),
        "parts": [_with_picture(part) for part in number["parts"]],
    }


def _with_picture(part: dict[str, Any]) -> dict[str, Any]:
    """A part of a number with `png`, its ink as a picture; None for a comma or a minus sign."""
    reading = part["reading"]
    return part | {"png": png_data_url(np.array(reading["ink"], np.uint8)) if reading else None}
