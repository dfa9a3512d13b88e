"""Health, and the Open Inference Protocol, version 2."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from digits.web.api.schemas.basics import DocumentedSchema, StrictSchema

Parameters = Annotated[
    dict[str, Any] | None, Field(description="Ignored: the server has no extensions of the protocol.")
]
Tensor28 = Annotated[
    list[int], Field(min_length=4, max_length=4, description="n, 28, 28, 1.", examples=[[1, 28, 28, 1]])
]


class Health(DocumentedSchema):
    """The server is healthy."""

    status: Literal["ok"]


class ServerMetadata(DocumentedSchema):
    """The server and its version; it has no extensions."""

    name: str
    version: str
    extensions: list[str]


class Live(DocumentedSchema):
    """The process is alive."""

    live: Literal[True]


class ServerReady(DocumentedSchema):
    """The model is loaded; until then the response is a 503."""

    ready: Literal[True]


class TensorMetadata(DocumentedSchema):
    """An input or an output of a model; -1 stands for any number of images."""

    name: str
    datatype: Literal["FP32"]
    shape: list[int]


class ModelMetadata(DocumentedSchema):
    """The tensors of one model."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]


class ModelReady(DocumentedSchema):
    """Whether a model can infer."""

    name: str
    ready: bool


class InputTensor(StrictSchema):
    """Normalized images, as in training."""

    name: Literal["images"]
    datatype: Literal["FP32"]
    shape: Tensor28
    data: list[Any] = Field(
        description="n * 28 * 28 numbers from 0 (background) to 255 (full ink), image by image, row by row; or nested "
        "lists of this shape.",
        json_schema_extra={"items": {"type": ["number", "array"]}},
    )
    parameters: Parameters = None


class WantedOutput(StrictSchema):
    """The requested output; there is only one."""

    name: Literal["logits"]
    parameters: Parameters = None


class InferBody(StrictSchema):
    """A tensor of images to infer from."""

    id: str | None = Field(default=None, max_length=200, description="Returned in the response.")
    inputs: list[InputTensor] = Field(min_length=1, max_length=1)
    outputs: list[WantedOutput] | None = Field(default=None, max_length=1)
    parameters: Parameters = None


class OutputTensor(DocumentedSchema):
    """Ten logits for each image; their softmax is not calibrated."""

    name: Literal["logits"]
    datatype: Literal["FP32"]
    shape: list[int] = Field(description="n, 10.")
    data: list[float] = Field(description="Image after image.")


class InferResult(DocumentedSchema):
    """The network's own answer."""

    model_name: str
    model_version: str
    id: str | None = Field(default=None, description="If the request has one.")
    outputs: list[OutputTensor]
