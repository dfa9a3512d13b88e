"""The results of the laboratory, and a race of all networks over one drawing."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from digits.web.languages import words

compare = Blueprint("compare", __name__)


@compare.get("/compare")
def page() -> str:
    """Show the page."""
    return render_template("compare.html", t=words("compare", g.language))
