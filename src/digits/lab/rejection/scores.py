"""Scores by which a field may be refused, higher = more like a digit; how well a score tells digits from the rest."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime

from digits.lab.rejection.images import Images
from digits.metrics import log_sum_exp, softmax

Scores = npt.NDArray[np.floating]

RECALL = 0.95
NEIGHBOURS = 10
_BATCH = 500


@dataclass(frozen=True)
class Separation:
    """How well a score tells digits from one family.

    Attributes:
        auroc: the probability that a digit scores higher than a non-digit, ties counted half.
        accepted: the share of non-digits among those that score as 95 % of the digits do.
    """

    auroc: float
    accepted: float


def separation(digits: Scores, others: Scores) -> Separation:
    """How well a score tells digits (N,) from others (M,)."""
    ordered = np.sort(digits)
    below = np.searchsorted(ordered, others, "left") + np.searchsorted(ordered, others, "right")
    auroc = 1 - float(below.mean()) / (2 * len(digits))
    return Separation(auroc, float((others >= np.quantile(digits, 1 - RECALL)).mean()))


def largest_probability(logits: Scores) -> Scores:
    """Hendrycks and Gimpel, "A baseline for detecting misclassified and out-of-distribution examples" (2017)."""
    return np.asarray(softmax(logits).max(axis=1))


def energy(logits: Scores) -> Scores:
    """The negative free energy, ln sum exp (Liu et al., "Energy-based out-of-distribution detection", 2020)."""
    return log_sum_exp(logits)


class Features:
    """What a recognizer's network sees before its last layer of weights, and its logits.

    Args:
        path: the model's ``.onnx`` file.
    """

    def __init__(self, path: Path) -> None:
        network = onnx.load(path)
        last = next(node for node in reversed(network.graph.node) if node.op_type in {"MatMul", "Gemm"})
        self._name = last.input[0]
        network.graph.output.append(onnx.helper.make_empty_tensor_value_info(self._name))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            network.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def of(self, images: Images) -> tuple[Scores, npt.NDArray[np.float32]]:
        """Logits (N, 10), and features (N, F) brought to length 1."""
        logits, features = [], []
        for start in range(0, len(images), _BATCH):
            batch = images[start : start + _BATCH, ..., None].astype(np.float32)
            answer, before = self._session.run(["logits", self._name], {"images": batch})
            logits.append(answer.astype(np.float64))
            features.append((before / np.linalg.norm(before, axis=1, keepdims=True)).astype(np.float32))
        return np.concatenate(logits), np.concatenate(features)


def nearness(features: npt.NDArray[np.float32], known: npt.NDArray[np.float32]) -> Scores:
    """The cosine to the tenth nearest of known digits, from features of length 1.

    Sun, Ming, Zhu and Li, "Out-of-distribution detection with deep nearest neighbors" (2022).

    Args:
        features: (N, F).
        known: (M, F), of training images.
    """
    near = [
        np.partition(features[start : start + _BATCH] @ known.T, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS]
        for start in range(0, len(features), _BATCH)
    ]
    return np.concatenate(near)
