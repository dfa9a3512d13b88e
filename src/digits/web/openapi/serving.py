"""Health, metrics, and what servers of models are asked."""

from __future__ import annotations

from digits.recognizer import shipped_models
from digits.web import schemas
from digits.web.openapi.parts import Body, Operation, Parameter

NAME = Parameter("name", "The model's name.", {"type": "string"}, "default", "path")
VERSION = Parameter(
    "version",
    "The model's version: the one that it has.",
    {"type": "string"},
    str(shipped_models()["default"]["version"]),
    "path",
)
LOADING = {503: "The model is not loaded yet."}


def _of_model(path: str, suffix: str, parameters: tuple[Parameter, ...]) -> tuple[Operation, ...]:
    """The operations on a model, or on a version of it; their names end alike."""
    return (
        Operation(
            f"kserve{suffix}",
            "get",
            path,
            "kserve",
            "Describe a model's tensors",
            parameters=parameters,
            results=(schemas.ModelMetadata,),
            done="What the model is given, and what it gives.",
            errors=(404, 406, 503),
        ),
        Operation(
            f"kserve{suffix}Ready",
            "get",
            f"{path}/ready",
            "kserve",
            "Tell whether a model can be asked",
            parameters=parameters,
            results=(schemas.ModelReady,),
            done="Each model is loaded when it is first asked, the default one when the server starts.",
            errors=(404, 406, 503),
        ),
        Operation(
            f"kserve{suffix}Infer",
            "post",
            f"{path}/infer",
            "kserve",
            "Infer from normalized images",
            "The tensor `images` is taken as the exported model takes it: 28 rows of 28 numbers from 0, paper, to 255, "
            "full ink, with the ink in the middle, 20 high or wide. The answer is what the network alone says, "
            "uncalibrated, and without the gate that refuses what is no digit; whole pictures and drawings are read at "
            "`/api/v1/predict`.",
            parameters=parameters,
            body=Body((schemas.InferBody,), ("tensor",)),
            results=(schemas.Inferred,),
            done="Ten logits for each image.",
            errors=(400, 404, 406, 413, 415, 422, 503),
            reasons={
                400: "The body is no JSON.",
                413: "The body, or the number of images in it, is over a limit.",
                422: "The body is understood, but it holds no tensor of images.",
            },
        ),
    )


OPERATIONS = (
    Operation(
        "live",
        "get",
        "/health/live",
        "health",
        "Tell whether the process is alive",
        results=(schemas.Health,),
        done="It is alive.",
    ),
    Operation(
        "ready",
        "get",
        "/health/ready",
        "health",
        "Tell whether the model is loaded",
        results=(schemas.Health,),
        done="It is loaded, and has read once.",
        errors=(503,),
        reasons=LOADING,
    ),
    Operation(
        "metrics",
        "get",
        "/metrics",
        "health",
        "Show counts and durations for Prometheus",
        media="text/plain",
        done="Prometheus' text format, version 0.0.4.",
    ),
    Operation(
        "kserveServer",
        "get",
        "/v2",
        "kserve",
        "Name the server and its version",
        results=(schemas.ServerMetadata,),
        done="The server has no extensions of the protocol.",
        errors=(406,),
    ),
    Operation(
        "kserveLive",
        "get",
        "/v2/health/live",
        "kserve",
        "Tell whether the process is alive",
        results=(schemas.Live,),
        done="It is alive.",
    ),
    Operation(
        "kserveReady",
        "get",
        "/v2/health/ready",
        "kserve",
        "Tell whether the model is loaded",
        results=(schemas.ServerReady,),
        done="It is loaded, and has read once.",
        errors=(503,),
        reasons=LOADING,
    ),
    *_of_model("/v2/models/{name}", "Model", (NAME,)),
    *_of_model("/v2/models/{name}/versions/{version}", "Version", (NAME, VERSION)),
)
