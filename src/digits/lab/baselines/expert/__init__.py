"""An expert system: facts on loops, bays, corners and positions, and hand-written rules.

Nothing is learned. Three steps: the digit is set upright (its slant is taken out by a shear), facts are read off it,
and the first of the `RULES` that holds gives the digit. `explain` tells which rule it was.

The rules and every number in them were written by hand, by an expert who looked at 8,000 of the training images of
folds 1 to 4, at the facts of each class and at the images that a rule got wrong. So the labels did teach the expert,
though not the program; fold 0 was not looked at. A rule's confidence is a round number by the same expert.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.lab.baselines.expert.facts import Facts, facts_of
from digits.lab.baselines.expert.rules import RULES, Rule
from digits.lab.networks.common.published import Published
from digits.lab.training.settings_parser import SettingError

Bytes = npt.NDArray[np.uint8]

PUBLISHED = Published(
    source="course, the expert system of the eighties",
    note="no figure is given",
)


@dataclass(frozen=True)
class Settings:
    """How an image is prepared before facts are read off it.

    Attributes:
        ink: the grey level, 1..255, from which on a pixel is ink.
        upright: set a leaning digit upright first.
    """

    ink: int = 115
    upright: bool = True

    def __post_init__(self) -> None:
        """Reject a level at which everything or nothing is ink."""
        if not 1 <= self.ink <= 255:
            raise SettingError(f"ink = {self.ink}: it must be a grey level of 1 to 255")


SETTINGS = Settings()


class Classifier:
    """The rules, behind the interface of the baselines.

    Args:
        settings: how an image is prepared.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def probabilities(self, images: Bytes) -> npt.NDArray[np.float64]:
        """The confidence of the rule for its digit, the rest spread evenly; 0.1 for all where no rule holds.

        Args:
            images: (M, 28, 28), 0 = paper.

        Returns:
            (M, 10), rows sum to 1.
        """
        rows = np.full((len(images), 10), 0.1)
        for row, image in zip(rows, images, strict=True):
            _, rule = explain(image, self.settings)
            if rule:
                row[:] = (1 - rule.confidence) / 9
                row[rule.digit] = rule.confidence
        return rows


def fit(images: Bytes, labels: Bytes, settings: Settings) -> Classifier:  # noqa: ARG001
    """The rules as they stand: images and labels change nothing."""
    return Classifier(settings)


def explain(image: Bytes, settings: Settings = SETTINGS) -> tuple[Facts, Rule | None]:
    """What is seen of an image, (28, 28) with 0 = paper, and the first rule that holds; None where none does."""
    facts = facts_of(image, settings.ink, settings.upright)
    return facts, next((rule for rule in RULES if rule.holds(facts)), None)
