"""The page Compare: the table of results, charts, and the race."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from flask import Blueprint, g, render_template
from markupsafe import Markup, escape

from digits.web.services import laboratory
from digits.web.services.languages import Words, words
from digits.web.services.race import RUNS
from digits.web.services.recognition import recognition_service

MIN_ERROR = 1e-4
"""The smallest share of errors on the axis."""
COLUMNS = ("name", "validation", "test", "published", "parameters", "macs", "seconds", "microseconds")
KINDS = ("linear", "dense", "convolutional", "baseline")

blueprint = Blueprint("compare", __name__)


@blueprint.get("/compare")
def page() -> str:
    """The page, with the table of results in it."""
    t = words("compare", g.language)
    results = laboratory.results()
    models = sorted(results["models"], key=_error_share)
    ends = axis_ends(models)
    return render_template(
        "compare.html",
        t=t,
        columns=COLUMNS,
        kinds=KINDS,
        models=models,
        curves=list(results["curves"]),
        opened=next(model["name"] for model in models if model["name"] in results["opened"]),
        runners=recognition_service().models()["models"],
        runs=RUNS,
        described=partial(_description, t),
        place=partial(axis_position, ends),
        ends=ends,
    )


def axis_ends(models: list[dict[str, Any]]) -> tuple[float, float]:
    """The ends of the error axis, as shares: 1, 2 or 5 times a power of ten, with all intervals between them."""
    errors = [error for model in models for error in (model["validation"], model["test"]) if error]
    low = max(min(error["low"] for error in errors), MIN_ERROR)
    high = max(error["high"] for error in errors)
    ticks = [tick * 10.0**power for power in range(round(math.log10(MIN_ERROR)), 1) for tick in (1, 2, 5)]
    return max(tick for tick in ticks if tick <= low), min(tick for tick in ticks if tick >= high)


def axis_position(ends: tuple[float, float], share: float) -> float:
    """Position of a share on the logarithmic axis, 0 to 100."""
    low, high = map(math.log10, ends)
    return round(100 * (math.log10(max(share, ends[0])) - low) / (high - low), 2)


def _description(t: Words, model: dict[str, Any]) -> Markup:
    """A model's description in the page's language, else in English from its own file."""
    text = t.texts.get(f"model.{model['name']}")
    return escape(text) if text else Markup('<span lang="en" dir="ltr">{}</span>').format(model["description"])


def _error_share(model: dict[str, Any]) -> float:
    """A model's share of errors on the test set, else on held-out writers."""
    found = model["test"] or model["validation"]
    return float(found["errors"] / found["images"])
