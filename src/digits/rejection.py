"""Out-of-distribution detection: rejects what is no digit, and recognizes mirrored digits.

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
"""The rejection network that ships with the package."""

_OUTPUTS = 10 + len(MIRRORED) + 1
_BATCH = 64


@dataclass(frozen=True)
class RejectionScores:
    """Scores of N normalized images.

    Attributes:
        digit_log_odds: (N,) float64, the log-odds of an upright digit against everything else, mirrored digits
            included: higher is more like a digit.
        mirrored: (N, 10) float64, the probability of each mirrored digit; 0 for 0, 1 and 8.
    """

    digit_log_odds: npt.NDArray[np.float64]
    mirrored: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Thresholds:
    """Decision thresholds, fitted by `digits calibrate rejection`.

    Attributes:
        digit: digit log-odds below which an image is rejected.
        mirrored: probability from which an image is a mirrored digit.
    """

    digit: float
    mirrored: float


class RejectionModel:
    """Scores normalized images as digit, mirrored digit or neither; thread-safe.

    Args:
        path: the ``.onnx`` file, its card beside it.

    Attributes:
        thresholds: those on its card.

    Raises:
        ModelError: the file or its card is missing, damaged or invalid.
    """

    def __init__(self, path: Path = FILE) -> None:
        card, self._session = load_with_card(path, _OUTPUTS)
        try:
            self.thresholds = Thresholds(**{name: float(value) for name, value in card["thresholds"].items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"the card of {path} has no usable thresholds ({error}): {remedy(path)}") from error

    def scores(self, images: npt.NDArray[np.uint8]) -> RejectionScores:
        """Score normalized images.

        Args:
            images: (N, 28, 28) uint8, 0 = background, 255 = full ink, as `digits.image` makes them.

        Raises:
            ValueError: the images have another shape or type.
        """
        if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
            raise ValueError(f"images must be uint8 (N, 28, 28), not {images.dtype} {images.shape}")
        logits = np.empty((len(images), _OUTPUTS))
        for start in range(0, len(images), _BATCH):
            batch = images[start : start + _BATCH, :, :, np.newaxis].astype(np.float32)
            logits[start : start + _BATCH] = self.network(batch)
        return scores_from_logits(logits)

    def network(self, images: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The network's logits, (N, 18), of images (N, 28, 28, 1), 0..255."""
        return np.asarray(self._session.run(["logits"], {"images": images})[0])


def scores_from_logits(logits: npt.NDArray[np.floating]) -> RejectionScores:
    """Convert the network's (N, 18) logits to scores."""
    values = logits.astype(np.float64)
    digit_log_odds = log_sum_exp(values[:, :10]) - log_sum_exp(values[:, 10:])
    mirrored = np.zeros((len(values), 10))
    mirrored[:, MIRRORED] = np.exp(values[:, 10:-1] - log_sum_exp(values)[:, np.newaxis])
    return RejectionScores(digit_log_odds, mirrored)


@cache
def shared() -> RejectionModel:
    """Load the shipped rejection network, once for all recognizers.

    Raises:
        ModelError: its file or its card is missing or damaged.
    """
    return RejectionModel()
