"""The files of a form, read one after the other: a list of readings and refusals."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import Request, current_app

from digits.image import PictureError
from digits.web import bodies
from digits.web.problems import problem
from digits.web.service import service

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage


def read_files(request: Request, model: str | None, steps: bool) -> list[dict[str, object]]:
    """Read every file of the form; each result has `name`, and either a reading's members or `error`.

    Raises:
        Problem: the form holds no file.
        RequestEntityTooLarge: it holds too many.
    """
    uploaded = bodies.files(request)
    end = time.monotonic() + current_app.config["MAX_SECONDS"]
    results = []
    for index, part in enumerate(uploaded):
        name = bodies.shown_name(part.filename)
        if index and time.monotonic() > end:
            detail = "There was no time left for this picture. Send fewer, or smaller ones, at a time."
            result: dict[str, object] = {"error": problem(503, detail, request.path)}
        else:
            result = _read(part, request.path, model, steps)
        results.append({"name": name} | result)
    return results


def _read(part: FileStorage, path: str, model: str | None, steps: bool) -> dict[str, object]:
    try:
        return service().read_picture(part.stream.read(), model, steps)
    except PictureError as error:
        return {"error": problem(422, str(error), path)}
