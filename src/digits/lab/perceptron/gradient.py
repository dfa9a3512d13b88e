"""The same neuron, and a network with two hidden ones, trained by Keras.

A step has no slope: moving a weight a little changes no answer, and gradient descent has nothing to descend. So the
step is replaced by the sigmoid, and counting errors by cross-entropy.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.lab.perceptron.gates import INPUTS, TARGETS, Gate, Network, Weights
from digits.lab.perceptron.rule import RATE, START
from digits.lab.training.backend import keras, steps_per_execution
from digits.metrics import cross_entropy

EPOCHS = 200
"""Passes over the four inputs, for the neuron and for the network."""
SURE = 0.9
"""A network has learned a gate when it gives each right answer at least this probability."""


@dataclass(frozen=True)
class Descent:
    """The record of a neuron's gradient descent.

    Attributes:
        gate: The gate it was to learn.
        weights: Its weights after each epoch.
    """

    gate: Gate
    weights: list[Weights]

    @property
    def right_from(self) -> int | None:
        """The first epoch after which all four answers stay right; None if they are not right at the end."""
        wrong = [epoch for epoch, one in enumerate(self.weights, 1) if one.answers() != TARGETS[self.gate]]
        after = max(wrong, default=0) + 1
        return after if after <= len(self.weights) else None

    @property
    def loss(self) -> float:
        """Mean cross-entropy of the four answers at the end, natural units; a coin toss has ln 2 = 0.693."""
        ones = np.array([self.weights[-1].sigmoid(*inputs) for inputs in INPUTS])
        return cross_entropy(np.stack([1 - ones, ones], axis=1), np.array(TARGETS[self.gate]))


class _Record(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Keras callback: records the neuron's weights after every fourth step, which is after each epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.weights: list[Weights] = []

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002 - Keras's
        if (batch + 1) % len(INPUTS) == 0:
            self.weights.append(_neurons(*self.model.get_weights())[0])


def neuron(start: Weights = START) -> keras.Sequential:
    """One neuron with a sigmoid: two inputs to the probability of a 1."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.set_weights([np.array([[start.x1], [start.x2]]), np.array([start.bias])])
    return model


def descend(gate: Gate, start: Weights = START, rate: float = RATE, epochs: int = EPOCHS) -> Descent:
    """Train `neuron` by stochastic gradient descent, one input at a time in the order of Rosenblatt's rule.

    The gradient of cross-entropy with respect to the weighted sum is probability - target, so each step is Rosenblatt's
    update with the probability in the place of the output; and there is one for every input, right or wrong.
    """
    model = neuron(start)
    model.compile(
        keras.optimizers.SGD(rate), "binary_crossentropy", steps_per_execution=steps_per_execution(len(INPUTS))
    )
    record = _Record()
    _fit(model, gate, epochs, batch_size=1, callbacks=[record])
    return Descent(gate, record.weights)


def network() -> keras.Sequential:
    """A 2-2-1 network of sigmoids, compiled with Adam at a learning rate of 0.2 as in the report."""
    layers = [
        keras.Input((2,)),
        keras.layers.Dense(2, activation="sigmoid"),  # 2
        keras.layers.Dense(1, activation="sigmoid"),  # 1
    ]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(0.2), "binary_crossentropy", steps_per_execution=steps_per_execution(50))
    return model


def learn_xor(seeds: int, epochs: int = EPOCHS) -> list[Network]:
    """Train `network` on XOR from the starting weights of the seeds 0 to `seeds` - 1; all four inputs are one batch."""
    model = network()
    model.optimizer.build(model.trainable_variables)
    fresh = model.get_state_tree("numpy_array")
    trained = []
    for seed in range(seeds):
        model.set_state_tree(fresh)
        model.set_weights(_start(model, seed))
        _fit(model, "xor", epochs, batch_size=len(INPUTS))
        trained.append(as_network(model))
    return trained


def has_learned_xor(trained: Network) -> bool:
    """Whether the network gives each of the four right answers a probability of at least `SURE`."""
    pairs = zip(trained.answers(), TARGETS["xor"], strict=True)
    return all((answer if target else 1 - answer) >= SURE for answer, target in pairs)


def as_network(model: keras.Sequential) -> Network:
    """The three neurons of a trained `network`."""
    hidden_kernel, hidden_bias, kernel, bias = model.get_weights()
    first, second = _neurons(hidden_kernel, hidden_bias)
    (output,) = _neurons(kernel, bias)
    return Network(first, second, output, "sigmoid")


def _fit(model: keras.Sequential, gate: Gate, epochs: int, **options: Any) -> None:
    """Train on the four inputs in order `epochs` times, as one Keras epoch, because each costs a tenth of a second."""
    points = np.array(INPUTS * epochs, np.float32)
    targets = np.array(TARGETS[gate] * epochs, np.float32)[:, None]
    model.fit(points, targets, shuffle=False, verbose=0, **options)


def _neurons(kernel: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]) -> list[Weights]:
    """A dense layer's (2, N) kernel and (N,) bias as N neurons."""
    return [Weights(*map(float, one)) for one in zip(bias, *kernel, strict=True)]


def _start(model: keras.Sequential, seed: int) -> list[npt.NDArray[np.float64]]:
    """Weights as Keras draws them (Glorot and Bengio, 2010, equation 16), by NumPy, so that no backend differs."""
    generator = np.random.default_rng(seed)
    shapes = [weights.shape for weights in model.get_weights()]
    return [_glorot(generator, shape) if len(shape) == 2 else np.zeros(shape) for shape in shapes]


def _glorot(generator: np.random.Generator, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    limit = np.sqrt(6 / sum(shape))
    return generator.uniform(-limit, limit, shape)
