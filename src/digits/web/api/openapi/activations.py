"""A network's layers, activations and explanations."""

from __future__ import annotations

from digits.web.api.openapi.examples import EXAMPLE
from digits.web.api.openapi.operation import Body, Operation, Parameter
from digits.web.api.schemas import activations, bodies

NETWORK = Parameter("name", "The model's name.", {"type": "string"}, "lenet_8_16", "path")
MODEL = Parameter(
    "model", "Name of the network; the server's default model otherwise.", {"type": "string"}, "lenet_8_16"
)
DIGIT = Body((bodies.ImageBody, bodies.StrokesBody, bodies.PixelsBody), ("drawing", "picture", "pixels"))
ERRORS = (400, 406, 413, 415, 422, 503)
NETWORK_ERRORS = (400, 406, 413, 415, 422, 501, 503)

OPERATIONS = (
    Operation(
        "listLayers",
        "get",
        "/api/v1/models/{name}/layers",
        "activations",
        "List a network's layers",
        parameters=(NETWORK,),
        results=(activations.Layers,),
        done="From the image to the probabilities.",
        errors=(404, 406, 501, 503),
        conditional=True,
    ),
    Operation(
        "getLayerParameters",
        "get",
        "/api/v1/models/{name}/layers/{index}",
        "activations",
        "Get the trained parameters of a layer",
        parameters=(
            NETWORK,
            Parameter("index", "The layer.", {"type": "integer", "minimum": 0}, 2, "path"),
            Parameter("unit", "Only those of one map or unit.", {"type": "integer", "minimum": 0}, 0),
        ),
        results=(activations.LayerParameters,),
        done="Kernels or weights and biases, or factors and offsets; none where the layer has none.",
        errors=(400, 404, 406, 501, 503),
        reasons={400: "The layer has no such unit."},
        conditional=True,
    ),
    Operation(
        "getActivations",
        "post",
        "/api/v1/inside",
        "activations",
        "Get the activations of layers for a digit",
        parameters=(
            MODEL,
            Parameter(
                "layers",
                "Places of the layers, separated by commas; none otherwise.",
                {"type": "string", "pattern": "^([0-9]+(,[0-9]+)*)?$"},
                "7,8",
            ),
        ),
        body=DIGIT,
        results=(activations.Activations,),
        done="The network's answer, and the activations of these layers.",
        errors=NETWORK_ERRORS,
    ),
    Operation(
        "getOcclusion",
        "post",
        "/api/v1/inside/occlusion",
        "activations",
        "Read the digit with each part of it covered",
        parameters=(MODEL,),
        body=DIGIT,
        results=(activations.Occlusion,),
        done="The answer for each position of the blank patch.",
        errors=ERRORS,
    ),
    Operation(
        "findNeighbours",
        "post",
        "/api/v1/inside/neighbours",
        "activations",
        "Find the examples that a network finds most similar",
        parameters=(MODEL,),
        body=DIGIT,
        results=(activations.Neighbours,),
        done="Eight examples, the nearest first.",
        errors=NETWORK_ERRORS,
    ),
    Operation(
        "leaveOutStrokes",
        "post",
        "/api/v1/inside/strokes",
        "activations",
        "Read a drawing without each of its strokes",
        "At most 40 strokes; the rest is normalized again each time.",
        parameters=(MODEL,),
        body=Body((bodies.StrokesBody,), ("drawing",)),
        results=(activations.WithoutStrokes,),
        done="The answers to the whole and to each rest.",
        errors=ERRORS,
    ),
    Operation(
        "getExample",
        "get",
        "/api/v1/inside/examples/{index}",
        "activations",
        "Get one of a thousand MNIST images",
        parameters=(
            Parameter("index", "Its index.", {"type": "integer", "minimum": 0, "maximum": 999}, EXAMPLE, "path"),
        ),
        results=(activations.Example,),
        done="The image and its label.",
        errors=(404, 406),
    ),
)
