"""Keeping what was read wrongly with what was meant, where the operator allows it (`CORRECTIONS`)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, request
from pydantic import ValidationError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from digits.image import PictureError, normalize_picture, normalize_strokes
from digits.web import bodies
from digits.web.api import check_accept
from digits.web.problems import Problem
from digits.web.schemas import CorrectionBody
from digits.web.service import UnknownModelError, service

if TYPE_CHECKING:
    from digits.corrections import Corrections, Kept

corrections = Blueprint("corrections", __name__, url_prefix="/api/v1/corrections")

_EXTENSION = "digits-corrections"
_opening = threading.Lock()


@corrections.before_request
def check_allowed() -> None:
    """Refuse everything where the operator has not allowed it."""
    if not current_app.config["CORRECTIONS"]:
        raise Problem(403, "This server keeps no corrections. Its operator can allow it: DIGITS_WEB_CORRECTIONS=true.")


@corrections.post("")
def keep() -> tuple[dict[str, str], int]:
    """Keep a drawing or a picture with what was meant."""
    from digits.corrections import CorrectionError, checked_label

    check_accept()
    if request.mimetype != "application/json":
        raise Problem(415, "Send JSON, with the Content-Type application/json.")
    body = _body()
    try:
        label = checked_label(body.label)
    except CorrectionError as error:
        raise Problem(422, f"At /label: {error}.", [{"pointer": "/label", "detail": str(error)}]) from None
    with _store() as store:
        if len(store) >= current_app.config["MAX_CORRECTIONS"]:
            full = "This server keeps as many corrections as it may; its operator can export and delete them."
            raise Problem(503, full)
        kept = _keep(store, label, body)
    return {"id": kept.id, "key": kept.key, "label": label}, 201


@corrections.delete("/<identifier>")
def take_back(identifier: str) -> tuple[str, int]:
    """Delete a correction for whoever has its key."""
    from digits.corrections import Kept

    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        wanted = "Say whose it is: Authorization: Bearer, and the key that keeping it gave."
        raise Unauthorized(wanted, www_authenticate=WWWAuthenticate("bearer"))
    with _store() as store:
        deleted = store.take_back(Kept(identifier, key))
    if not deleted:
        raise Problem(404, "There is no correction of this id and key; perhaps it is deleted already.")
    return "", 204


def _body() -> CorrectionBody:
    request.max_content_length = current_app.config["MAX_JSON_BYTES"]
    content = request.get_data(cache=False)
    bodies.check_values(content)
    try:
        body = CorrectionBody.model_validate_json(content)
    except ValidationError as error:
        raise bodies.as_problem(error, "The body must hold label, and image or strokes") from None
    if (body.image is None) == (body.strokes is None):
        raise Problem(422, "The JSON object must hold label, and either image or strokes.")
    return body


def _keep(store: Corrections, label: str, body: CorrectionBody) -> Kept:
    """Read the drawing or picture once more, so that what is kept as read is what the model of this server reads."""
    strokes = None if body.strokes is None else bodies.checked_strokes(body.strokes)
    picture = None if body.image is None else bodies.decoded(body.image)
    try:
        if picture is not None:
            normalization = normalize_picture(picture, service().max_pixels)
        else:
            normalization = normalize_strokes(strokes or ())
    except PictureError as error:
        raise Problem(422, str(error)) from None
    try:
        recognizer = service().recognizer(body.model)
    except UnknownModelError as error:
        raise Problem(422, f"At /model: {error}", [{"pointer": "/model", "detail": str(error)}]) from None
    reading = recognizer.read_normalized(normalization)
    digit = "" if reading.digit is None else str(reading.digit)
    return store.keep(
        label,
        read_as=reading.number.text if reading.number else digit,
        model=reading.model.sha256,
        strokes=strokes,
        picture=picture,
        ink=normalization.image if len(label) == 1 else None,
    )


@contextmanager
def _store() -> Iterator[Corrections]:
    """The store of this application, opened when it is first needed.

    Raises:
        Problem: it cannot be opened, or fails while it is used.
    """
    from digits.corrections import CorrectionError, Corrections

    try:
        with _opening:
            if _EXTENSION not in current_app.extensions:
                current_app.extensions[_EXTENSION] = Corrections()
        yield current_app.extensions[_EXTENSION]
    except CorrectionError as error:
        current_app.logger.error("Corrections cannot be kept: %s", error)  # noqa: TRY400 - the message says it all
        raise Problem(503, "The corrections cannot be kept now; the reason is in the server's log.") from error
