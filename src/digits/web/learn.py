"""The perceptron and the softmax to play with, and the questions of the course answered."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from digits.web.languages import words

learn = Blueprint("learn", __name__)


@learn.get("/learn")
def page() -> str:
    """Show the page."""
    return render_template("learn.html", t=words("learn", g.language))
