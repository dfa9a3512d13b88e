"""For those who run the server: health and metrics."""

from __future__ import annotations

import time

from flask import Blueprint, Flask, Response, g, request

from digits.web.metrics import CONTENT_TYPE
from digits.web.problems import Problem
from digits.web.service import service

operations = Blueprint("operations", __name__)


@operations.get("/health/live")
def live() -> dict[str, str]:
    """Answer: the process is alive."""
    return {"status": "ok"}


@operations.get("/health/ready")
def ready() -> dict[str, str]:
    """Answer whether the model is loaded and has read once."""
    if not service().ready:
        raise Problem(503, "The model is not loaded yet; ask again in a second.")
    return {"status": "ok"}


@operations.get("/metrics")
def metrics() -> Response:
    """Show counts and durations for Prometheus."""
    return Response(service().metrics.text(service().ready), content_type=CONTENT_TYPE)


def measure(app: Flask) -> None:
    """Count every request of the application and its duration."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "none"
        service().metrics.request(request.method, route, response.status_code, seconds)
        return response
