"""Health, metrics, and the Open Inference Protocol."""

from __future__ import annotations

from digits.recognizer import shipped_models
from digits.web.api.openapi.operation import Body, Operation, Parameter
from digits.web.api.schemas import serving

NAME = Parameter("name", "The model's name.", {"type": "string"}, "default", "path")
VERSION = Parameter(
    "version",
    "The model's version.",
    {"type": "string"},
    str(shipped_models()["default"]["version"]),
    "path",
)
LOADING = {503: "The model is still loading."}


def _model_operations(path: str, suffix: str, parameters: tuple[Parameter, ...]) -> tuple[Operation, ...]:
    """The operations on a model, or on one version of it."""
    return (
        Operation(
            f"describe{suffix}",
            "get",
            path,
            "kserve",
            "Describe a model's tensors",
            parameters=parameters,
            results=(serving.ModelMetadata,),
            done="The model's inputs and outputs.",
            errors=(404, 406, 503),
        ),
        Operation(
            f"check{suffix}Ready",
            "get",
            f"{path}/ready",
            "kserve",
            "Check whether a model can infer",
            parameters=parameters,
            results=(serving.ModelReady,),
            done="Each model is loaded on first use, the default one when the server starts.",
            errors=(404, 406, 503),
        ),
        Operation(
            f"infer{suffix}",
            "post",
            f"{path}/infer",
            "kserve",
            "Infer from normalized images",
            "The tensor `images` has normalized images: 28 rows of 28 numbers from 0 (background) to 255 (full ink), "
            "the ink centred, its longest side 20 pixels. The answer is the network's own: uncalibrated, and without "
            "rejection. For other pictures and for drawings use `/api/v1/predict`.",
            parameters=parameters,
            body=Body((serving.InferBody,), ("tensor",)),
            results=(serving.InferResult,),
            done="Ten logits for each image.",
            errors=(400, 404, 406, 413, 415, 422, 503),
            reasons={
                400: "The body is not JSON.",
                413: "The body, or the number of images in it, exceeds a limit.",
                422: "The body has no valid tensor of images.",
            },
        ),
    )


OPERATIONS = (
    Operation(
        "checkLive",
        "get",
        "/health/live",
        "health",
        "Check whether the process is alive",
        results=(serving.Health,),
        done="Alive.",
    ),
    Operation(
        "checkReady",
        "get",
        "/health/ready",
        "health",
        "Check whether the model is loaded",
        results=(serving.Health,),
        done="Loaded, and has read once.",
        errors=(503,),
        reasons=LOADING,
    ),
    Operation(
        "getMetrics",
        "get",
        "/metrics",
        "health",
        "Get counts and durations for Prometheus",
        media="text/plain",
        done="Prometheus' text format, version 0.0.4.",
    ),
    Operation(
        "describeServer",
        "get",
        "/v2",
        "kserve",
        "Get the server's name and version",
        results=(serving.ServerMetadata,),
        done="The server has no extensions of the protocol.",
        errors=(406,),
    ),
    Operation(
        "checkServerLive",
        "get",
        "/v2/health/live",
        "kserve",
        "Check whether the process is alive",
        results=(serving.Live,),
        done="Alive.",
    ),
    Operation(
        "checkServerReady",
        "get",
        "/v2/health/ready",
        "kserve",
        "Check whether the model is loaded",
        results=(serving.ServerReady,),
        done="Loaded, and has read once.",
        errors=(503,),
        reasons=LOADING,
    ),
    *_model_operations("/v2/models/{name}", "Model", (NAME,)),
    *_model_operations("/v2/models/{name}/versions/{version}", "Version", (NAME, VERSION)),
)
