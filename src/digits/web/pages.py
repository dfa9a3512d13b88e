"""The pages for people."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, current_app, g, render_template, request

from digits.web.languages import words
from digits.web.readings import read_files
from digits.web.service import service
from digits.web.steps import data_url

LIMITS = ("MAX_CONTENT_LENGTH", "MAX_FILES", "MAX_PIXELS", "MAX_STROKES", "MAX_POINTS")

pages = Blueprint("pages", __name__)


@pages.get("/")
def index() -> str:
    """Show the recognizer."""
    limits = {name.lower(): current_app.config[name] for name in LIMITS}
    allowed = current_app.config["CORRECTIONS"]
    return render_template(
        "index.html", t=words("recognize", g.language), limits=limits, corrections=allowed, **service().models()
    )


@pages.post("/read")
def read() -> str:
    """Read the files of the form for a browser without JavaScript, and show what they were read as.

    It keeps nothing and answers no one but the sender, so a form on another site gains nothing by it.
    """
    readings = _for_page(read_files(request, None, steps=True))
    return render_template("readings.html", t=words("recognize", g.language), readings=readings)


def _for_page(results: list[dict[str, Any]]) -> list[dict[str, object]]:
    """Return name, reading, error, steps, and the parts of a number of each file; what a file has not is empty."""
    return [
        {
            "name": result["name"],
            "reading": None if "error" in result else result,
            "error": result.get("error"),
            "steps": result.get("steps", []),
            "size": result.get("size"),
            "parts": [_with_picture(part) for part in (result.get("number") or {"parts": ()})["parts"]],
        }
        for result in results
    ]


def _with_picture(part: dict[str, Any]) -> dict[str, Any]:
    """Add `png` to a part of a number: its ink as a picture, None for a comma or a minus sign."""
    reading = part["reading"]
    return part | {"png": data_url(np.array(reading["ink"], np.uint8)) if reading else None}
