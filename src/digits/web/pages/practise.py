"""The page Practise, for children who learn to write and read numbers, and its worksheet."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from pydantic import ValidationError

from digits.web.pages import worksheet
from digits.web.services import digit_shapes
from digits.web.services.languages import RIGHT_TO_LEFT, words
from digits.web.services.number_words import OWN_NAMES, number_words

blueprint = Blueprint("practise", __name__)


@blueprint.get("/practise")
def page() -> str:
    """The page."""
    data = {"words": number_words(), "rightToLeft": sorted(RIGHT_TO_LEFT), "digits": digit_shapes.as_json()}
    return render_template(
        "practise.html",
        t=words("practise", g.language),
        practice_languages=OWN_NAMES,
        variants=digit_shapes.variants(),
        data=data,
    )


@blueprint.get("/practise/worksheet")
def worksheet_page() -> tuple[str, int]:
    """The worksheet's form, and below it the worksheet as it will be printed."""
    given = {"language": g.language} | request.args.to_dict()
    wrong: list[str] = []
    try:
        options = worksheet.Options.model_validate(given)
    except ValidationError as error:
        options = worksheet.Options(language=g.language)
        wrong = [str(found["loc"][0]) for found in error.errors()]
    page = render_template(
        "practise_worksheet.html",
        t=words("practise", g.language),
        practice_languages=OWN_NAMES,
        practice_direction="rtl" if options.language in RIGHT_TO_LEFT else "ltr",
        variants=digit_shapes.variants(),
        names={"1": "one", "4": "four", "7": "seven"},
        options=options,
        wrong=wrong,
        sheets=[] if wrong else worksheet.pages(options, from_right=g.language in RIGHT_TO_LEFT),
        per_page=worksheet.NUMBERS_PER_PAGE[options.lines],
        given=given,
        most=worksheet.MAX_NUMBERS,
        size=(worksheet.WIDTH, worksheet.HEIGHT, worksheet.TOP),
    )
    return page, 400 if wrong else 200
