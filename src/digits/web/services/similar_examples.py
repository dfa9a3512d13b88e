"""Nearest neighbours: the examples that a network finds most similar to a digit."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from digits.activations import ActivationSession, Array
from digits.exemplars import exemplars


class SimilarExamples:
    """Features of the examples by network, each computed once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._features: dict[ActivationSession, Array] = {}

    def nearest(
        self, network: ActivationSession, image: npt.NDArray[np.uint8], count: int
    ) -> tuple[list[tuple[int, float]], int]:
        """The most similar examples by cosine similarity, never the image itself.

        Args:
            network: whose last layer's inputs are the features.
            image: (28, 28) uint8, normalized.
            count: how many.

        Returns:
            Pairs of an example's index and its similarity, the nearest first; and the number of features.
        """
        (feature,) = _unit_length(network.features(image[np.newaxis]))
        similarities = self._of_examples(network) @ feature
        similarities[(exemplars().images == image).all(axis=(1, 2))] = -np.inf
        nearest = np.argsort(-similarities, kind="stable")[:count].tolist()
        return [(index, float(similarities[index])) for index in nearest], len(feature)

    def _of_examples(self, network: ActivationSession) -> Array:
        """(N, F) features of unit length."""
        with self._lock:
            if network not in self._features:
                self._features[network] = _unit_length(network.features(exemplars().images))
            return self._features[network]


def _unit_length(features: Array) -> Array:
    """(N, F) rows divided by their lengths; a row of zeros stays one."""
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)
