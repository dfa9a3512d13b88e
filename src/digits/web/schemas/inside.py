"""A network looked into: its layers, what they make of a digit, and what its answer hangs on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from digits.web.schemas.basics import Described, Digit, Field28, Model, Probability

Count = Annotated[int, Field(ge=0)]
Pair = Annotated[list[int], Field(min_length=2, max_length=2, description="Vertical, horizontal.")]
Sides = Annotated[list[int], Field(min_length=4, max_length=4, description="Above, left, below, right.")]
TenProbabilities = Annotated[list[Probability], Field(min_length=10, max_length=10)]


class Tensor(Described):
    """Numbers in a shape."""

    shape: list[int]
    data: str = Field(description="Little-endian float32 in base64, row by row.")


class Activation(Described):
    """outer * f(inner * sum)."""

    name: Literal["relu", "sigmoid", "tanh"]
    inner: float
    outer: float


class AnyLayer(Described):
    """What every layer has."""

    place: Count = Field(description="0 for the image, and so on to the probabilities.")
    shape: list[int] = Field(description="Channels, height and width of maps; or the number of units.")
    sources: list[int] = Field(description="The places of the layers whose values it takes.")
    activation: Activation | None
    parameters: dict[str, list[int]] = Field(description="The shapes of its numbers, by their names.")


class InputLayer(AnyLayer):
    """The image as the network is given it: 0 is paper, 255 full ink."""

    kind: Literal["input"]


class PaddingLayer(AnyLayer):
    """Zeros put around every map."""

    kind: Literal["padding"]
    amounts: Sides


class ScalingLayer(AnyLayer):
    """Every value times a factor plus an offset."""

    kind: Literal["scaling"]


class ConvolutionLayer(AnyLayer):
    """Kernels moved over the source's maps, and a bias for each."""

    kind: Literal["convolution"]
    stride: Pair
    padding: Sides


class PoolingLayer(AnyLayer):
    """The largest or the mean value of each window of a map."""

    kind: Literal["pooling"]
    mode: Literal["max", "mean"]
    window: Pair
    stride: Pair
    is_global: bool = Field(description="Whether the one window is the whole map.")


class DenseLayer(AnyLayer):
    """Weights, and a bias for each unit."""

    kind: Literal["dense"]


class AttentionLayer(AnyLayer):
    """Every map of the first source times the unit of the second that belongs to it."""

    kind: Literal["attention"]


class JoiningLayer(AnyLayer):
    """The units of all sources in a row."""

    kind: Literal["joining"]


class SoftmaxLayer(AnyLayer):
    """Logits divided by the temperature, to probabilities."""

    kind: Literal["softmax"]
    temperature: float


Layer = Annotated[
    InputLayer
    | PaddingLayer
    | ScalingLayer
    | ConvolutionLayer
    | PoolingLayer
    | DenseLayer
    | AttentionLayer
    | JoiningLayer
    | SoftmaxLayer,
    Field(discriminator="kind"),
]


class Layers(Described):
    """A network from the image to the probabilities."""

    model: Model
    layers: list[Layer]


class LayerNumbers(Described):
    """What makes a layer what it is; which of these it has is in the list of layers."""

    layer: Count
    kernels: Tensor | None = Field(default=None, description="Maps, channels of the source, height, width.")
    weights: Tensor | None = Field(default=None, description="Units, and the shape of the source.")
    biases: Tensor | None = None
    factors: Tensor | None = None
    offsets: Tensor | None = None


class NetworkAnswer(Described):
    """What a network alone says of a digit, without the gate that refuses what is none."""

    ink: Field28 = Field(description="What the network saw; 255 is full ink.")
    digit: Digit
    probabilities: TenProbabilities


class Look(NetworkAnswer):
    """The answer, and what the layers made of the digit."""

    activations: dict[str, Tensor] = Field(description="By the places of the layers that the query names.")


class Occlusion(Described):
    """Readings of the digit with a square of paper on it; rows and columns are the middles 0, `step`, ... of it."""

    patch: int = Field(description="Pixels a side of the paper.")
    step: int = Field(description="Pixels from one place of the paper to the next.")
    digit: Digit = Field(description="What the whole digit is read as.")
    probability: Probability = Field(description="Of that, with nothing covered.")
    probabilities: list[list[Probability]] = Field(description="Of that, with the paper at each place.")
    answers: list[list[Digit]] = Field(description="What is read then.")
    answer_probabilities: list[list[Probability]] = Field(description="Of what is read then.")


class Example(Described):
    """One of the digits of MNIST's training images that the package holds."""

    index: Count
    place: Count = Field(description="Its place among MNIST's training images.")
    label: Digit
    pixels: Field28


class Neighbour(Example):
    """An example, and how alike it looks to the network."""

    similarity: float = Field(description="The cosine of the angle between the features: 1 for the same direction.")


class Neighbours(Described):
    """The examples that look most alike to the network, the nearest first."""

    features: Count = Field(description="How many numbers its last layer of weights is given.")
    neighbours: list[Neighbour]


class WithoutStrokes(Described):
    """The drawing, and the drawing without each of its strokes."""

    whole: NetworkAnswer
    without: list[NetworkAnswer | None] = Field(description="In the order of the strokes; null where nothing is left.")
