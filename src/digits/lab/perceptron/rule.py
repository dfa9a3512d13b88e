"""Rosenblatt's learning rule, with a record of every update. NumPy only.

Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain",
Psychological Review 65, 1958; in today's form: Minsky and Papert, "Perceptrons", 1969, chapter 11.
"""

from dataclasses import dataclass

from digits.lab.perceptron.gates import DECIMALS, INPUTS, TARGETS, Gate, Input, Weights

START = Weights(0.8, -1, -1)
"""The report's starting weights. With 0.8 as the bias, the line x1 + x2 = 0.8 already parts (0, 0) from the rest, as OR
wants it, but says 1 on the wrong side: all four answers are wrong, and learning has to turn the line around."""
RATE = 0.2


class PerceptronError(ValueError):
    """A setting is invalid."""


@dataclass(frozen=True)
class Update:
    """A wrong answer and the update of the weights after it.

    Attributes:
        epoch: The pass over the four inputs in which it happened, from 1.
        inputs: The input that was answered wrongly.
        weighted_sum: What the neuron summed to.
        output: Its answer, 0 or 1.
        target: The right answer.
        before: The weights that gave the wrong answer.
        after: The weights after the update.
    """

    epoch: int
    inputs: Input
    weighted_sum: float
    output: int
    target: int
    before: Weights
    after: Weights


@dataclass(frozen=True)
class Learning:
    """The record of a perceptron learning a gate.

    Attributes:
        gate: The gate it was to learn.
        rate: The learning rate.
        start: The weights it began with.
        updates: Every update, in order.
        errors: Wrong answers in each epoch, 0..4; the last is 0 if the gate was learned.
        cycle: The first two epochs, if any, that ended with equal weights after errors: from the first on, all repeats.
    """

    gate: Gate
    rate: float
    start: Weights
    updates: list[Update]
    errors: list[int]
    cycle: tuple[int, int] | None

    @property
    def learned(self) -> bool:
        """Whether there was an epoch without a wrong answer."""
        return self.errors[-1] == 0

    @property
    def weights(self) -> Weights:
        """The weights at the end."""
        return self.updates[-1].after if self.updates else self.start

    def until_all_is_seen(self) -> list[Update]:
        """The updates up to where the weights first repeat; all of them where they never do."""
        return [one for one in self.updates if self.cycle is None or one.epoch <= self.cycle[1]]

    def repeated(self) -> list[Update]:
        """The updates of one cycle; empty where there is none."""
        return [one for one in self.updates if self.cycle and self.cycle[0] < one.epoch <= self.cycle[1]]


def corrected(weights: Weights, inputs: Input, target: int, rate: float) -> Weights:
    """The weights after one input: each plus rate x (target - output) x its input; the bias's input is 1."""
    change = rate * (target - int(weights.step(*inputs)))
    moved = (weight + change * x for weight, x in zip(weights, (1, *inputs), strict=True))
    # + 0.0 makes 0 of a rounded -0.
    return Weights(*(round(weight, DECIMALS) + 0.0 for weight in moved))


def learn(gate: Gate, start: Weights = START, rate: float = RATE, epochs: int = 50) -> Learning:
    """Show the four inputs in turn, correct the weights after each wrong answer, stop after an epoch without one.

    Args:
        gate: The gate to learn.
        start: The weights to begin with, each from -100 to 100.
        rate: The learning rate, from 0.001 to 100.
        epochs: The most epochs, at least 1.

    Raises:
        PerceptronError: a setting is out of its range.
    """
    _check(start, rate, epochs)
    weights = start
    updates: list[Update] = []
    errors: list[int] = []
    ended_with: dict[Weights, int] = {}
    cycle: tuple[int, int] | None = None
    for epoch in range(1, epochs + 1):
        before = len(updates)
        for inputs, target in zip(INPUTS, TARGETS[gate], strict=True):
            output = int(weights.step(*inputs))
            if output != target:
                total = float(weights.weighted_sum(*inputs))
                after = corrected(weights, inputs, target, rate)
                updates.append(Update(epoch, inputs, total, output, target, weights, after))
                weights = after
        errors.append(len(updates) - before)
        if errors[-1] == 0:
            break
        if cycle is None and weights in ended_with:
            cycle = ended_with[weights], epoch
        ended_with[weights] = epoch
    return Learning(gate, rate, start, updates, errors, cycle)


def _check(start: Weights, rate: float, epochs: int) -> None:
    if not all(-100 <= weight <= 100 for weight in start):
        raise PerceptronError(f"weights {', '.join(map(str, start))}: choose each from -100 to 100")
    if not 0.001 <= rate <= 100:
        raise PerceptronError(f"rate {rate}: choose it from 0.001 to 100")
    if epochs < 1:
        raise PerceptronError(f"{epochs} epochs: choose 1 or more")
