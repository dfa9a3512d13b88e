"""What a network is made of, and what it does with a digit."""

from __future__ import annotations

from digits.web import schemas
from digits.web.openapi.examples import EXAMPLE
from digits.web.openapi.parts import Body, Operation, Parameter

NETWORK = Parameter("name", "The model's name.", {"type": "string"}, "lenet_8_16", "path")
MODEL = Parameter(
    "model", "The network, by its name; the server's default model otherwise.", {"type": "string"}, "lenet_8_16"
)
DIGIT = Body((schemas.ImageBody, schemas.StrokesBody, schemas.PixelsBody), ("drawing", "picture", "pixels"))
ERRORS = (400, 406, 413, 415, 422, 503)
OPENED = (400, 406, 413, 415, 422, 501, 503)

OPERATIONS = (
    Operation(
        "layers",
        "get",
        "/api/v1/models/{name}/layers",
        "inside",
        "List a network's layers",
        parameters=(NETWORK,),
        results=(schemas.Layers,),
        done="From the image to the probabilities.",
        errors=(404, 406, 501, 503),
        lasting=True,
    ),
    Operation(
        "layerNumbers",
        "get",
        "/api/v1/models/{name}/layers/{place}",
        "inside",
        "Give the numbers that training found for a layer",
        parameters=(
            NETWORK,
            Parameter("place", "The layer.", {"type": "integer", "minimum": 0}, 2, "path"),
            Parameter("unit", "Only those of one map or unit; all otherwise.", {"type": "integer", "minimum": 0}, 0),
        ),
        results=(schemas.LayerNumbers,),
        done="Kernels or weights and biases, or factors and offsets; none where the layer has none.",
        errors=(400, 404, 406, 501, 503),
        reasons={400: "The layer has no such unit."},
        lasting=True,
    ),
    Operation(
        "look",
        "post",
        "/api/v1/inside",
        "inside",
        "Show what layers make of a digit",
        parameters=(
            MODEL,
            Parameter(
                "layers",
                "The places of the layers, with commas between; none otherwise.",
                {"type": "string", "pattern": "^([0-9]+(,[0-9]+)*)?$"},
                "7,8",
            ),
        ),
        body=DIGIT,
        results=(schemas.Look,),
        done="The network's answer, and the values of these layers.",
        errors=OPENED,
    ),
    Operation(
        "occlusion",
        "post",
        "/api/v1/inside/occlusion",
        "inside",
        "Cover a part of the digit, one place after the other, and read what is left",
        parameters=(MODEL,),
        body=DIGIT,
        results=(schemas.Occlusion,),
        done="What was read with the paper at each place.",
        errors=ERRORS,
    ),
    Operation(
        "neighbours",
        "post",
        "/api/v1/inside/neighbours",
        "inside",
        "Find the examples that look most alike to a network",
        parameters=(MODEL,),
        body=DIGIT,
        results=(schemas.Neighbours,),
        done="Eight examples, the nearest first.",
        errors=OPENED,
    ),
    Operation(
        "strokes",
        "post",
        "/api/v1/inside/strokes",
        "inside",
        "Read a drawing again without each of its strokes",
        "At most 40 strokes; what is left is brought to the field anew each time.",
        parameters=(MODEL,),
        body=Body((schemas.StrokesBody,), ("drawing",)),
        results=(schemas.WithoutStrokes,),
        done="The readings of the whole and of what is left.",
        errors=ERRORS,
    ),
    Operation(
        "example",
        "get",
        "/api/v1/inside/examples/{index}",
        "inside",
        "Give one of a thousand digits of MNIST",
        parameters=(
            Parameter("index", "Which one.", {"type": "integer", "minimum": 0, "maximum": 999}, EXAMPLE, "path"),
        ),
        results=(schemas.Example,),
        done="The digit.",
        errors=(404, 406),
    ),
)
