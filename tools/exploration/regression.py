"""Softmax regression from first principles: ten weighted sums, their softmax, and gradient descent. NumPy only."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.metrics import CLASSES, cross_entropy, softmax

Images = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

RATE = 0.3
BATCH = 100
SEED = 1


@dataclass(frozen=True)
class Regression:
    """A trained model.

    Attributes:
        weights: (784, 10).
        biases: (10,).
        history: per epoch `epoch`, `loss` and `accuracy` of training, `val_loss` and `val_accuracy`.
    """

    weights: Floats
    biases: Floats
    history: list[dict[str, float]]

    def probabilities(self, images: Images) -> Floats:
        """(N, 10) for (N, 28, 28)."""
        return softmax(flat(images) @ self.weights + self.biases)

    @property
    def templates(self) -> Floats:
        """(10, 28, 28) the weights of each class, as images."""
        return self.weights.T.reshape(CLASSES, 28, 28)


def flat(images: Images) -> Floats:
    """(N, 784), 0..1."""
    return images.reshape(len(images), -1) / 255.0


def train(
    images: Images,
    labels: npt.NDArray[np.integer],
    validation: tuple[Images, npt.NDArray[np.integer]],
    epochs: int = 30,
) -> Regression:
    """Minimize cross-entropy by stochastic gradient descent, from weights of zero.

    With x an image, p the softmax of its ten sums and y the truth as ten zeros and a one, the gradient of -ln p(truth)
    with respect to the sums is p - y, and with respect to the weights x (p - y): Rosenblatt's rule with a probability
    for an answer.
    """
    inputs, truth = flat(images), np.eye(CLASSES)[labels]
    weights, biases = np.zeros((inputs.shape[1], CLASSES)), np.zeros(CLASSES)
    generator = np.random.default_rng(SEED)
    history = []
    for epoch in range(1, epochs + 1):
        order = generator.permutation(len(inputs))
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            surplus = softmax(inputs[chosen] @ weights + biases) - truth[chosen]
            weights -= RATE * inputs[chosen].T @ surplus / len(chosen)
            biases -= RATE * surplus.mean(axis=0)
        now = Regression(weights, biases, [])
        loss, accuracy = _measured(now, images, labels)
        val_loss, val_accuracy = _measured(now, *validation)
        history.append(
            {"epoch": epoch, "loss": loss, "accuracy": accuracy, "val_loss": val_loss, "val_accuracy": val_accuracy}
        )
    return Regression(weights, biases, history)


def error(found: Regression, images: Images, labels: npt.NDArray[np.integer]) -> float:
    """The share of images read wrongly, 0..1."""
    return float((found.probabilities(images).argmax(axis=1) != labels).mean())


def _measured(found: Regression, images: Images, labels: npt.NDArray[np.integer]) -> tuple[float, float]:
    """Cross-entropy, and the share read rightly."""
    probabilities = found.probabilities(images)
    return cross_entropy(probabilities, labels), float((probabilities.argmax(axis=1) == labels).mean())
