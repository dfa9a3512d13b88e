"""Health, and what servers of models are asked and say (Open Inference Protocol, version 2)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from digits.web.schemas.basics import Described, Strict

Parameters = Annotated[
    dict[str, Any] | None, Field(description="Taken and left aside: the server has no extensions of the protocol.")
]
Tensor28 = Annotated[
    list[int], Field(min_length=4, max_length=4, description="n, 28, 28, 1.", examples=[[1, 28, 28, 1]])
]


class Health(Described):
    """The server is well."""

    status: Literal["ok"]


class ServerMetadata(Described):
    """The server, its version and its extensions of the protocol: none."""

    name: str
    version: str
    extensions: list[str]


class Live(Described):
    """Whether the process is alive; one that is not cannot answer."""

    live: Literal[True]


class ServerReady(Described):
    """Whether the model is loaded; until then the answer is a problem with status 503."""

    ready: Literal[True]


class TensorMetadata(Described):
    """What a model is given, or gives; -1 stands for any number of images."""

    name: str
    datatype: Literal["FP32"]
    shape: list[int]


class ModelMetadata(Described):
    """The tensors of one model."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]


class ModelReady(Described):
    """Whether a model can be asked."""

    name: str
    ready: bool


class InputTensor(Strict):
    """Normalized images, as the models were trained on them."""

    name: Literal["images"]
    datatype: Literal["FP32"]
    shape: Tensor28
    data: list[Any] = Field(
        description="n * 28 * 28 numbers from 0 (paper) to 255 (full ink), image after image, row after row; or lists "
        "of them as the shape says.",
        json_schema_extra={"items": {"type": ["number", "array"]}},
    )
    parameters: Parameters = None


class WantedOutput(Strict):
    """What is wanted; there is nothing else."""

    name: Literal["logits"]
    parameters: Parameters = None


class InferBody(Strict):
    """A tensor of images to infer from."""

    id: str | None = Field(default=None, max_length=200, description="Comes back with the answer.")
    inputs: list[InputTensor] = Field(min_length=1, max_length=1)
    outputs: list[WantedOutput] | None = Field(default=None, max_length=1)
    parameters: Parameters = None


class OutputTensor(Described):
    """Ten logits for each image; softmax makes probabilities of them, which are not calibrated."""

    name: Literal["logits"]
    datatype: Literal["FP32"]
    shape: list[int] = Field(description="n, 10.")
    data: list[float] = Field(description="Image after image.")


class Inferred(Described):
    """What the network alone answers."""

    model_name: str
    model_version: str
    id: str | None = Field(default=None, description="Where the request has one.")
    outputs: list[OutputTensor]
