"""The page Look inside: a network's activations, layer by layer."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, g, render_template

from digits.exemplars import exemplars
from digits.web.services.languages import words
from digits.web.services.recognition import recognition_service

FIRST_MODEL = "lenet_8_16"
"""The network shown first: the smallest with convolutions, which fits on a screen."""
FIRST_EXAMPLE = 322
"""Index of the example shown first."""

blueprint = Blueprint("activations_page", __name__)


@blueprint.get("/inside")
def page() -> str:
    """The page."""
    listed = cast(list[dict[str, Any]], recognition_service().models()["models"])
    models = sorted(listed, key=lambda model: (model["macs"] or 0, model["name"]))
    names = [model["name"] for model in models]
    return render_template(
        "activations.html",
        t=words("activations", g.language),
        models=models,
        first_model=FIRST_MODEL if FIRST_MODEL in names else names[0],
        examples=len(exemplars().labels),
        first_example=FIRST_EXAMPLE,
    )
