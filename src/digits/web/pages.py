"""The pages for people."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from digits.web.readings import read_files
from digits.web.service import service

LIMITS = ("MAX_CONTENT_LENGTH", "MAX_FILES", "MAX_PIXELS", "MAX_STROKES", "MAX_POINTS")

pages = Blueprint("pages", __name__)


@pages.get("/")
def index() -> str:
    """Show the recognizer."""
    limits = {name.lower(): current_app.config[name] for name in LIMITS}
    return render_template("index.html", limits=limits, **service().models())


@pages.post("/read")
def read() -> str:
    """Read the files of the form for a browser without JavaScript, and show what they were read as.

    It keeps nothing and answers no one but the sender, so a form on another site gains nothing by it.
    """
    return render_template("readings.html", readings=_for_page(read_files(request, None, steps=True)))


def _for_page(results: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return name, reading, error and steps of each file; what a file has not is None or empty."""
    return [
        {
            "name": result["name"],
            "reading": None if "error" in result else result,
            "error": result.get("error"),
            "steps": result.get("steps", []),
        }
        for result in results
    ]
