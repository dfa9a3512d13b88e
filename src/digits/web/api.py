"""The API for programs: pictures and drawings in, readings out, all as JSON."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from digits.image import PictureError
from digits.web import bodies
from digits.web.problems import Problem
from digits.web.readings import read_files
from digits.web.service import UnknownModelError, service

MEDIA_TYPES = ("image/*", "application/octet-stream", "multipart/form-data", "application/json")

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.before_request
def check_accept() -> None:
    """Refuse a request that wants anything but JSON."""
    if not request.accept_mimetypes:
        return
    if request.accept_mimetypes.quality("application/json") == 0:
        raise NotAcceptable("The API answers with application/json; the Accept header leaves that out.")


@api.post("/predict")
def predict() -> dict[str, object]:
    """Read the picture, the pictures or the drawing in the body, whichever its type says it holds."""
    steps, model = _options()
    if request.content_encoding:
        raise UnsupportedMediaType("A body with a Content-Encoding is not read; send it as it is.")
    try:
        if request.mimetype == "multipart/form-data":
            return {"readings": read_files(request, model, steps)}
        return _read_one(model, steps)
    except UnknownModelError as error:
        raise Problem(400, str(error)) from None
    except PictureError as error:
        raise Problem(422, str(error)) from None


@api.get("/models")
def models() -> AnyResponse:
    """List the models that can be named."""
    answer = jsonify(service().models())
    answer.cache_control.no_cache = True
    answer.add_etag()
    return answer.make_conditional(request)


def _read_one(model: str | None, steps: bool) -> dict[str, object]:
    if request.mimetype == "application/json":
        picture, strokes = bodies.json_source(request)
        if strokes is not None:
            return service().read_strokes(strokes, model, steps)
        if picture is not None:
            return service().read_picture(picture, model, steps)
    if request.mimetype.startswith("image/") or request.mimetype == "application/octet-stream":
        return service().read_picture(bodies.picture(request), model, steps)
    given = bodies.shown(request.mimetype) or "missing"
    raise UnsupportedMediaType(
        f"The Content-Type is {given}; send one of {', '.join(MEDIA_TYPES)}. "
        "With curl: -H 'Content-Type: image/png' --data-binary @seven.png, or -F file=@seven.png"
    )


def _options() -> tuple[bool, str | None]:
    """Return the query's options: whether the steps are wanted, and the model's name."""
    unknown = set(request.args) - {"steps", "model"}
    if unknown:
        raise Problem(400, "The query may hold steps and model, and nothing else.")
    steps = request.args.get("steps", "0")
    if steps not in {"0", "1"}:
        raise Problem(400, "The query's steps must be 0 or 1.")
    return steps == "1", request.args.get("model")
