"""The HTTP status of each error of the recognizer."""

from __future__ import annotations

from flask import Flask, current_app
from werkzeug.wrappers import Response

from digits.image import PictureError
from digits.recognizer import ModelError
from digits.web.http.problems import Problem, error_response
from digits.web.services.recognition import UnknownModelError


def picture_detail(error: PictureError) -> str:
    """The message of an error as a sentence."""
    message = str(error)
    return f"{message[:1].upper()}{message[1:]}."


def register(app: Flask) -> None:
    """Answer PictureError with 422, UnknownModelError with 400, and ModelError with 503."""

    @app.errorhandler(PictureError)
    def picture_error(error: PictureError) -> Response:
        return error_response(Problem(422, picture_detail(error)))

    @app.errorhandler(UnknownModelError)
    def unknown_model(error: UnknownModelError) -> Response:
        return error_response(Problem(400, str(error)))

    @app.errorhandler(ModelError)
    def model_error(error: ModelError) -> Response:
        current_app.logger.error("The model cannot be used: %s", error)
        return error_response(Problem(503, f"The model cannot be used: {error}"))
