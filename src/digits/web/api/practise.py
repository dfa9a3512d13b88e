"""Numbers in real handwriting, for the page Practise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from digits.web.http.problems import Problem
from digits.web.services.handwritten_number import number_picture
from digits.web.services.recognition import recognition_service

blueprint = Blueprint("practise_api", __name__, url_prefix="/api/v1/practise")


class HandwrittenQuery(BaseModel):
    """The query of a handwritten number."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=0, le=100)
    seed: int = Field(ge=0, lt=2**31)


@blueprint.get("/handwritten")
def handwritten() -> Response:
    """A number in real handwriting as a PNG; another seed gives other digits."""
    try:
        query = HandwrittenQuery.model_validate(request.args.to_dict())
    except ValidationError as error:
        (first, *_) = error.errors()
        name, message = first["loc"][0], first["msg"]
        raise Problem(400, f"The query must have number (0 to 100) and seed: {name}: {message}.") from None
    return Response(number_picture(query.number, query.seed, _is_read_as), mimetype="image/png")


def _is_read_as(image: npt.NDArray[np.uint8], digit: int) -> bool:
    """Whether an example is legible, which the bundled network decides: another may be certain of no example."""
    reading = recognition_service().bundled().read(image)
    return reading.verdict == "digit" and reading.digit == digit and not reading.mirrored
