"""Training the gate: digits, mirrored digits and non-digits in fixed shares, varied and redrawn alike.

Learning what is outside from examples of it is outlier exposure (Hendrycks, Mazeika and Dietterich, "Deep anomaly
detection with outlier exposure", 2019), here with a class of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.lab.data.augmentation import Augmentation, augment
from digits.lab.rejection import network
from digits.lab.rejection.images import Images, redrawn
from digits.lab.training.backend import keras
from digits.mnist import Split
from digits.rejection import MIRRORED

VARIATION = Augmentation(
    rotation=12, shift=1.5, scale=0.15, shear=0.25, elastic=0.8, stretch=0.6, thickness=0.6, gap=1.5, blur=0.5, noise=20
)
NOT_A_DIGIT = network.OUTPUTS - 1
_SHARES = (0.45, 0.15)  # of a batch: digits, mirrored digits; the rest are non-digits
_REDRAWN = 0.6  # of each batch's images


@dataclass(frozen=True)
class Effort:
    """How long the gate is trained.

    Attributes:
        steps: batches.
        batch_size: images in each.
        learning_rate: the highest; it rises over a tenth of the steps and falls by a half cosine to 0.
        precision: Keras dtype policy.
        seed: of weights, order and variation.
    """

    steps: int = 10_000
    batch_size: int = 128
    learning_rate: float = 3e-3
    precision: str = "float32"
    seed: int = 1


def trained(digits: Split, non_digits: Mapping[str, Images], effort: Effort) -> keras.Model:
    """The trained network, in float32.

    Args:
        digits: MNIST's images to learn from.
        non_digits: families to learn from; each gets the same share, whatever its size.
        effort: how long.
    """
    keras.utils.set_random_seed(effort.seed)
    keras.config.set_dtype_policy(effort.precision)
    try:
        model = network.build()
    finally:
        keras.config.set_dtype_policy("float32")
    rising = effort.steps // 10
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, effort.steps - rising, warmup_target=effort.learning_rate, warmup_steps=rising
    )
    optimizer = keras.optimizers.AdamW(
        learning_rate=rate, weight_decay=0.01, use_ema=True, ema_momentum=0.995, ema_overwrite_frequency=None
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    jit = False if keras.backend.backend() == "tensorflow" else "auto"
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=jit)
    model.fit(_batches(digits, non_digits, effort), steps_per_epoch=effort.steps, epochs=1, shuffle=False, verbose=0)
    optimizer.finalize_variable_values(model.trainable_variables)
    plain = network.build()
    plain.set_weights(model.get_weights())
    return plain


def logits(model: keras.Model, images: Images) -> npt.NDArray[np.float32]:
    """(N, 18) logits for (N, 28, 28) uint8 images."""
    return np.asarray(model.predict(images[..., None].astype(np.float32), batch_size=500, verbose=0), np.float32)


def mirrored(digits: Split) -> Split:
    """The digits that have a mirror image of their own, mirrored; the labels say what was meant."""
    there = np.isin(digits.labels, MIRRORED)
    return Split(np.ascontiguousarray(digits.images[there, :, ::-1]), digits.labels[there])


def _batches(
    digits: Split, non_digits: Mapping[str, Images], effort: Effort
) -> Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]]:
    """Batches of images (B, 28, 28, 1) and classes (B,)."""
    turned = mirrored(digits)
    class_of = np.array([10 + MIRRORED.index(digit) if digit in MIRRORED else -1 for digit in range(10)])
    groups = list(non_digits.values())
    right, mirror = (round(share * effort.batch_size) for share in _SHARES)
    strange = effort.batch_size - right - mirror
    for step in range(effort.steps):
        generator = np.random.default_rng([effort.seed, step])
        one = generator.integers(len(digits.labels), size=right)
        two = generator.integers(len(turned.labels), size=mirror)
        kinds = generator.integers(len(groups), size=strange)
        others = [groups[kind][generator.integers(len(groups[kind]))] for kind in kinds]
        images = np.concatenate([digits.images[one], turned.images[two], np.stack(others)])
        again = generator.random(len(images)) < _REDRAWN
        images[again] = redrawn(images[again], generator)
        classes = np.concatenate(
            [digits.labels[one].astype(np.int64), class_of[turned.labels[two]], np.full(strange, NOT_A_DIGIT)]
        )
        yield augment(images, VARIATION, generator)[..., None], classes
