"""Classify normalized images with one network or an ensemble, calibrated.

An ensemble is a folder with one network per file, `members/<name>.onnx`, and a card. Besides the entries of any model
card, the card has `members`, the name and SHA-256 of each, and `mean`, what is averaged over them. Its `sha256` is
that of these entries and the temperature (`ensemble_sha256`), so it changes with every member.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from digits.cores import core_count
from digits.metrics import CLASSES, softmax
from digits.model_card import Card, card_path, find_model, read_card
from digits.onnx_session import ModelError, load_session
from digits.reading import ModelInfo

Mean = Literal["logits", "probabilities"]
"""What is averaged over an ensemble's members."""

Logits = npt.NDArray[np.floating]
Network = Callable[[npt.NDArray[np.float32]], Logits]
"""From (N, 28, 28, 1) images, 0..255, to (N, 10) logits."""

_BATCH = 64
_REMEDY = "write the card again with `digits record`"


class Classifier:
    """Classifies normalized images with one model; safe to share between threads.

    Args:
        model: the name of a shipped model, the path of an ``.onnx`` file with its card beside it, or the folder of an
            ensemble.

    Attributes:
        path: the model's ``.onnx`` file, or the ensemble's folder.
        card: the model's card.
        info: the model's name, version and SHA-256.
        network: from (N, 28, 28, 1) images, 0..255, to (N, 10) logits, not calibrated.

    Raises:
        ModelError: there is no such model, or its file or its card is missing, damaged or invalid.
    """

    def __init__(self, model: str | Path = "default") -> None:
        path = self.path = find_model(model)
        self.card = read_card(card_path(path))
        self.info = ModelInfo(self.card["name"], self.card["version"], self.card["sha256"])
        self.network = _load_ensemble(path, self.card) if path.is_dir() else _load_file(path, self.card["sha256"])

    def probabilities(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        """Return the calibrated probability of each digit: softmax(logits / temperature).

        Args:
            images: (N, 28, 28) uint8, 0 = background, 255 = full ink.

        Returns:
            (N, 10), each row of sum 1.

        Raises:
            ValueError: the images have another shape or type.
            ModelError: the network's output is not finite.
        """
        if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
            raise ValueError(f"images must be uint8 (N, 28, 28), not {images.dtype} {images.shape}")
        return softmax(self.logits(images), self.card["temperature"])

    def logits(self, images: npt.NDArray[np.uint8] | npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return the network's output, not calibrated.

        Args:
            images: (N, 28, 28), 0 = background, 255 = full ink.

        Returns:
            (N, 10).

        Raises:
            ModelError: the network's output is not finite.
        """
        logits = np.empty((len(images), CLASSES))
        for start in range(0, len(images), _BATCH):
            batch = images[start : start + _BATCH, :, :, np.newaxis].astype(np.float32)
            logits[start : start + _BATCH] = self.network(batch)
        if not np.isfinite(logits).all():
            raise ModelError(f"the logits of the model {self.info.name} are not finite: train and export it again")
        return logits

    def candidates(self, probabilities: npt.NDArray[np.float64]) -> tuple[int, ...]:
        """Return the set of digits that has the coverage on the card, the most probable first."""
        return candidates(probabilities, self.card["conformal"]["threshold"])


def candidates(probabilities: npt.NDArray[np.float64], threshold: float) -> tuple[int, ...]:
    """Return the digits at least as probable as the threshold, at least one, in falling order.

    These are the sets of Sadinle, Lei and Wasserman, "Least ambiguous set-valued classifiers with bounded error
    levels", 2019; `digits.metrics.conformal_threshold` gives the threshold for a coverage.

    Args:
        probabilities: (10,), of sum 1.
        threshold: 0..1.
    """
    falling = np.argsort(-probabilities, kind="stable")
    count = max(1, int((probabilities >= threshold).sum()))
    return tuple(falling[:count].tolist())


def combine_logits(logits: Logits, mean: Mean) -> Logits:
    """Average the (M, ..., 10) logits of M members to the ensemble's logits (..., 10).

    For `probabilities` the result is the logarithm of the mean, so that softmax(result) is the mean itself and a
    temperature can divide it.
    """
    if mean == "logits":
        return np.asarray(logits.mean(axis=0))
    return np.asarray(np.logaddexp.reduce(_log_softmax(logits), axis=0) - np.log(len(logits)))


def ensemble_sha256(mean: Mean, temperature: float, members: Sequence[tuple[str, str]]) -> str:
    """Hash everything that determines an ensemble's output.

    Args:
        mean: what is averaged.
        temperature: divides the logits.
        members: name and SHA-256 of each.
    """
    statement = {"mean": mean, "temperature": temperature, "members": sorted(members)}
    return hashlib.sha256(json.dumps(statement, sort_keys=True).encode()).hexdigest()


def _load_file(path: Path, sha256: str) -> Network:
    session = load_session(path, sha256)

    def logits(images: npt.NDArray[np.float32]) -> Logits:
        return np.asarray(session.run(["logits"], {"images": images})[0])

    return logits


def _load_ensemble(folder: Path, card: Card) -> Network:
    mean, members = _members(folder, card)
    networks = [_load_file(folder / "members" / f"{name}.onnx", sha256) for name, sha256 in members]
    pool = ThreadPoolExecutor(min(len(networks), core_count()), thread_name_prefix=folder.name)

    def logits(images: npt.NDArray[np.float32]) -> Logits:
        return combine_logits(np.stack(list(pool.map(lambda network: network(images), networks))), mean)

    return logits


def _members(folder: Path, card: Card) -> tuple[Mean, list[tuple[str, str]]]:
    """Return an ensemble's mean, and each member's name and SHA-256, from its card."""
    try:
        members = [(str(one["name"]), str(one["sha256"])) for one in card["members"]]
        mean = card["mean"]
    except (KeyError, TypeError) as error:
        raise ModelError(f"the card of the ensemble {folder} is invalid ({error!r}): {_REMEDY}") from error
    valid = mean in get_args(Mean) and members and all(_is_file_name(name) for name, _ in members)
    if not valid or ensemble_sha256(mean, card["temperature"], members) != card["sha256"]:
        raise ModelError(f"the SHA-256 on the card of the ensemble {folder} does not match its entries: {_REMEDY}")
    return mean, members


def _is_file_name(name: str) -> bool:
    """Whether a name has no path separators, so that it stays in the ensemble's folder."""
    return Path(name).name == name and "\\" not in name


def _log_softmax(logits: Logits) -> npt.NDArray[Any]:
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))
