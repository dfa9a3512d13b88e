"""What the gate learns from and is measured with: digits, mirrored digits, and every family of non-digits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits.lab.data.augmentation import SIDE
from digits.lab.data.collections import omniglot
from digits.lab.data.synthesis import nondigits
from digits.mnist import Split

Images = npt.NDArray[np.uint8]

LETTERS = "letters: "
"""Before a script's name, the family of its letters."""

LOOKALIKES = "letters drawn as digits are"
"""The family of `omniglot.LOOKALIKES`: measured, never learned from."""

HELD_OUT_DRAWERS = frozenset(range(16, 21))
"""Of each script, the people whose letters measure and are not learned from."""

_FINER = 4  # times as fine as a field: what ink is redrawn on


@dataclass(frozen=True)
class Families:
    """Non-digits to learn from and to measure with, each (N, 28, 28) by the family's name."""

    learned: dict[str, Images]
    measured: dict[str, Images]


def families(data: Path, digits: tuple[Split, Split], count: int, seed: int) -> Families:
    """Every family of non-digits.

    Args:
        data: the folder that holds `omniglot/`.
        digits: MNIST's images that non-digits are composed of, to learn from and to measure with: other writers.
        count: how many of each generated family; a quarter as many measure.
        seed: of chance.
    """
    learned, measured = _letters(omniglot.load(data))
    for number, name in enumerate(nondigits.FAMILIES):
        generators = [np.random.default_rng([seed, number, part]) for part in (0, 1)]
        learned[name] = nondigits.make(name, count, generators[0], digits[0])
        measured[name] = nondigits.make(name, count // 4, generators[1], digits[1])
    return Families(learned, measured)


def _letters(drawn: Sequence[omniglot.Letter]) -> tuple[dict[str, Images], dict[str, Images]]:
    """The letters by script, with each pen, by people to learn from and others to measure with."""
    learned: dict[str, list[Images]] = {}
    measured: dict[str, list[Images]] = {}
    for letter in drawn:
        fields = [omniglot.field(letter, pen) for pen in omniglot.PENS]
        if letter.lookalike:
            measured.setdefault(LOOKALIKES, []).extend(fields)
            continue
        part = measured if letter.drawer in HELD_OUT_DRAWERS else learned
        part.setdefault(LETTERS + letter.script, []).extend(fields)
    return ({name: np.stack(fields) for name, fields in part.items()} for part in (learned, measured))  # type: ignore[return-value]


def redrawn(images: Images, generator: np.random.Generator) -> Images:
    """The same ink with crisp edges and a thicker or thinner line, so that no family is known by its rendering.

    Each image is enlarged four times, cut at a level of its own from 0.2 to 0.75 of full ink, and reduced again.

    Args:
        images: (N, 28, 28) uint8.
        generator: the source of chance.
    """
    finer = _ENLARGE @ images.astype(np.float32) @ _ENLARGE.T
    level = generator.uniform(0.2, 0.75, (len(images), 1, 1)).astype(np.float32) * 255
    softness = generator.uniform(10, 120, (len(images), 1, 1)).astype(np.float32)
    inked = np.clip((finer - level) / softness + 0.5, 0, 1)
    reduced = inked.reshape(len(images), SIDE, _FINER, SIDE, _FINER).mean(axis=(2, 4))
    return np.asarray(np.rint(255 * reduced), np.uint8)


def _enlarging() -> npt.NDArray[np.float32]:
    """(112, 28) weights of linear interpolation between the pixels' middles."""
    place = (np.arange(SIDE * _FINER) + 0.5) / _FINER - 0.5
    return np.asarray(np.clip(1 - np.abs(place[:, None] - np.arange(SIDE)[None]), 0, None), np.float32)


_ENLARGE = _enlarging()
