"""Corrections: misread drawings and pictures, stored with their true label if the operator allows it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from digits.page import labelled_digit
from digits.web.api.request_image import image_of, limit_values
from digits.web.api.schemas.bodies import CorrectionBody
from digits.web.http.bodies import json_body, member_problem
from digits.web.http.negotiation import require_json_accepted
from digits.web.http.problems import Problem
from digits.web.services.recognition import UnknownModelError, recognition_service

if TYPE_CHECKING:
    from digits.corrections import Corrections, Receipt

blueprint = Blueprint("corrections", __name__, url_prefix="/api/v1/corrections")

_EXTENSION = "digits-corrections"
_opening = threading.Lock()


@blueprint.before_request
def require_allowed() -> None:
    """Raise a Problem (403) unless the setting `CORRECTIONS` is on."""
    if not current_app.config["CORRECTIONS"]:
        raise Problem(403, "This server stores no corrections. Its operator can allow it: DIGITS_WEB_CORRECTIONS=true.")


@blueprint.post("")
def create() -> tuple[dict[str, str], int]:
    """Store a drawing or a picture with its label."""
    from digits.corrections import CorrectionError, FullError, parse_label

    require_json_accepted()
    expected = "The body must have `label`, and exactly one of `image` and `strokes`."
    body = json_body(CorrectionBody, expected, limit_values)
    try:
        label = parse_label(body.label)
    except CorrectionError as error:
        raise member_problem("/label", f"{error}.") from None
    try:
        with _store() as store:
            stored = _add(store, label, body)
    except FullError:
        detail = "This server's store of corrections is full. Its operator can export and delete them."
        raise Problem(503, detail) from None
    return {"id": stored.id, "key": stored.key, "label": label}, 201


@blueprint.delete("/<identifier>")
def delete(identifier: str) -> tuple[str, int]:
    """Delete a correction; its key authorizes that."""
    from digits.corrections import Receipt

    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        expected = "Missing key. Send the header Authorization: Bearer, and the key of the correction."
        raise Unauthorized(expected, www_authenticate=WWWAuthenticate("bearer"))
    with _store() as store:
        deleted = store.delete_with_key(Receipt(identifier, key))
    if not deleted:
        raise Problem(404, "There is no correction with this id and key. It may be deleted already.")
    return "", 204


def _add(store: Corrections, label: str, body: CorrectionBody) -> Receipt:
    """Store a correction with the answer of this server's model, not with what the client says it was."""
    image = image_of(body)
    normalization = image.normalize()
    try:
        recognizer = recognition_service().recognizer(body.model)
    except UnknownModelError as error:
        raise member_problem("/model", str(error)) from None
    reading = recognizer.read_normalized(normalization)
    digit = labelled_digit(normalization) if len(label) == 1 else None
    return store.save(
        label,
        read_as=reading.text,
        model=reading.model.sha256,
        strokes=image.strokes,
        picture=image.file,
        ink=digit.image if digit else None,
        limit=current_app.config["MAX_CORRECTIONS"],
    )


@contextmanager
def _store() -> Iterator[Corrections]:
    """The application's store, opened on first use.

    Raises:
        Problem: it cannot be opened, or fails while it is used (503).
        FullError: it is full.
    """
    from digits.corrections import CorrectionError, Corrections, FullError

    try:
        with _opening:
            if _EXTENSION not in current_app.extensions:
                current_app.extensions[_EXTENSION] = Corrections()
        yield current_app.extensions[_EXTENSION]
    except FullError:
        raise
    except CorrectionError as error:
        current_app.logger.error("Corrections are unavailable: %s", error)  # noqa: TRY400 - the message says it all
        raise Problem(503, "Corrections are unavailable. The reason is in the server's log.") from error
