"""A race of all models over one picture or drawing."""

from __future__ import annotations

from flask import Blueprint

from digits.web.api.request_image import request_image
from digits.web.http.negotiation import require_json_accepted
from digits.web.http.query import require_known_parameters
from digits.web.services.race import RUNS, race
from digits.web.services.recognition import recognition_service

blueprint = Blueprint("race", __name__, url_prefix="/api/v1")
blueprint.before_request(require_json_accepted)


@blueprint.post("/race")
def run() -> dict[str, object]:
    """Let every model read the one digit in the body, and time each."""
    require_known_parameters()
    image = request_image()
    service = recognition_service()
    recognizers = [service.recognizer(name) for name in service.cards()]
    return {"runs": RUNS, "readings": race(recognizers, image.normalize())}
