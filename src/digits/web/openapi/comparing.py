"""The race, what the laboratory found, and numbers to practise with."""

from __future__ import annotations

from digits.web import schemas
from digits.web.openapi.inside import DIGIT
from digits.web.openapi.parts import Operation, Parameter

NAME = Parameter("name", "The model's name in the table of results.", {"type": "string"}, "lenet_8_16", "path")
ONE_DIGIT = {"type": "integer", "minimum": 0, "maximum": 9}

OPERATIONS = (
    Operation(
        "race",
        "post",
        "/api/v1/race",
        "comparing",
        "Let every model read the same digit, and time each",
        "There is no query. A drawing or picture without ink is answered with no readings.",
        body=DIGIT,
        results=(schemas.Race,),
        done="The readings, the fastest model's first.",
        errors=(400, 406, 413, 415, 422, 503),
    ),
    Operation(
        "laboratoryModels",
        "get",
        "/api/v1/laboratory/models",
        "comparing",
        "Give the table of results",
        results=(schemas.LaboratoryModels,),
        done="A row for each model.",
        errors=(406,),
        lasting=True,
    ),
    Operation(
        "laboratoryCurves",
        "get",
        "/api/v1/laboratory/curves",
        "comparing",
        "Give the learning curves of the networks",
        results=(schemas.Curves,),
        done="The curves by the networks' names.",
        errors=(406,),
        lasting=True,
    ),
    Operation(
        "laboratoryConfusions",
        "get",
        "/api/v1/laboratory/confusions/{name}",
        "comparing",
        "Give a model's confusion matrices",
        parameters=(NAME,),
        results=(schemas.Confusions,),
        done="On new writers, and on the test set.",
        errors=(404, 406),
        lasting=True,
    ),
    Operation(
        "laboratoryConfused",
        "get",
        "/api/v1/laboratory/confusions/{name}/{truth}/{read}",
        "comparing",
        "Give the images of one digit that a model read as another",
        parameters=(
            NAME,
            Parameter("truth", "What the images show.", ONE_DIGIT, 4, "path"),
            Parameter("read", "What was read; another digit.", ONE_DIGIT, 9, "path"),
        ),
        results=(schemas.Confused,),
        done="The images, those first that most models misread.",
        errors=(404, 406),
        reasons={404: "There is no such model, its mistakes were not kept, or these are not two different digits."},
        lasting=True,
    ),
    Operation(
        "laboratoryHardest",
        "get",
        "/api/v1/laboratory/hardest",
        "comparing",
        "Give the images that most models misread",
        results=(schemas.Hardest,),
        done="Forty images, and what was read in each.",
        errors=(406,),
        lasting=True,
    ),
    Operation(
        "handwritten",
        "get",
        "/api/v1/practise/handwritten",
        "practising",
        "Give a number in real handwriting",
        "The same number with the same seed is the same picture; another seed is another hand.",
        parameters=(
            Parameter("number", "Which one.", {"type": "integer", "minimum": 0, "maximum": 100}, 42, required=True),
            Parameter(
                "seed",
                "Which hand.",
                {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
                1,
                required=True,
            ),
        ),
        media="image/png",
        done="A picture 224 pixels high.",
        errors=(400, 503),
        reasons={400: "The query must hold number (0 to 100) and seed, and nothing else."},
    ),
)
