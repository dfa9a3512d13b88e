"""Readings of the files of a form, one after the other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import current_app, request

from digits.image import PictureError
from digits.web.http.bodies import uploaded_files
from digits.web.http.printable import printable_filename
from digits.web.http.problems import problem_details
from digits.web.services.errors import picture_detail
from digits.web.services.image_input import ImageInput
from digits.web.services.recognition import recognition_service

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage


def read_files(model: str | None = None, *, with_steps: bool) -> list[dict[str, object]]:
    """Read every file of the request's form; each result has `name`, and a reading's members or `error`.

    Raises:
        Problem: the form has no file (400).
        RequestEntityTooLarge: it has too many (413).
        UnknownModelError: there is no such model.
        ModelError: the model's file cannot be used.
    """
    end = time.monotonic() + current_app.config["MAX_SECONDS"]
    results = []
    for index, part in enumerate(uploaded_files()):
        if index and time.monotonic() > end:
            detail = "No time left for this image. Send fewer, or smaller ones, at a time."
            result: dict[str, object] = {"error": problem_details(503, detail, request.path) | {"reason": "time"}}
        else:
            result = _read(part, model, with_steps)
        results.append({"name": printable_filename(part.filename)} | result)
    return results


def _read(part: FileStorage, model: str | None, with_steps: bool) -> dict[str, object]:
    try:
        return recognition_service().read(ImageInput(part.stream.read()), model, with_steps=with_steps)
    except PictureError as error:
        problem = problem_details(422, picture_detail(error), request.path)
        return {"error": problem | ({"reason": error.reason} if error.reason else {})}
