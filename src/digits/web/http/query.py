"""Query parameters: unknown ones are errors, and numbers may have any length."""

from __future__ import annotations

import re

from flask import request

from digits.web.http.printable import printable
from digits.web.http.problems import Problem


def require_known_parameters(*supported: str) -> None:
    """Raise a Problem (400) that names the first query parameter which is not supported."""
    unknown = next((name for name in request.args if name not in supported), None)
    if unknown is not None:
        listed = ", ".join(f"`{name}`" for name in supported) or "none"
        raise Problem(400, f"Unknown query parameter `{printable(unknown)}`. Supported: {listed}.")


def index_below(count: int, text: str) -> int | None:
    """A number from 0 to `count` - 1, written in the digits 0 to 9; None for any other text."""
    index = int(text) if re.fullmatch("[0-9]{1,9}", text) else count
    return index if index < count else None
