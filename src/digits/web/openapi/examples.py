"""Examples of bodies, and the answers that `python -m digits.web.openapi` recorded for them."""

from __future__ import annotations

import base64
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from digits.exemplars import exemplars

RECORDED = Path(__file__).with_name("examples.json")
STROKES = [[[20, 20], [50, 21], [80, 20]], [[80, 20], [60, 60], [40, 100]]]
"""A 7, from above."""
EXAMPLE = 322
IDENTIFIER = "0d7c1f9c2b3a4e5f8a6b7c8d9e0f1a2b"
KEY = "kF3v9QmZ2xT7bL0sYw8RcUeJ4hN6aDpG"
"""Of a correction; in place of the real ones, which let it be deleted."""
MOST_OBJECTS = 2
MOST_LINES = 6


@cache
def requests() -> dict[str, dict[str, Any]]:
    """The examples of JSON bodies (Example Objects), by name."""
    pixels = exemplars().images[EXAMPLE]
    file = io.BytesIO()
    Image.fromarray(255 - pixels).save(file, "PNG")
    picture = base64.b64encode(file.getvalue()).decode()
    return {
        "drawing": {"summary": "A 7, drawn in two strokes", "value": {"strokes": STROKES}},
        "picture": {"summary": "A picture file in base64", "value": {"image": picture}},
        "pixels": {"summary": "28 rows of 28 grey levels", "value": {"pixels": pixels.tolist()}},
        "tensor": {
            "summary": "One image of 28 x 28 numbers, of a 7",
            "value": {
                "id": "seven",
                "inputs": [
                    {"name": "images", "datatype": "FP32", "shape": [1, 28, 28, 1], "data": pixels.ravel().tolist()}
                ],
            },
        },
        "correction": {"summary": "A drawing that is meant to be a 7", "value": {"label": "7", "strokes": STROKES}},
        "correction_of_model": {
            "summary": "The same, as another model than the default one read it",
            "value": {"label": "7", "strokes": STROKES, "model": "lenet5"},
        },
    }


@cache
def answers() -> dict[str, Any]:
    """The recorded answers by name."""
    return dict(json.loads(RECORDED.read_text("utf-8")))


def shortened(value: Any, name: str = "") -> Any:
    """An answer as the examples show it: two of many objects, one learning curve, six lines, six digits of a number."""
    if isinstance(value, dict):
        members = list(value.items())[: 1 if name == "curves" else None]
        return {key: shortened(member, key) for key, member in members}
    if isinstance(value, list):
        few = value[:MOST_OBJECTS] if value and isinstance(value[0], dict) and name != "layers" else value
        return [shortened(member) for member in few]
    if isinstance(value, str) and "\n" in value:
        return "".join(value.splitlines(keepends=True)[:MOST_LINES])
    return float(f"{value:.6g}") if isinstance(value, float) else value


def shown(value: Any, indent: str = "") -> str:
    """JSON for people: what holds no objects and is short enough, and every list of numbers, stands on one line."""
    line = json.dumps(value, ensure_ascii=False)
    inside = list(value.values()) if isinstance(value, dict) else value
    nested = isinstance(value, dict | list) and any(isinstance(member, dict | list) for member in inside)
    if not isinstance(value, dict | list) or not value or len(line) <= 90 or not (nested or isinstance(value, dict)):
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        members = [f"{json.dumps(key)}: {shown(member, deeper)}" for key, member in value.items()]
        return "{\n" + ",\n".join(deeper + member for member in members) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + shown(member, deeper) for member in value) + f"\n{indent}]"
