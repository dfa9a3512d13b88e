"""Data of the rejection network: digits, mirrored digits, families of non-digits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits import mnist
from digits.lab.data.augmentation import SIDE
from digits.lab.data.collections import omniglot, pendigits, semeion
from digits.lab.data.synthesis import nondigits
from digits.lab.data.synthesis.drawn_digits import draw_digits
from digits.lab.evaluation.calibration import half_of_writers
from digits.mnist import Split
from digits.rejection import MIRRORED

Images = npt.NDArray[np.uint8]
Report = Callable[[str], None]
"""Takes progress messages."""

FOLD = 0
"""The fold whose writers are held out from training."""

SYNTHETIC_DIGITS = 24_000
"""Digits drawn from national shapes, in addition to MNIST's."""

GENERATED = 4000
"""Training images of each generated family of non-digits."""

LETTERS = "letters: "
"""Prefix of the families of letters; a script's name follows."""

LOOKALIKES = "letters drawn as digits are"
"""The family of `omniglot.LOOKALIKES`: measured, never trained on."""

HELD_OUT_DRAWERS = frozenset(range(16, 21))
"""People in each script whose letters are held out from training."""

_SUPERSAMPLING = 4  # times the resolution of an image, per axis, when strokes are rerendered


@dataclass(frozen=True)
class Families:
    """Families of non-digits, by name: (N, 28, 28) images to train on, and held-out ones."""

    training: dict[str, Images]
    held_out: dict[str, Images]


@dataclass(frozen=True)
class RejectionData:
    """Everything that the rejection network is trained and measured with.

    Attributes:
        digits: to train on.
        families: of non-digits.
        other_collections: digits of other collections, by name, for measurements only.
        report: takes progress messages.
    """

    digits: Split
    families: Families
    other_collections: dict[str, Split]
    report: Report


def load_data(folder: Path, seed: int, report: Report) -> RejectionData:
    """Load and generate all data.

    Args:
        folder: holds omniglot/, semeion/ and pendigits/.
        seed: of generated images.
        report: takes progress messages.
    """
    report("loading digits")
    digits = training_digits(seed)
    others = {
        "Semeion": semeion.images(semeion.load(folder)),
        "Pendigits": pendigits.images(pendigits.load(folder)),
    }
    report("generating non-digits")
    return RejectionData(
        digits, families(folder, (mnist_only(digits), held_out_digits()), GENERATED, seed), others, report
    )


def training_digits(seed: int) -> Split:
    """MNIST's training images without the held-out fold, then synthetic digits."""
    split, folds = mnist.load("train"), mnist.folds()
    synthetic = draw_digits(SYNTHETIC_DIGITS, seed)
    return Split(
        np.concatenate([split.images[folds != FOLD], synthetic.images]),
        np.concatenate([split.labels[folds != FOLD], synthetic.labels]),
    )


def mnist_only(digits: Split) -> Split:
    """The part of `training_digits` that is MNIST's."""
    return Split(digits.images[:-SYNTHETIC_DIGITS], digits.labels[:-SYNTHETIC_DIGITS])


def held_out_digits(half: int | None = None) -> Split:
    """MNIST's digits by held-out writers, or by a half: 0 fits thresholds, 1 tests them."""
    split, chosen = mnist.load("train"), mnist.folds() == FOLD
    if half is not None:
        chosen = chosen.copy()
        chosen[chosen] = half_of_writers(mnist.writers()[chosen], half)
    return Split(split.images[chosen], split.labels[chosen])


def mirrored(digits: Split) -> Split:
    """Mirror the digits that have a mirror image of their own; labels stay."""
    chosen = np.isin(digits.labels, MIRRORED)
    return Split(np.ascontiguousarray(digits.images[chosen, :, ::-1]), digits.labels[chosen])


def families(folder: Path, digits: tuple[Split, Split], count: int, seed: int) -> Families:
    """Load letters and generate every other family of non-digits.

    Args:
        folder: holds `omniglot/`.
        digits: MNIST's images that non-digits are composed of, for training and, by other writers, held out.
        count: training images of each generated family; a quarter as many are held out.
        seed: of generated images.
    """
    training, held_out = _letters(omniglot.load(folder))
    for number, name in enumerate(nondigits.FAMILIES):
        generators = [np.random.default_rng([seed, number, part]) for part in (0, 1)]
        training[name] = nondigits.make(name, count, generators[0], digits[0])
        held_out[name] = nondigits.make(name, count // 4, generators[1], digits[1])
    return Families(training, held_out)


def _letters(letters: Sequence[omniglot.Letter]) -> tuple[dict[str, Images], dict[str, Images]]:
    """Letters by script, with each pen: by people to train on, and by others."""
    training: dict[str, list[Images]] = {}
    held_out: dict[str, list[Images]] = {}
    for letter in letters:
        images = [omniglot.field(letter, pen) for pen in omniglot.PENS]
        if letter.lookalike:
            held_out.setdefault(LOOKALIKES, []).extend(images)
            continue
        part = held_out if letter.drawer in HELD_OUT_DRAWERS else training
        part.setdefault(LETTERS + letter.script, []).extend(images)
    return ({name: np.stack(images) for name, images in part.items()} for part in (training, held_out))  # type: ignore[return-value]


def rerendered(images: Images, generator: np.random.Generator) -> Images:
    """Redraw ink with crisp edges and another stroke width: renderings must not matter.

    Each image is enlarged four times, thresholded at its own level from 0.2 to 0.75 of full ink, and reduced again.

    Args:
        images: (N, 28, 28) uint8.
        generator: source of randomness.
    """
    enlarged = _ENLARGE @ images.astype(np.float32) @ _ENLARGE.T
    level = generator.uniform(0.2, 0.75, (len(images), 1, 1)).astype(np.float32) * 255
    softness = generator.uniform(10, 120, (len(images), 1, 1)).astype(np.float32)
    ink = np.clip((enlarged - level) / softness + 0.5, 0, 1)
    reduced = ink.reshape(len(images), SIDE, _SUPERSAMPLING, SIDE, _SUPERSAMPLING).mean(axis=(2, 4))
    return np.asarray(np.rint(255 * reduced), np.uint8)


def _interpolation() -> npt.NDArray[np.float32]:
    """(112, 28) weights of linear interpolation between pixel centres."""
    position = (np.arange(SIDE * _SUPERSAMPLING) + 0.5) / _SUPERSAMPLING - 0.5
    return np.asarray(np.clip(1 - np.abs(position[:, None] - np.arange(SIDE)[None]), 0, None), np.float32)


_ENLARGE = _interpolation()
