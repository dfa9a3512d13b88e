"""Example bodies of requests."""

from __future__ import annotations

import base64
import io
from functools import cache
from typing import Any

from PIL import Image

from digits.exemplars import exemplars

STROKES = [[[20, 20], [50, 21], [80, 20]], [[80, 20], [60, 60], [40, 100]]]
"""A 7."""
EXAMPLE = 322
"""Index of the example image in the package, a 7."""


@cache
def requests() -> dict[str, dict[str, Any]]:
    """Example Objects by name."""
    pixels = exemplars().images[EXAMPLE]
    file = io.BytesIO()
    Image.fromarray(255 - pixels).save(file, "PNG")
    picture = base64.b64encode(file.getvalue()).decode()
    tensor = {"name": "images", "datatype": "FP32", "shape": [1, 28, 28, 1], "data": pixels.ravel().tolist()}
    return {
        "drawing": {"summary": "A 7, drawn in two strokes", "value": {"strokes": STROKES}},
        "picture": {"summary": "An image file in base64", "value": {"image": picture}},
        "pixels": {"summary": "28 rows of 28 grey levels", "value": {"pixels": pixels.tolist()}},
        "tensor": {"summary": "One normalized image", "value": {"id": "seven", "inputs": [tensor]}},
        "correction": {"summary": "A drawing of a 7", "value": {"label": "7", "strokes": STROKES}},
        "correction_of_model": {
            "summary": "The same, misread by another model than the default one",
            "value": {"label": "7", "strokes": STROKES, "model": "lenet5"},
        },
    }
