"""A network of one's choice at work on a drawing: what every layer makes of it, and what the answer hangs on."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from digits.web.languages import words

inside = Blueprint("inside", __name__)


@inside.get("/inside")
def page() -> str:
    """Show the page."""
    return render_template("inside.html", t=words("inside", g.language))
