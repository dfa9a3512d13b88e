"""The page Learn: perceptron and softmax playgrounds, and the lessons on training and convolution."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from flask import Blueprint, g, render_template

from digits.exemplars import exemplars
from digits.web.services.languages import LONG, words

CURVES = Path(__file__).parents[1] / "data" / "curves.json"
"""Measurements of the laboratory (`tools.web_data.curves`)."""


blueprint = Blueprint("learn", __name__)


@blueprint.get("/learn")
def page() -> str:
    """The page."""
    t = words("learn", g.language)
    short = {name: text for name, text in t.texts.items() if not name.startswith(LONG)}
    shown = {"curves": curves(), "digits": digits(), "n": _number, "labels": _labels, "short": short}
    return render_template("learn.html", t=t, **shown)


@cache
def curves() -> dict[str, Any]:
    """The measured curves, by the name of their figure."""
    return dict(json.loads(CURVES.read_text("utf-8")))


@cache
def digits() -> list[dict[str, object]]:
    """The first example of each digit: its index in MNIST's training set, and its 28x28 bytes in base64."""
    kept = exemplars()
    firsts = [int(np.flatnonzero(kept.labels == digit)[0]) for digit in range(10)]
    return [
        {
            "digit": digit,
            "mnist_index": int(kept.indices[first]),
            "pixels": b64encode(kept.images[first].tobytes()).decode(),
        }
        for digit, first in enumerate(firsts)
    ]


def _labels(name: str, by: str) -> list[str]:
    """Labels of the curves of a figure.

    Args:
        name: of the figure, in `curves`.
        by: how its curves differ: one of their numbers, their "name", or "both" name and learning rate.
    """
    t = words("learn", g.language)
    series = curves()[name]["series"]
    if by == "both":
        return [t(f"{name}.at_rate", of=t(f"{name}.{one['name']}"), rate=_number(one["rate"])) for one in series]
    if by == "name":
        return [t(f"{name}.{one['name']}") for one in series]
    return [_number(one[by]) for one in series]


def _number(value: float, decimals: int | None = None) -> str:
    """A number in the notation of the request's language, with digits 0 to 9.

    Args:
        value: the number.
        decimals: how many; None for as many as it has.
    """
    t = words("learn", g.language)
    needed = len(f"{value:.10f}".rstrip("0").partition(".")[2]) if decimals is None else decimals
    return t.number(value, needed).replace("-", t("minus_sign"))
