"""Numbers to write and to read for children in primary school, in several languages."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from digits.web.languages import words

practise = Blueprint("practise", __name__)


@practise.get("/practise")
def page() -> str:
    """Show the page."""
    return render_template("practise.html", t=words("practise", g.language))
