"""The race, the laboratory's results, and handwritten numbers."""

from __future__ import annotations

from digits.web.api.openapi.activations import DIGIT
from digits.web.api.openapi.operation import PNG, Operation, Parameter
from digits.web.api.schemas import comparison

NAME = Parameter("name", "The model's name in the table of results.", {"type": "string"}, "lenet_8_16", "path")
ONE_DIGIT = {"type": "integer", "minimum": 0, "maximum": 9}

OPERATIONS = (
    Operation(
        "runRace",
        "post",
        "/api/v1/race",
        "comparison",
        "Let every model read the same digit, and time each",
        "Takes no query. The list is empty for a drawing or image without ink.",
        body=DIGIT,
        results=(comparison.Race,),
        done="The answers, the fastest model first.",
        errors=(400, 406, 413, 415, 422, 503),
    ),
    Operation(
        "getLaboratoryModels",
        "get",
        "/api/v1/laboratory/models",
        "comparison",
        "Get the table of results",
        results=(comparison.LaboratoryModels,),
        done="A row for each model.",
        errors=(406,),
        conditional=True,
    ),
    Operation(
        "getLearningCurves",
        "get",
        "/api/v1/laboratory/curves",
        "comparison",
        "Get the networks' learning curves",
        results=(comparison.Curves,),
        done="The curves, by the networks' names.",
        errors=(406,),
        conditional=True,
    ),
    Operation(
        "getConfusions",
        "get",
        "/api/v1/laboratory/confusions/{name}",
        "comparison",
        "Get a model's confusion matrices",
        parameters=(NAME,),
        results=(comparison.Confusions,),
        done="On held-out writers, and on the test set.",
        errors=(404, 406),
        conditional=True,
    ),
    Operation(
        "getMisreadDigits",
        "get",
        "/api/v1/laboratory/confusions/{name}/{truth}/{read}",
        "comparison",
        "Get the images of one digit that a model read as another",
        parameters=(
            NAME,
            Parameter("truth", "The label.", ONE_DIGIT, 4, "path"),
            Parameter("read", "The model's answer; another digit.", ONE_DIGIT, 9, "path"),
        ),
        results=(comparison.MisreadDigits,),
        done="The images, those misread by most models first.",
        errors=(404, 406),
        reasons={404: "There is no such model, its mistakes are not available, or these are not two different digits."},
        conditional=True,
    ),
    Operation(
        "getHardestImages",
        "get",
        "/api/v1/laboratory/hardest",
        "comparison",
        "Get the images that most models misread",
        results=(comparison.HardestImages,),
        done="Forty images with the wrong answers.",
        errors=(406,),
        conditional=True,
    ),
    Operation(
        "getHandwrittenNumber",
        "get",
        "/api/v1/practise/handwritten",
        "practise",
        "Get a number in real handwriting",
        "The same number and seed give the same image; another seed gives other digits.",
        parameters=(
            Parameter("number", "The number.", {"type": "integer", "minimum": 0, "maximum": 100}, 42, required=True),
            Parameter(
                "seed",
                "The seed.",
                {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
                1,
                required=True,
            ),
        ),
        media=PNG,
        done="An image 224 pixels high.",
        errors=(400,),
        reasons={400: "A query parameter is missing, invalid or unknown. Supported: `number` (0 to 100), `seed`."},
    ),
)
