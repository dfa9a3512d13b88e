"""Out-of-distribution detection: what is no digit, and which digits are mirrored.

One small network serves every classifier. ``models/rejection/rejection.onnx`` maps ``images``, float32 (N, 28, 28, 1)
with 0..255, to ``logits``, float32 (N, 18): the ten digits, the seven of `MIRRORED` mirrored, and "no digit". Its card,
``rejection.json``, holds the thresholds that `digits calibrate` fitted. `digits.lab.rejection` trains it.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits.metrics import log_sum_exp
from digits.model_card import load_with_card
from digits.onnx_session import MODELS, ModelError, remedy

MIRRORED = (2, 3, 4, 5, 6, 7, 9)
"""The digits that have a mirror image of their own, in the order of the network's outputs."""

FILE = MODELS / "rejection" / "rejection.onnx"
"""The gate that comes with the package."""

_OUTPUTS = 10 + len(MIRRORED) + 1
_BATCH = 64


@dataclass(frozen=True)
class Judgements:
    """What the gate says of N fields.

    Attributes:
        digit: (N,) float64, higher = more like a digit: the logarithm of the odds of a digit as it should be
            against everything else, mirrored digits included.
        mirrored: (N, 10) float64, the probability that it is this digit written mirror-wise; 0 for 0, 1 and 8.
    """

    digit: npt.NDArray[np.float64]
    mirrored: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Thresholds:
    """Where the verdicts change.

    Attributes:
        digit: a field with a lower score is no digit.
        mirrored: a field is a mirrored digit from this probability on.
    """

    digit: float
    mirrored: float


class Gate:
    """Says of 28x28 fields whether they are digits; safe to share between threads.

    Args:
        path: the gate's ``.onnx`` file, its card beside it.

    Attributes:
        thresholds: those on its card.

    Raises:
        ModelError: the file or its card is missing, damaged or unfit.
    """

    def __init__(self, path: Path = FILE) -> None:
        card, self._session = load_with_card(path, _OUTPUTS)
        try:
            self.thresholds = Thresholds(**{name: float(value) for name, value in card["thresholds"].items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"the card of {path} has no usable thresholds ({error}): {remedy(path)}") from error

    def judge(self, images: npt.NDArray[np.uint8]) -> Judgements:
        """How much fields are like digits, and like mirrored digits.

        Args:
            images: (N, 28, 28) uint8, 0 = paper, 255 = full ink, as `digits.image` makes them.

        Raises:
            ValueError: the images have another shape or type.
        """
        if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
            raise ValueError(f"images must be uint8 (N, 28, 28), not {images.dtype} {images.shape}")
        logits = np.empty((len(images), _OUTPUTS))
        for start in range(0, len(images), _BATCH):
            batch = images[start : start + _BATCH, :, :, np.newaxis].astype(np.float32)
            logits[start : start + _BATCH] = self._session.run(["logits"], {"images": batch})[0]
        return judgements(logits)


def judgements(logits: npt.NDArray[np.floating]) -> Judgements:
    """The network's (N, 18) logits as what they say."""
    values = logits.astype(np.float64)
    score = log_sum_exp(values[:, :10]) - log_sum_exp(values[:, 10:])
    mirrored = np.zeros((len(values), 10))
    mirrored[:, MIRRORED] = np.exp(values[:, 10:-1] - log_sum_exp(values)[:, np.newaxis])
    return Judgements(score, mirrored)


@cache
def shared() -> Gate:
    """The gate that comes with the package, loaded once for all recognizers.

    Raises:
        ModelError: its file or its card is missing or damaged.
    """
    return Gate()
