"""Train the detector and the isolation network on composed pages, and write both."""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from digits import detector, isolation, mnist
from digits.detector import Detector
from digits.detector_outputs import KINDS
from digits.lab.data.collections import omniglot
from digits.lab.data.synthesis.pages import Composer
from digits.lab.data.synthesis.strings import writers_of
from digits.lab.detection import isolation_network, network, targets, thresholds, warm_start
from digits.lab.detection.batches import page_batches, view_batches
from digits.lab.detection.pool import CHUNK, Chunk, compose, load, save
from digits.lab.export import write_card, write_network
from digits.lab.training.backend import keras
from digits.lab.training.parallel import side_by_side

FOLD = 0
"""The fold whose writers are held out."""

HELD_OUT_PAGES = 1024
"""Composed pages of held-out writers, on which thresholds are fitted."""

_TRAINING_DRAWERS = frozenset(range(1, 16))
_HELD_OUT_DRAWERS = frozenset(range(16, 21))
_UNFITTED: dict[str, dict[str, dict[str, Any]]] = {
    detector.FILE.stem: {
        "thresholds": {
            "presence": dict.fromkeys(KINDS, 0.3),
            "possible": dict.fromkeys(KINDS, 0.2),
            "sure": 0.5,
            "gap": 0.8,
        }
    },
    isolation.FILE.stem: {"numbers": {"weight": 0.0, "temperature": 1.0, "threshold": 0.01}},
}
_TYPICAL = 5  # of chunks, and pages of each, that show what weights from a file work on
_LEAST_IMAGES = 8  # of a writer: enough for a number

Report = Callable[[str], None]
"""Takes progress messages."""


@dataclass(frozen=True)
class TrainingConfig:
    """Hyper-parameters of the training.

    Attributes:
        pages: composed to train on.
        steps: batches of the detector.
        batch_size: pages in each.
        isolation_steps: batches of the isolation network.
        isolation_batch_size: views of digits in each.
        learning_rate: the peak; it rises over a twentieth of the steps and falls to 0 along a half cosine.
        seed: of pages, initial weights, order and augmentation.
        processes: that compose pages.
        precision: Keras dtype policy of the detector's training.
        go_on: whether the detector begins with the weights that ship; the isolation network then stays as it is.
    """

    pages: int = 20_480
    steps: int = 20_000
    batch_size: int = 12
    isolation_steps: int = 2500
    isolation_batch_size: int = 64
    learning_rate: float = 1.3e-3
    seed: int = 1
    processes: int = 2
    precision: Literal["float32", "mixed_bfloat16"] = "float32"
    go_on: bool = False


def train_and_write(folder: Path, config: TrainingConfig, report: Report) -> None:
    """Train both networks and write them; `fit_thresholds` completes the detector's card.

    Args:
        folder: holds omniglot/.
        config: hyper-parameters.
        report: takes progress messages.

    Raises:
        DataError: MNIST or Omniglot is missing or damaged.
    """
    report(f"composing {config.pages:,} pages")
    chunks = composed(folder, config)
    report(f"training the detector for {config.steps:,} batches")
    found = _trained(
        _in_precision(_detector(chunks, config), config.precision),
        targets.loss,
        page_batches(chunks, config.steps, config.batch_size, config.seed),
        config.steps,
        config,
    )
    write(_in_precision(found, "float32"), detector.FILE, "Finds digits and marks on pages.", config)
    if config.go_on:
        return
    report(f"training the isolation network for {config.isolation_steps:,} batches")
    views = view_batches(chunks, config.isolation_steps, config.isolation_batch_size, config.seed)
    own = _trained(isolation_network.build(), isolation_network.loss, views, config.isolation_steps, config)
    write(own, isolation.FILE, "Tells the ink of a digit from what is around it.", config)


def _detector(chunks: list[Chunk], config: TrainingConfig) -> keras.Model:
    """The network, with fresh weights or with those that ship."""
    model = network.build()
    if config.go_on:
        pages = np.concatenate([chunk.ink[:_TYPICAL] for chunk in chunks[:_TYPICAL]])[..., np.newaxis]
        warm_start.load_weights(model, detector.FILE, (pages / 255).astype(np.float32))
    return model


def _in_precision(model: keras.Model, precision: str) -> keras.Model:
    """The detector with the same weights under another dtype policy."""
    policy = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy(precision)
    try:
        other = network.build()
    finally:
        keras.mixed_precision.set_dtype_policy(policy)
    other.set_weights(model.get_weights())
    return other


def fit_thresholds(folder: Path, path: Path = detector.FILE) -> dict[str, Any]:
    """Fit the detector's thresholds on pages of held-out writers, and write them and its rates to its card.

    Returns:
        The card.
    """
    held_out = composer(folder, [FOLD], _HELD_OUT_DRAWERS)
    chunks = [compose(held_out, seed=99, index=index) for index in range(HELD_OUT_PAGES // CHUNK)]
    matches = thresholds.match(Detector(path), chunks)
    card = json.loads(path.with_suffix(".json").read_bytes())
    card["thresholds"] = thresholds.fit(matches)
    card["calibration"] = {
        "fold": FOLD,
        "pages": HELD_OUT_PAGES,
        "found": thresholds.rates(matches, card["thresholds"]["presence"]),
    }
    write_card(path, card)
    return dict(card)


def composed(folder: Path, config: TrainingConfig) -> list[Chunk]:
    """The pages to train on, composed by several processes."""
    with tempfile.TemporaryDirectory() as place:
        indices = range(-(-config.pages // CHUNK))
        work = [(folder, config.seed, index, Path(place, f"{index:05d}.npz")) for index in indices]
        for _, result in side_by_side(_compose, work, config.processes):
            if isinstance(result, Exception):
                raise result
        return [load(path) for *_, path in work]


def _compose(work: tuple[Path, int, int, Path]) -> None:
    folder, seed, index, path = work
    save(compose(_training_composer(folder), seed, index), path)


@cache
def _training_composer(folder: Path) -> Composer:
    return composer(folder, [fold for fold in range(mnist.FOLDS) if fold != FOLD], _TRAINING_DRAWERS)


def _trained(
    model: keras.Model,
    loss: Callable[..., Any],
    batches: Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]],
    steps: int,
    config: TrainingConfig,
) -> keras.Model:
    """Train a network by AdamW with a mean of its weights, which it then has."""
    rising = max(1, steps // 20)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - rising), warmup_target=config.learning_rate, warmup_steps=rising
    )
    optimizer = keras.optimizers.AdamW(
        rate, weight_decay=0.01, clipnorm=10.0, use_ema=True, ema_momentum=0.998, ema_overwrite_frequency=None
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    model.compile(optimizer, loss, jit_compile=False)
    model.fit(batches, steps_per_epoch=steps, epochs=1, shuffle=False, verbose=0)
    optimizer.finalize_variable_values(model.trainable_variables)
    return model


def write(model: keras.Model, path: Path, description: str, config: TrainingConfig) -> None:
    """Write a network, large weights as float16, and a card without fitted thresholds."""
    entries = {
        "description": description,
        "training": {"fold": FOLD, **vars(config)},
        **_UNFITTED[path.stem],
    }
    write_network(model, path, entries)


def composer(folder: Path, folds: list[int], drawers: frozenset[int]) -> Composer:
    """A composer with the writers of some folds and the letters of some people."""
    letters = [
        _cut(one.ink)
        for one in omniglot.load(folder)
        if one.drawer in drawers and (one.script == "Latin" or not one.lookalike)
    ]
    return Composer(mnist.load("train"), writers_of(folds, _LEAST_IMAGES), letters)


def _cut(ink: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return (ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / 255).astype(np.float32)
