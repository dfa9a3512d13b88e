"""Health, and what servers of models say of themselves (Open Inference Protocol, version 2)."""

from __future__ import annotations

from typing import Literal

from digits.web.schemas.basics import Described


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
