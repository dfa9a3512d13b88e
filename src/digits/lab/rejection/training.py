"""Train the rejection network on digits, mirrored digits and non-digits.

Training on examples of outliers is outlier exposure (Hendrycks, Mazeika and Dietterich, "Deep anomaly detection with
outlier exposure", 2019), here with a class of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits.lab.data.augmentation import Augmentation, augment
from digits.lab.data.random_streams import random_generator
from digits.lab.export import write_network
from digits.lab.macs import count_macs
from digits.lab.rejection import network
from digits.lab.rejection.data import FOLD, Images, RejectionData, mirrored, rerendered
from digits.lab.training.backend import keras
from digits.mnist import Split
from digits.rejection import FILE, MIRRORED

AUGMENTATION = Augmentation(
    rotation=12, shift=1.5, scale=0.15, shear=0.25, elastic=0.8, stretch=0.6, thickness=0.6, gap=1.5, blur=0.5, noise=20
)
NOT_A_DIGIT = network.OUTPUTS - 1
_SHARES = (0.45, 0.15)  # of a batch: digits, mirrored digits; the rest are non-digits
_RERENDERED = 0.6  # of each batch's images


@dataclass(frozen=True)
class TrainingConfig:
    """Hyper-parameters of the training.

    Attributes:
        steps: batches.
        batch_size: images in each.
        learning_rate: the peak; it rises over a tenth of the steps and falls to 0 along a half cosine.
        precision: Keras dtype policy.
        seed: of initial weights, order and augmentation.
    """

    steps: int = 10_000
    batch_size: int = 128
    learning_rate: float = 3e-3
    precision: str = "float32"
    seed: int = 1


def train_and_write(data: RejectionData, config: TrainingConfig, path: Path = FILE) -> None:
    """Train the network and write it; `fit_thresholds` completes its card."""
    data.report(f"training for {config.steps:,} batches")
    write(train(data.digits, data.families.training, config), path, config)


def train(digits: Split, non_digits: Mapping[str, Images], config: TrainingConfig) -> keras.Model:
    """Train a network, in float32.

    Args:
        digits: to train on.
        non_digits: families to train on; each gets the same share, whatever its size.
        config: hyper-parameters.
    """
    keras.utils.set_random_seed(config.seed)
    keras.config.set_dtype_policy(config.precision)
    try:
        model = network.build()
    finally:
        keras.config.set_dtype_policy("float32")
    rising = config.steps // 10
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, config.steps - rising, warmup_target=config.learning_rate, warmup_steps=rising
    )
    optimizer = keras.optimizers.AdamW(
        learning_rate=rate, weight_decay=0.01, use_ema=True, ema_momentum=0.995, ema_overwrite_frequency=None
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    jit = False if keras.backend.backend() == "tensorflow" else "auto"
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=jit)
    model.fit(_batches(digits, non_digits, config), steps_per_epoch=config.steps, epochs=1, shuffle=False, verbose=0)
    optimizer.finalize_variable_values(model.trainable_variables)
    plain = network.build()
    plain.set_weights(model.get_weights())
    return plain


def logits(model: keras.Model, images: Images) -> npt.NDArray[np.float32]:
    """(N, 18) logits for (N, 28, 28) uint8 images."""
    return np.asarray(model.predict(images[..., None].astype(np.float32), batch_size=500, verbose=0), np.float32)


def write(model: keras.Model, path: Path, config: TrainingConfig) -> None:
    """Write the network, large weights as float16; its card rejects nothing yet."""
    entries = {
        "description": "Tells digits, mirrored digits and everything else apart, in normalized 28x28 images.",
        "outputs": [*map(str, range(10)), *(f"mirrored {digit}" for digit in MIRRORED), "no digit"],
        "macs": count_macs(model),
        "training": {"fold": FOLD, "steps": config.steps, "batch_size": config.batch_size, "seed": config.seed},
        "thresholds": {"digit": -1e9, "mirrored": 1.0},
    }
    write_network(model, path, entries)


def _batches(
    digits: Split, non_digits: Mapping[str, Images], config: TrainingConfig
) -> Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]]:
    """Yield batches of images (B, 28, 28, 1) and classes (B,)."""
    flipped = mirrored(digits)
    class_of = np.array([10 + MIRRORED.index(digit) if digit in MIRRORED else -1 for digit in range(10)])
    groups = list(non_digits.values())
    upright, flips = (round(share * config.batch_size) for share in _SHARES)
    outliers = config.batch_size - upright - flips
    for step in range(config.steps):
        generator = random_generator("rejection", config.seed, step)
        one = generator.integers(len(digits.labels), size=upright)
        two = generator.integers(len(flipped.labels), size=flips)
        chosen = generator.integers(len(groups), size=outliers)
        others = [groups[group][generator.integers(len(groups[group]))] for group in chosen]
        images = np.concatenate([digits.images[one], flipped.images[two], np.stack(others)])
        again = generator.random(len(images)) < _RERENDERED
        images[again] = rerendered(images[again], generator)
        classes = np.concatenate(
            [digits.labels[one].astype(np.int64), class_of[flipped.labels[two]], np.full(outliers, NOT_A_DIGIT)]
        )
        yield augment(images, AUGMENTATION, generator)[..., None], classes
