"""Readings, models and corrections."""

from __future__ import annotations

from digits.web.api.openapi.operation import Body, Operation, Parameter
from digits.web.api.schemas import bodies, readings

IDENTIFIER = "0d7c1f9c2b3a4e5f8a6b7c8d9e0f1a2b"

CORRECTION_ERRORS = {
    403: "The operator of this server does not allow corrections.",
    503: "The store of corrections is unavailable or full, or the model cannot be used.",
}

OPERATIONS = (
    Operation(
        "predict",
        "post",
        "/api/v1/predict",
        "recognition",
        "Read a picture, several pictures, or a drawing",
        "Send an image file as the body, in the form field `file` (once or more often), or in base64 in JSON; send a "
        "drawing as the points of its strokes. The answer to a form is a list, otherwise one reading.",
        parameters=(
            Parameter(
                "steps",
                "1 adds an image of every step of the normalization.",
                {"type": "string", "enum": ["0", "1"], "default": "0"},
                "1",
                in_example=False,
            ),
            Parameter(
                "model",
                "Name of the model; the server's default one otherwise.",
                {"type": "string"},
                "lenet5",
                in_example=False,
            ),
        ),
        body=Body(
            (bodies.ImageBody, bodies.StrokesBody, bodies.PixelsBody),
            ("drawing", "picture", "pixels"),
            files=True,
        ),
        results=(readings.Reading, readings.Readings),
        done="One reading; a list for a form.",
        errors=(400, 406, 413, 415, 422, 503),
    ),
    Operation(
        "listModels",
        "get",
        "/api/v1/models",
        "recognition",
        "List the models",
        results=(readings.Models,),
        done="The models, the default one first.",
        errors=(406, 503),
        conditional=True,
    ),
    Operation(
        "createCorrection",
        "post",
        "/api/v1/corrections",
        "recognition",
        "Send a correction",
        "Stores a misread drawing or image with its true label, if the operator of the server allows it. Readings "
        "themselves are never stored. Add `model` if another than the default one misread it.",
        body=Body((bodies.CorrectionBody,), ("correction", "correction_of_model")),
        results=(readings.StoredCorrection,),
        status=201,
        done="Stored. The key, returned only here, authorizes deleting it.",
        errors=(400, 403, 406, 413, 415, 422, 503),
        reasons=CORRECTION_ERRORS | {400: "The body is not JSON."},
    ),
    Operation(
        "deleteCorrection",
        "delete",
        "/api/v1/corrections/{identifier}",
        "recognition",
        "Delete a correction",
        "Requires its key: `Authorization: Bearer`, and the key.",
        parameters=(
            Parameter("identifier", "The `id` of the stored correction.", {"type": "string"}, IDENTIFIER, "path"),
        ),
        media="",
        status=204,
        done="Deleted.",
        errors=(401, 403, 404, 503),
        reasons=CORRECTION_ERRORS
        | {
            401: "The key of the correction is missing.",
            404: "There is no correction with this id and key. It may be deleted already.",
            503: "The store of corrections is unavailable.",
        },
        key=True,
    ),
)
