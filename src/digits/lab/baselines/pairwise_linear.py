"""Forty-five linear classifiers, one for each pair of digits.

LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition" (1998), section III.C,
"Pairwise linear classifier". The unit of the pair i/j answers

    o_ij(x) = w_ij · x + b_ij,    trained to be +1 on images of i and -1 on images of j, and on no others;

the score of class i sums what its nine units say for it: s_i = sum over j of f(o_ij), where o_ji = -o_ij.

How the units were trained is not said; least squares has a closed form. With a 1 appended to x and the bias to w, S_c
the sum of x xᵀ and m_c the sum of x over the images of class c, the unit with the least sum of (o_ij - target)² and
ridge |w_ij|² solves

    (S_i + S_j + ridge I) w_ij = m_i - m_j,

so one pass over the images gathers ten matrices, and all 45 units come from them.

What f is matters more than anything else: a unit answers wildly on digits that it never saw, and with f(o) = o these
answers drown the others. On fold 0, 17.2 % of the images were read wrongly with `sum` and 7.3 % with `vote`, where each
unit has one vote; `tanh` lies between, and a vote that is nearly a draw weighs less: 7.3 %, and better probabilities.

Probabilities are the softmax of the scores at temperature 1; on that fold 0.94 was best for `tanh`.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from digits.lab.networks.common.published import Published
from digits.lab.training.settings_parser import SettingError
from digits.metrics import CLASSES, softmax

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating]

PUBLISHED = Published(
    accuracy=0.924,
    source='LeCun et al., "Gradient-based learning applied to document recognition" (1998), section III.C',
    note="the MNIST page adds that its images were deslanted; here they are as they are",
)


@dataclass(frozen=True)
class Settings:
    """Fit of the units and how their outputs are added.

    Attributes:
        ridge: weight of the squared weights in the sum of squares; pixels are in 0..1.
        evidence: what a unit's answer o adds to a score: o itself (`sum`), tanh(gain o), or its sign (`vote`).
        gain: steepness of `tanh`.
    """

    ridge: float = 10.0
    evidence: Literal["sum", "tanh", "vote"] = "tanh"
    gain: float = 3.0

    def __post_init__(self) -> None:
        """Reject settings without a solution, or that reverse the answers."""
        for name in ("ridge", "gain"):
            if not 0 < getattr(self, name) < np.inf:
                raise SettingError(f"{name} is out of range: it must be above 0, not {getattr(self, name)}")


SETTINGS = Settings()


@dataclass(frozen=True)
class Classifier:
    """The 45 units, each standing twice with opposite signs.

    Attributes:
        weights: (10, 10, 785) float64; weights[i, j] = -weights[j, i], the bias last.
        settings: how their outputs are added.
    """

    weights: npt.NDArray[np.float64]
    settings: Settings

    def probabilities(self, images: Bytes) -> npt.NDArray[np.float64]:
        """(N, 28, 28) images to (N, 10) probabilities."""
        answers = _inputs(images) @ self.weights.reshape(CLASSES**2, -1).T
        return softmax(self._evidence(answers).reshape(-1, CLASSES, CLASSES).sum(axis=2))

    def _evidence(self, answers: Floats) -> Floats:
        match self.settings.evidence:
            case "sum":
                return answers
            case "tanh":
                return np.asarray(np.tanh(self.settings.gain * answers))
            case "vote":
                return np.asarray(np.sign(answers))


def fit(images: Bytes, labels: Bytes, settings: Settings) -> Classifier:
    """Solve for the 45 units."""
    inputs = _inputs(images).astype(np.float32)
    of_class = [inputs[labels == digit] for digit in range(CLASSES)]
    squares = [(own.T @ own).astype(np.float64) for own in of_class]
    sums = [own.sum(axis=0, dtype=np.float64) for own in of_class]
    ridge = settings.ridge * np.eye(inputs.shape[1])
    weights = np.zeros((CLASSES, CLASSES, inputs.shape[1]))
    for i in range(CLASSES):
        for j in range(i + 1, CLASSES):
            weights[i, j] = np.linalg.solve(squares[i] + squares[j] + ridge, sums[i] - sums[j])
            weights[j, i] = -weights[i, j]
    return Classifier(weights, settings)


def _inputs(images: Bytes) -> npt.NDArray[np.float64]:
    """(N, 785): the pixels in 0..1, and a 1 for the bias."""
    pixels = images.reshape(len(images), -1) / 255
    return np.append(pixels, np.ones((len(images), 1)), axis=1)
