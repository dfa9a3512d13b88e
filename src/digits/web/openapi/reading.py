"""Readings, models and corrections."""

from __future__ import annotations

from digits.web import schemas
from digits.web.openapi.examples import IDENTIFIER
from digits.web.openapi.parts import Body, Operation, Parameter

CORRECTIONS = {
    403: "The operator of this server has not allowed corrections to be kept.",
    503: "The corrections cannot be kept now, there are as many as may be, or the model cannot be used.",
}

OPERATIONS = (
    Operation(
        "predict",
        "post",
        "/api/v1/predict",
        "reading",
        "Read a picture, several pictures, or a drawing",
        "A picture file is sent as the body itself, in a form's field `file` (as often as there are pictures), or in "
        "base64 in JSON; a drawing as the points of its strokes. A form is answered with a list, the rest with one "
        "reading.",
        parameters=(
            Parameter(
                "steps",
                "1 adds a picture of every step of the normalization.",
                {"type": "string", "enum": ["0", "1"], "default": "0"},
                "1",
                sent=False,
            ),
            Parameter(
                "model",
                "The model to read with, by its name; the server's default one otherwise.",
                {"type": "string"},
                "lenet5",
                sent=False,
            ),
        ),
        body=Body(
            (schemas.ImageBody, schemas.StrokesBody, schemas.PixelsBody),
            ("drawing", "picture", "pixels"),
            pictures=True,
        ),
        results=(schemas.Reading, schemas.Readings),
        forms=("predict", "predict_form"),
        done="What was read: of a form a list, else one reading.",
        errors=(400, 406, 413, 415, 422, 503),
    ),
    Operation(
        "models",
        "get",
        "/api/v1/models",
        "reading",
        "List the models that can be named",
        results=(schemas.Models,),
        done="The models, the default one first.",
        errors=(406, 503),
        lasting=True,
    ),
    Operation(
        "keepCorrection",
        "post",
        "/api/v1/corrections",
        "reading",
        "Keep a drawing or a picture with what was meant",
        "Only where the operator of the server allows it, and only what is sent here: readings keep nothing. "
        "The body holds `label`, and either `image` or `strokes`; and `model` where another than the default one read.",
        body=Body((schemas.CorrectionBody,), ("correction", "correction_of_model")),
        results=(schemas.KeptCorrection,),
        status=201,
        done="It is kept; the key, told only here, lets it be deleted.",
        errors=(400, 403, 406, 413, 415, 422, 503),
        reasons=CORRECTIONS | {400: "The body is no JSON."},
    ),
    Operation(
        "deleteCorrection",
        "delete",
        "/api/v1/corrections/{identifier}",
        "reading",
        "Delete a correction",
        "For whoever has its key: `Authorization: Bearer`, and the key.",
        parameters=(Parameter("identifier", "The `id` that keeping it gave.", {"type": "string"}, IDENTIFIER, "path"),),
        media="",
        status=204,
        done="It is deleted.",
        errors=(401, 403, 404, 503),
        reasons=CORRECTIONS
        | {
            401: "The key of the correction is missing.",
            404: "There is no correction of this id and key; perhaps it is deleted already.",
            503: "The corrections cannot be reached now.",
        },
        key=True,
    ),
)
