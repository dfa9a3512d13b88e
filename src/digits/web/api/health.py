"""Health and metrics for operators, and the health addresses of the Open Inference Protocol."""

from __future__ import annotations

from flask import Blueprint, Response

from digits.web.http.problems import Problem
from digits.web.services.metrics import CONTENT_TYPE
from digits.web.services.recognition import recognition_service

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
def live() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@blueprint.get("/health/ready")
def ready() -> dict[str, str]:
    """Whether the model is loaded and has read once."""
    _require_ready()
    return {"status": "ok"}


@blueprint.get("/v2/health/live")
def kserve_live() -> dict[str, bool]:
    """The process is alive."""
    return {"live": True}


@blueprint.get("/v2/health/ready")
def kserve_ready() -> dict[str, bool]:
    """Whether the model is loaded and has read once."""
    _require_ready()
    return {"ready": True}


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counts and durations for Prometheus."""
    return Response(recognition_service().metrics.text(), content_type=CONTENT_TYPE)


def _require_ready() -> None:
    if not recognition_service().ready:
        raise Problem(503, "The model is still loading. Ask again in a second.")
