"""Prediction: pictures and drawings in, readings out; and the list of models."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from digits.web.api.request_image import is_file, request_image
from digits.web.http.conditional import conditional
from digits.web.http.negotiation import JSON, require_json_accepted, require_uncompressed_body, unsupported_type
from digits.web.http.problems import Problem
from digits.web.http.query import require_known_parameters
from digits.web.services.file_readings import read_files
from digits.web.services.recognition import recognition_service

FORM = "multipart/form-data"
MEDIA_TYPES = ("image/*", "application/octet-stream", FORM, JSON)
CURL_HINT = "With curl: -H 'Content-Type: image/png' --data-binary @seven.png, or -F file=@seven.png"

blueprint = Blueprint("predict", __name__, url_prefix="/api/v1")
blueprint.before_request(require_json_accepted)


@blueprint.post("/predict")
def predict() -> dict[str, object]:
    """Read the picture, the drawing or the uploaded files in the body."""
    require_known_parameters("steps", "model")
    with_steps, model = _with_steps(), request.args.get("model")
    if request.mimetype == FORM:
        require_uncompressed_body()
        return {"readings": read_files(model, with_steps=with_steps)}
    if request.mimetype != JSON and not is_file(request.mimetype):
        raise unsupported_type(MEDIA_TYPES, CURL_HINT)
    return recognition_service().read(request_image(files=True), model, with_steps=with_steps)


@blueprint.get("/models")
def models() -> Response:
    """The models that a request can name."""
    return conditional(jsonify(recognition_service().models()))


def _with_steps() -> bool:
    steps = request.args.get("steps", "0")
    if steps not in {"0", "1"}:
        raise Problem(400, "The query parameter `steps` must be 0 or 1.")
    return steps == "1"
