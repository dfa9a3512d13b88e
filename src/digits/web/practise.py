"""Numbers to write and to read for children in primary school, in several languages."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from digits.web import digit_shapes
from digits.web.handwritten import Bytes, number_picture
from digits.web.languages import RIGHT_TO_LEFT, words
from digits.web.number_words import OWN_NAMES, number_words
from digits.web.problems import Problem
from digits.web.service import service
from digits.web.worksheet import HEIGHT, MOST_NUMBERS, PER_PAGE, TOP, WIDTH, Options, pages

practise = Blueprint("practise", __name__)


class Wanted(BaseModel):
    """Which handwritten number a request wants."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=0, le=100)
    seed: int = Field(ge=0, lt=2**31)


@practise.get("/practise")
def page() -> str:
    """Show the page."""
    data = {"words": number_words(), "rightToLeft": sorted(RIGHT_TO_LEFT), "digits": digit_shapes.as_json()}
    return render_template(
        "practise.html",
        t=words("practise", g.language),
        practice_languages=OWN_NAMES,
        variants=digit_shapes.variants(),
        data=data,
    )


@practise.get("/practise/worksheet")
def worksheet() -> tuple[str, int]:
    """Show the form of the worksheet, and below it the worksheet as it will be on paper."""
    given = {"language": g.language} | request.args.to_dict()
    wrong: list[str] = []
    try:
        options = Options.model_validate(given)
    except ValidationError as error:
        options, wrong = Options(language=g.language), [str(place["loc"][0]) for place in error.errors()]
    page = render_template(
        "practise_worksheet.html",
        t=words("practise", g.language),
        practice_languages=OWN_NAMES,
        practice_direction="rtl" if options.language in RIGHT_TO_LEFT else "ltr",
        variants=digit_shapes.variants(),
        names={"1": "one", "4": "four", "7": "seven"},
        options=options,
        wrong=wrong,
        sheets=[] if wrong else pages(options, from_right=g.language in RIGHT_TO_LEFT),
        per_page=PER_PAGE[options.lines],
        given=given,
        most=MOST_NUMBERS,
        size=(WIDTH, HEIGHT, TOP),
    )
    return page, 400 if wrong else 200


@practise.get("/api/v1/practise/handwritten")
def handwritten() -> Response:
    """Give a number in real handwriting as a PNG; another seed is another hand."""
    try:
        wanted = Wanted.model_validate(request.args.to_dict())
    except ValidationError as error:
        (first, *_) = error.errors()
        place = first["loc"][0]
        raise Problem(400, f"The query must hold number (0 to 100) and seed: {place}: {first['msg']}.") from None
    return Response(number_picture(wanted.number, wanted.seed, _is_read_as), mimetype="image/png")


def _is_read_as(image: Bytes, digit: int) -> bool:
    reading = service().recognizer().read(image)
    return reading.verdict == "digit" and reading.digit == digit and not reading.mirrored
