"""Several model files that answer as one.

An ensemble is a folder. `members/<name>.onnx` are its members, each a network as in any model file; `record.json` is
its card, as any model's, and says besides which members there are, with the SHA-256 of each, and what of them is
averaged. The card's own SHA-256 is that of these statements, so it changes with any member.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from digits.model_card import Card, ModelError, load_model

Mean = Literal["logits", "probabilities"]
"""What is averaged over the members."""

Logits = npt.NDArray[np.floating]
Network = Callable[[npt.NDArray[np.float32]], Logits]
"""From (N, 28, 28, 1) images, 0..255, to (N, 10) logits."""


def load_network(path: Path, card: Card) -> Network:
    """What a model file, or the folder of an ensemble, computes; safe to share between threads.

    Raises:
        ModelError: a file is missing, damaged or not the one on the card.
    """
    if path.is_dir():
        return _load_ensemble(path, card)
    return _load_file(path, card["sha256"])


def combined(logits: Logits, mean: Mean) -> Logits:
    """(M, ..., 10) logits of M members to the ensemble's (..., 10).

    The mean of probabilities is given by its logarithm, so that softmax gives it back and a temperature can divide it.
    """
    if mean == "logits":
        return np.asarray(logits.mean(axis=0))
    return np.asarray(np.logaddexp.reduce(_log_softmax(logits), axis=0) - np.log(len(logits)))


def identity(mean: Mean, temperature: float, members: Sequence[tuple[str, str]]) -> str:
    """The SHA-256 of an ensemble: of everything that decides its answers.

    Args:
        mean: what is averaged.
        temperature: what divides the logits.
        members: name and SHA-256 of each.
    """
    statement = {"mean": mean, "temperature": temperature, "members": sorted(members)}
    return hashlib.sha256(json.dumps(statement, sort_keys=True).encode()).hexdigest()


def _load_file(path: Path, sha256: str) -> Network:
    session = load_model(path, sha256)

    def logits(images: npt.NDArray[np.float32]) -> Logits:
        return np.asarray(session.run(["logits"], {"images": images})[0])

    return logits


def _load_ensemble(folder: Path, card: Card) -> Network:
    mean, members = _statements(folder, card)
    networks = [_load_file(folder / "members" / f"{name}.onnx", sha256) for name, sha256 in members]
    pool = ThreadPoolExecutor(min(len(networks), os.cpu_count() or 1), thread_name_prefix=folder.name)

    def logits(images: npt.NDArray[np.float32]) -> Logits:
        return combined(np.stack(list(pool.map(lambda network: network(images), networks))), mean)

    return logits


def _statements(folder: Path, card: Card) -> tuple[Mean, list[tuple[str, str]]]:
    """What an ensemble's card says of its members, checked."""
    try:
        members = [(str(one["name"]), str(one["sha256"])) for one in card["members"]]
        mean = card["mean"]
    except (KeyError, TypeError) as error:
        raise ModelError(f"the card of the ensemble {folder} is unfit ({error!r}): {_REMEDY}") from error
    fit = mean in get_args(Mean) and members and all(_is_plain(name) for name, _ in members)
    if not fit or identity(mean, card["temperature"], members) != card["sha256"]:
        raise ModelError(f"the card of the ensemble {folder} does not agree with itself: {_REMEDY}")
    return mean, members


_REMEDY = "write it again with `digits record`"


def _is_plain(name: str) -> bool:
    """Whether a member's name leads to no other folder."""
    return Path(name).name == name and "\\" not in name


def _log_softmax(logits: Logits) -> npt.NDArray[Any]:
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))
