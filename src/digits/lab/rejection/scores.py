"""Out-of-distribution scores, higher = more like a digit, and their separation."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime

from digits.lab.rejection.data import Images
from digits.metrics import log_sum_exp, softmax
from digits.model_card import card_path, read_card
from digits.onnx_session import read_verified

Scores = npt.NDArray[np.floating]

RECALL = 0.95
NEIGHBOURS = 10
_BATCH = 500


@dataclass(frozen=True)
class Separation:
    """How well a score separates digits from one family of non-digits.

    Attributes:
        auroc: the probability that a digit scores higher than a non-digit, ties count half.
        accepted: the share of non-digits above the threshold that accepts 95 % of the digits.
    """

    auroc: float
    accepted: float


def separation(digits: Scores, others: Scores) -> Separation:
    """Measure how well a score separates digits (N,) from others (M,)."""
    ordered = np.sort(digits)
    below = np.searchsorted(ordered, others, "left") + np.searchsorted(ordered, others, "right")
    auroc = 1 - float(below.mean()) / (2 * len(digits))
    return Separation(auroc, float((others >= np.quantile(digits, 1 - RECALL)).mean()))


def largest_probability(logits: Scores) -> Scores:
    """The largest probability.

    Hendrycks and Gimpel, "A baseline for detecting misclassified and out-of-distribution examples" (2017).
    """
    return np.asarray(softmax(logits).max(axis=1))


def energy(logits: Scores) -> Scores:
    """The negative free energy, ln sum exp.

    Liu, Wang, Owens and Li, "Energy-based out-of-distribution detection" (2020).
    """
    return log_sum_exp(logits)


class Features:
    """Penultimate features and logits of a classifier.

    Args:
        path: the model's ``.onnx`` file, its card beside it.

    Raises:
        ModelError: the file or its card is missing, or they do not match.
    """

    def __init__(self, path: Path) -> None:
        network = onnx.load_model_from_string(read_verified(path, read_card(card_path(path))["sha256"]))
        last = next(node for node in reversed(network.graph.node) if node.op_type in {"MatMul", "Gemm"})
        self._name = last.input[0]
        network.graph.output.append(onnx.helper.make_empty_tensor_value_info(self._name))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            network.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def compute(self, images: Images) -> tuple[Scores, npt.NDArray[np.float32]]:
        """Logits (N, 10), and features (N, F) of unit length."""
        logits, features = [], []
        for start in range(0, len(images), _BATCH):
            batch = images[start : start + _BATCH, ..., None].astype(np.float32)
            answer, penultimate = self._session.run(["logits", self._name], {"images": batch})
            logits.append(answer.astype(np.float64))
            features.append((penultimate / np.linalg.norm(penultimate, axis=1, keepdims=True)).astype(np.float32))
        return np.concatenate(logits), np.concatenate(features)


def nearest_neighbours(features: npt.NDArray[np.float32], known: npt.NDArray[np.float32]) -> Scores:
    """The cosine similarity to the tenth nearest training digit.

    Sun, Ming, Zhu and Li, "Out-of-distribution detection with deep nearest neighbors" (2022).

    Args:
        features: (N, F), of unit length.
        known: (M, F), of training images, of unit length.
    """
    near = [
        np.partition(features[start : start + _BATCH] @ known.T, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS]
        for start in range(0, len(features), _BATCH)
    ]
    return np.concatenate(near)
