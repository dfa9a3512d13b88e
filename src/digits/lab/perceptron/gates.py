"""The logic gates, and step neurons that compute them. NumPy only."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Gate = Literal["and", "or", "xor"]
Input = tuple[int, int]
Numbers = npt.ArrayLike
Floats = npt.NDArray[np.float64]

INPUTS: tuple[Input, ...] = ((0, 0), (0, 1), (1, 0), (1, 1))
TARGETS: dict[Gate, tuple[int, ...]] = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}
"""The output of each gate for `INPUTS`, in their order."""

DECIMALS = 9
"""0.8 - 0.2 - 0.2 - 0.2 - 0.2 is not quite 0 in binary, and the step is at 0: sums are rounded to these decimals."""

_NAMES: dict[tuple[int, ...], str] = {
    (0, 0, 0, 0): "always 0",
    (0, 0, 0, 1): "AND",
    (0, 0, 1, 0): "x1 AND NOT x2",
    (0, 0, 1, 1): "x1",
    (0, 1, 0, 0): "x2 AND NOT x1",
    (0, 1, 0, 1): "x2",
    (0, 1, 1, 0): "XOR",
    (0, 1, 1, 1): "OR",
    (1, 0, 0, 0): "NOR",
    (1, 0, 0, 1): "XNOR",
    (1, 0, 1, 0): "NOT x2",
    (1, 0, 1, 1): "x1 OR NOT x2",
    (1, 1, 0, 0): "NOT x1",
    (1, 1, 0, 1): "x2 OR NOT x1",
    (1, 1, 1, 0): "NAND",
    (1, 1, 1, 1): "always 1",
}


class Weights(NamedTuple):
    """A neuron with two inputs: its bias and the weight of each input."""

    bias: float
    x1: float
    x2: float

    def weighted_sum(self, x1: Numbers, x2: Numbers) -> Floats:
        """The bias + w1 x1 + w2 x2, for numbers or for arrays of one shape."""
        return np.round(self.bias + self.x1 * np.asarray(x1) + self.x2 * np.asarray(x2), DECIMALS)

    def step(self, x1: Numbers, x2: Numbers) -> Floats:
        """The neuron's answer: 1 where the weighted sum is above 0, else 0."""
        return np.asarray(self.weighted_sum(x1, x2) > 0, np.float64)

    def sigmoid(self, x1: Numbers, x2: Numbers) -> Floats:
        """A smooth step: 1 / (1 + exp(-weighted sum)), a probability."""
        # Beyond 500 the exponential would overflow, and the answer is 0 or 1 long before.
        return np.asarray(1 / (1 + np.exp(-np.clip(self.weighted_sum(x1, x2), -500, 500))))

    def answers(self) -> tuple[int, ...]:
        """The step's answers to `INPUTS`."""
        return tuple(int(self.step(*inputs)) for inputs in INPUTS)

    def nearest(self) -> tuple[Input, float] | None:
        """The input that lies nearest to the line where the sum is 0, and its distance; None without a line."""
        length = float(np.hypot(self.x1, self.x2))
        if length == 0:
            return None
        distances = [abs(float(self.weighted_sum(*inputs))) / length for inputs in INPUTS]
        return INPUTS[int(np.argmin(distances))], min(distances)

    def __str__(self) -> str:
        """For example ``0.8 - 1 x1 - 1 x2``."""
        terms = ((self.x1, "x1"), (self.x2, "x2"))
        signed = (f"{'-' if weight < 0 else '+'} {abs(weight):.4g} {name}" for weight, name in terms)
        return " ".join((f"{self.bias:.4g}", *signed))


def gate_name(answers: tuple[int, ...]) -> str:
    """The name of the function with these answers to `INPUTS`, e.g. ``NAND``."""
    return _NAMES[answers]


AND = Weights(-1.5, 1, 1)
OR = Weights(-0.5, 1, 1)
NAND = Weights(1.5, -1, -1)


@dataclass(frozen=True)
class Network:
    """Two inputs, two hidden neurons, one output.

    Attributes:
        first: The first hidden neuron.
        second: The second hidden neuron.
        output: The neuron that reads the two.
        activation: What each of the three does with its weighted sum.
    """

    first: Weights
    second: Weights
    output: Weights
    activation: Literal["step", "sigmoid"]

    def hidden(self, x1: Numbers, x2: Numbers) -> tuple[Floats, Floats]:
        """The hidden neurons' outputs, each 0..1 and of the inputs' shape."""
        return self._activate(self.first, x1, x2), self._activate(self.second, x1, x2)

    def read_hidden(self, first: Numbers, second: Numbers) -> Floats:
        """The output neuron's answer, 0..1, for the hidden neurons' outputs."""
        return self._activate(self.output, first, second)

    def answer(self, x1: Numbers, x2: Numbers) -> Floats:
        """The network's answer, 0..1 and of the inputs' shape."""
        return self.read_hidden(*self.hidden(x1, x2))

    def answers(self) -> tuple[float, ...]:
        """The network's answers to `INPUTS`."""
        return tuple(float(self.answer(*inputs)) for inputs in INPUTS)

    def _activate(self, neuron: Weights, x1: Numbers, x2: Numbers) -> Floats:
        return neuron.step(x1, x2) if self.activation == "step" else neuron.sigmoid(x1, x2)


XOR_BY_HAND = Network(NAND, OR, AND, "step")
"""XOR is one or the other, and not both: AND(NAND, OR)."""
