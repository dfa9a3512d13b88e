"""Layers of a network as a textbook lists them, with their trained parameters."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Shape = tuple[int, ...]
"""(channels, height, width) of feature maps, or (units,)."""
Pair = tuple[int, int]
"""(vertical, horizontal)."""


@dataclass(frozen=True)
class Input:
    """The image: 0 = background, 255 = full ink."""

    kind: ClassVar[str] = "input"


@dataclass(frozen=True)
class Padding:
    """Zeros around every map: rows above, columns left, rows below, columns right."""

    kind: ClassVar[str] = "padding"
    amounts: tuple[int, int, int, int]


@dataclass(frozen=True)
class Scaling:
    """Value times factor plus offset; both (C or 1, H or 1, W or 1), or (units or 1,)."""

    kind: ClassVar[str] = "scaling"
    factors: Array
    offsets: Array


@dataclass(frozen=True)
class Convolution:
    """Convolution of the source's maps with C kernels, and a bias for each.

    Attributes:
        kernels: (C, channels of the source, height, width), for correlation: patch times kernel, not mirrored.
        biases: (C,).
        stride: pixels from one position of the kernel to the next.
        padding: zeros around the source: above, left, below, right.
    """

    kind: ClassVar[str] = "convolution"
    kernels: Array
    biases: Array
    stride: Pair
    padding: tuple[int, int, int, int]


@dataclass(frozen=True)
class Pooling:
    """Maximum or mean of each window of a map; global pooling reduces each map to a unit."""

    kind: ClassVar[str] = "pooling"
    mode: Literal["max", "mean"]
    window: Pair
    stride: Pair
    is_global: bool = False


@dataclass(frozen=True)
class Dense:
    """Weights (units, *shape of the source), and biases (units,), zero if there are none."""

    kind: ClassVar[str] = "dense"
    weights: Array
    biases: Array


@dataclass(frozen=True)
class Attention:
    """Channel attention: each map of the first source times its unit of the second."""

    kind: ClassVar[str] = "attention"


@dataclass(frozen=True)
class Joining:
    """Concatenation of the units of all sources."""

    kind: ClassVar[str] = "joining"


@dataclass(frozen=True)
class Softmax:
    """Softmax of the logits divided by the temperature; computed outside the model file."""

    kind: ClassVar[str] = "softmax"
    temperature: float


Operation = Input | Padding | Scaling | Convolution | Pooling | Dense | Attention | Joining | Softmax


@dataclass(frozen=True)
class Activation:
    """Activation outer * f(inner * sum); inner = outer = 1, except in LeNet-5's tanh."""

    name: Literal["relu", "sigmoid", "tanh"]
    inner: float = 1.0
    outer: float = 1.0


@dataclass(frozen=True)
class Layer:
    """One layer.

    Attributes:
        operation: what it computes from its sources.
        sources: the indices of its input layers.
        shape: of its values.
        tensor: the name of its values in the graph.
        activation: applied to the operation's result; None: nothing.
        channels_last: whether the channels of maps come last in that tensor.
    """

    operation: Operation
    sources: tuple[int, ...]
    shape: Shape
    tensor: str
    activation: Activation | None = None
    channels_last: bool = False

    @property
    def parameters(self) -> dict[str, Array]:
        """Return the arrays of the operation by name; empty if it has none."""
        return {name: value for name, value in vars(self.operation).items() if isinstance(value, np.ndarray)}
