"""A network's layers, their activations for a digit, and what the answer depends on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from digits.web.api.schemas.basics import Digit, DocumentedSchema, Model, Pixels28, Probability

Count = Annotated[int, Field(ge=0)]
Pair = Annotated[list[int], Field(min_length=2, max_length=2, description="Vertical, horizontal.")]
Sides = Annotated[list[int], Field(min_length=4, max_length=4, description="Above, left, below, right.")]
TenProbabilities = Annotated[list[Probability], Field(min_length=10, max_length=10)]


class Tensor(DocumentedSchema):
    """Numbers in a shape."""

    shape: list[int]
    data: str = Field(description="Little-endian float32 in base64, row by row.")


class Activation(DocumentedSchema):
    """outer * f(inner * sum)."""

    name: Literal["relu", "sigmoid", "tanh"]
    inner: float
    outer: float


class AnyLayer(DocumentedSchema):
    """The members of every layer."""

    index: Count = Field(description="From 0, the image, to the last, the probabilities.")
    shape: list[int] = Field(description="Channels, height and width of maps; or the number of units.")
    sources: list[int] = Field(description="The indices of its input layers.")
    activation: Activation | None
    parameters: dict[str, list[int]] = Field(description="Shapes of its parameters, by name.")


class InputLayer(AnyLayer):
    """The normalized image: 0 is background, 255 full ink."""

    kind: Literal["input"]


class PaddingLayer(AnyLayer):
    """Zeros around every map."""

    kind: Literal["padding"]
    amounts: Sides


class ScalingLayer(AnyLayer):
    """Each value times a factor, plus an offset."""

    kind: Literal["scaling"]


class ConvolutionLayer(AnyLayer):
    """A convolution, with a bias for each kernel."""

    kind: Literal["convolution"]
    stride: Pair
    padding: Sides


class PoolingLayer(AnyLayer):
    """The largest or the mean value of each window of a map."""

    kind: Literal["pooling"]
    mode: Literal["max", "mean"]
    window: Pair
    stride: Pair
    is_global: bool = Field(description="Whether its window is the whole map.")


class DenseLayer(AnyLayer):
    """Weights, and a bias for each unit."""

    kind: Literal["dense"]


class AttentionLayer(AnyLayer):
    """Channel attention: each map of the first source times its unit of the second."""

    kind: Literal["attention"]


class ConcatenationLayer(AnyLayer):
    """The units of all sources, concatenated."""

    kind: Literal["joining"]


class SoftmaxLayer(AnyLayer):
    """Softmax of the logits divided by the temperature."""

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
    | ConcatenationLayer
    | SoftmaxLayer,
    Field(discriminator="kind"),
]


class Layers(DocumentedSchema):
    """A network from the image to the probabilities."""

    model: Model
    layers: list[Layer]


class LayerParameters(DocumentedSchema):
    """The trained parameters of a layer; the list of layers says which it has."""

    layer: Count
    kernels: Tensor | None = Field(default=None, description="Maps, channels of the source, height, width.")
    weights: Tensor | None = Field(default=None, description="Units, and the shape of the source.")
    biases: Tensor | None = None
    factors: Tensor | None = None
    offsets: Tensor | None = None


class NetworkAnswer(DocumentedSchema):
    """A network's own answer, without the rejection of what is no digit."""

    ink: Pixels28 = Field(description="The normalized image that the network read; 255 is full ink.")
    digit: Digit
    probabilities: TenProbabilities


class Activations(NetworkAnswer):
    """The answer, and the activations of the requested layers."""

    activations: dict[str, Tensor] = Field(description="By the indices of the layers in the query.")


class Occlusion(DocumentedSchema):
    """Answers with a blank patch on the digit; rows and columns are its centres 0, `step`, ..."""

    patch: int = Field(description="Pixels on a side of the patch.")
    step: int = Field(description="Pixels from one position of the patch to the next.")
    digit: Digit = Field(description="The answer with nothing covered.")
    probability: Probability = Field(description="Its probability with nothing covered.")
    probabilities: list[list[Probability]] = Field(description="Its probability for each position of the patch.")
    answers: list[list[Digit]] = Field(description="The answer for each position of the patch.")
    answer_probabilities: list[list[Probability]] = Field(description="The probability of that answer.")


class Example(DocumentedSchema):
    """One of the MNIST training images in the package."""

    index: Count = Field(description="Among the images in the package.")
    mnist_index: Count = Field(description="In MNIST's training set.")
    label: Digit
    pixels: Pixels28


class Neighbour(Example):
    """An example with its similarity."""

    similarity: float = Field(description="Cosine similarity of the features; 1 = identical direction.")


class Neighbours(DocumentedSchema):
    """The examples that the network finds most similar, the nearest first."""

    features: Count = Field(description="Inputs of its last layer with weights.")
    neighbours: list[Neighbour]


class WithoutStrokes(DocumentedSchema):
    """Answers to the drawing, and to the drawing without each of its strokes."""

    whole: NetworkAnswer
    without: list[NetworkAnswer | None] = Field(description="In the order of the strokes; null if nothing is left.")
