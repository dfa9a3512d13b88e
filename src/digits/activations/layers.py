"""The layers of a network as a textbook lists them, with the arrays that training found."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Shape = tuple[int, ...]
"""(channels, height, width) of maps, (units,) of units."""
Pair = tuple[int, int]
"""Of the vertical and the horizontal direction."""


@dataclass(frozen=True)
class Input:
    """The image as the network is given it: 0 = paper, 255 = full ink."""

    kind: ClassVar[str] = "input"


@dataclass(frozen=True)
class Padding:
    """Zeros put around every map: rows above, columns left, rows below, columns right."""

    kind: ClassVar[str] = "padding"
    amounts: tuple[int, int, int, int]


@dataclass(frozen=True)
class Scaling:
    """Every value times a factor plus an offset; both (C or 1, H or 1, W or 1), or (units or 1,)."""

    kind: ClassVar[str] = "scaling"
    factors: Array
    offsets: Array


@dataclass(frozen=True)
class Convolution:
    """Kernels (C, channels of the source, height, width) moved over the source's maps, and a bias (C,) for each.

    Attributes:
        kernels: as ONNX and Keras have them: not mirrored, so the sum of patch times kernel is a correlation.
        biases: one for each map.
        stride: pixels from one place of the kernel to the next.
        padding: zeros around the source while the kernel moves: above, left, below, right.
    """

    kind: ClassVar[str] = "convolution"
    kernels: Array
    biases: Array
    stride: Pair
    padding: tuple[int, int, int, int]


@dataclass(frozen=True)
class Pooling:
    """The largest or the mean value of each window of a map; a global one makes a unit of a map, its one window."""

    kind: ClassVar[str] = "pooling"
    mode: Literal["max", "mean"]
    window: Pair
    stride: Pair
    is_global: bool = False


@dataclass(frozen=True)
class Dense:
    """Weights (units, *shape of the source), and a bias for each unit; of a layer without biases they are zero."""

    kind: ClassVar[str] = "dense"
    weights: Array
    biases: Array


@dataclass(frozen=True)
class Attention:
    """Every map of the first source times the unit of the second that belongs to it."""

    kind: ClassVar[str] = "attention"


@dataclass(frozen=True)
class Joining:
    """The units of all sources in a row."""

    kind: ClassVar[str] = "joining"


@dataclass(frozen=True)
class Softmax:
    """Logits divided by the temperature, to probabilities; done outside the model file."""

    kind: ClassVar[str] = "softmax"
    temperature: float


Operation = Input | Padding | Scaling | Convolution | Pooling | Dense | Attention | Joining | Softmax


@dataclass(frozen=True)
class Activation:
    """outer * f(inner * sum); all but LeNet-5's tanh have inner = outer = 1."""

    name: Literal["relu", "sigmoid", "tanh"]
    inner: float = 1.0
    outer: float = 1.0


@dataclass(frozen=True)
class Layer:
    """One layer.

    Attributes:
        operation: what it does to its sources.
        sources: the places of the layers whose values it takes.
        shape: of its values.
        activation: what is done to the operation's results; None: nothing.
        tensor: the name that its values have in the graph.
        last: whether the channels of maps come last in that tensor.
    """

    operation: Operation
    sources: tuple[int, ...]
    shape: Shape
    tensor: str
    activation: Activation | None = None
    last: bool = False

    @property
    def parameters(self) -> dict[str, Array]:
        """The arrays that training found, and those of a scaling, by name; empty where there are none."""
        return {name: value for name, value in vars(self.operation).items() if isinstance(value, np.ndarray)}
