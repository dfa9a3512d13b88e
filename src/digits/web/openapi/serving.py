"""Health, metrics, and what servers of models say of themselves."""

from __future__ import annotations

from digits.web import schemas
from digits.web.openapi.parts import Operation, Parameter

NAME = Parameter("name", "The model's name.", {"type": "string"}, "default", "path")
LOADING = {503: "The model is not loaded yet."}

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
    Operation(
        "kserveModel",
        "get",
        "/v2/models/{name}",
        "kserve",
        "Describe a model's tensors",
        "Readings are asked for at /api/v1/predict: a picture is no tensor.",
        parameters=(NAME,),
        results=(schemas.ModelMetadata,),
        done="What the model is given, and what it gives.",
        errors=(404, 503),
    ),
    Operation(
        "kserveModelReady",
        "get",
        "/v2/models/{name}/ready",
        "kserve",
        "Tell whether a model can be asked",
        parameters=(NAME,),
        results=(schemas.ModelReady,),
        done="Each model is loaded when it is first asked, the default one when the server starts.",
        errors=(404, 503),
    ),
)
