"""Explanations that `digits perceptron` prints with each experiment."""

from typing import TYPE_CHECKING

from digits.lab.perceptron import softmax
from digits.lab.perceptron.gates import TARGETS, Network, Weights, gate_name
from digits.lab.perceptron.rule import Learning

if TYPE_CHECKING:
    from digits.lab.perceptron.gradient import Descent

RULE = (
    "The output is 1 where the sum, bias + w1 x1 + w2 x2, is above 0, and else 0. A wrong answer adds to each weight "
    "rate x (target - output) x its input; the bias's input is always 1."
)
NO_LINE = (
    "No line can do it. XOR wants bias <= 0 for (0, 0), bias + w1 > 0 and bias + w2 > 0. The last two add up to "
    "bias + w1 + w2 > -bias, and -bias >= 0: so (1, 1) is answered 1, and should be 0."
)
BY_HAND = (
    "Two lines can: one or the other, and not both. XOR = AND(NAND, OR), with the weights (bias, w1, w2) NAND 1.5, -1, "
    "-1; OR -0.5, 1, 1; AND -1.5, 1, 1:"
)
NO_SLOPE = (
    "The same neuron in Keras. The step has no gradient: a small change of a weight changes no answer. So the "
    "sigmoid replaces the step, and cross-entropy replaces the number of errors. The update keeps its form, weight + "
    "rate x (target - output) x input, but the output is now a probability: every input moves the weights a little, "
    "and makes right answers more certain, too."
)


def outcome(learning: Learning) -> str:
    """The outcome of learning by Rosenblatt's rule."""
    name, epochs = learning.gate.upper(), len(learning.errors)
    updates = _count(len(learning.updates), "update")
    if learning.learned:
        return (
            f"{name} is learned after {updates}: no answer was wrong in epoch {epochs}. The output is 1 where "
            f"{learning.weights} > 0. {_margin(learning.weights)}The rule stops as soon as nothing is wrong, however "
            "close."
        )
    if learning.cycle:
        first, second = learning.cycle
        ran = f"{_count(epochs, 'epoch')} were run, each with at least {min(learning.errors)} wrong"
        return (
            f"{name} is never learned: after epoch {second} the weights equal those after epoch {first}, so the same "
            f"updates repeat forever ({ran})."
        )
    return f"{name} is not learned in {_count(epochs, 'epoch')} and {updates}: allow more with --epochs."


def verdict(learning: Learning) -> str:
    """The outcome in a few words, for the title of a panel."""
    epochs = len(learning.errors)
    if learning.learned:
        return f"learned in epoch {epochs}"
    return "never learned" if learning.cycle else f"not learned in {_count(epochs, 'epoch')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def descended(descent: "Descent") -> str:
    """The outcome of gradient descent."""
    epochs, last = len(descent.weights), descent.weights[-1]
    there = f"After {epochs} epochs the sum is {last}, the cross-entropy {descent.loss:.3f}"
    if descent.right_from is None:
        wrong = sum(a != b for a, b in zip(last.answers(), TARGETS[descent.gate], strict=True))
        return f"{there} (a coin toss has 0.693), and {wrong} of the four answers are wrong."
    return (
        f"{there}, and all answers are right from epoch {descent.right_from} on. {_margin(last)}It continues after "
        "the last error, and pushes the line away from the points."
    )


def _margin(weights: Weights) -> str:
    nearest = weights.nearest()
    if nearest is None:
        return ""
    inputs, distance = nearest
    return f"The nearest input, {inputs}, lies {'on the line' if distance == 0 else f'{distance:.2f} from the line'}. "


def learned_networks(count: int, learned: list[int], epochs: int) -> str:
    """From how many random starts a 2-2-1 network learned XOR."""
    seeds = f" (seeds {', '.join(map(str, learned))})" if learned else ""
    text = (
        f"A 2-2-1 network of sigmoids, trained in Keras by Adam at 0.2, learned XOR from {len(learned)} of "
        f"{_count(count, 'random start')}{seeds}."
    )
    if len(learned) < count:
        text += (
            f" The others are stuck: after {epochs} epochs they still give the same answer, near 0.5, to inputs of "
            "which some should be 1 and some 0."
        )
    return text


def neurons(network: Network, seed: int) -> str:
    """The weights of a network, and the function of each hidden neuron."""
    hidden = [f"h{number} = {one}, like {gate_name(one.answers())}" for number, one in enumerate(_hidden(network), 1)]
    output = str(network.output).replace("x", "h")
    return f"From seed {seed} the weighted sums are: {'; '.join(hidden)}; output: {output}."


def _hidden(network: Network) -> tuple[Weights, Weights]:
    return network.first, network.second


def surprise(outcomes: list[softmax.Outcome], truth: int) -> str:
    """The cross-entropy of softmax's probabilities for a given truth."""
    one = outcomes[truth]
    return (
        f"If class {truth} is the truth, the cross-entropy is -ln {one.probability:.4f} = {one.cross_entropy:.4f}: the "
        "more probable the truth, the nearer to 0. The row of each other class has its cross-entropy."
    )


def course_figures() -> str:
    """The slips in the probabilities that the course prints."""
    values = softmax.outcomes(softmax.SCORES)
    wrong = [f"{softmax.COURSE[i]:.2f} for {values[i].probability:.4f} (class {i})" for i in softmax.slips()]
    why = "its figures are cut off after two digits, not rounded" if softmax.course_cuts_off() else "a slip"
    return f"The course prints {', '.join(wrong)}: {why}."
