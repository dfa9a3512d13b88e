"""Query parameters: unknown ones are errors."""

from __future__ import annotations

from flask import request

from digits.web.http.printable import printable
from digits.web.http.problems import Problem


def require_known_parameters(*supported: str) -> None:
    """Raise a Problem (400) that names the first query parameter which is not supported."""
    unknown = next((name for name in request.args if name not in supported), None)
    if unknown is not None:
        listed = ", ".join(f"`{name}`" for name in supported) or "none"
        raise Problem(400, f"Unknown query parameter `{printable(unknown)}`. Supported: {listed}.")
