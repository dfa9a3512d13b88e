"""The course's worked example of softmax and cross-entropy. NumPy only."""

import math
from dataclasses import dataclass

import numpy as np

from digits import metrics

SCORES = (1.0, 3.0, 2.5, 5.0, 4.0, 2.0)
COURSE = (0.01, 0.08, 0.04, 0.60, 0.22, 0.03)
"""The probabilities that the course prints for `SCORES`."""


class ScoreError(ValueError):
    """The scores have no softmax."""


@dataclass(frozen=True)
class Outcome:
    """A class: its score, exp(score), its probability, and -ln(probability): the cross-entropy if it is the truth."""

    score: float
    exponential: float
    probability: float
    cross_entropy: float


def outcomes(scores: tuple[float, ...]) -> list[Outcome]:
    """Softmax of the scores, p_i = exp(s_i) / sum_j exp(s_j), step by step.

    Raises:
        ScoreError: there are fewer than two scores, or one is not from -100 to 100.
    """
    if len(scores) < 2:
        raise ScoreError("one score alone always has probability 1: give two or more")
    strange = [score for score in scores if not -100 <= score <= 100]
    if strange:
        raise ScoreError(f"score {strange[0]:g}: choose each from -100 to 100")
    probabilities = metrics.softmax(np.array(scores))
    return [
        Outcome(score, math.exp(score), float(p), -math.log(p)) for score, p in zip(scores, probabilities, strict=True)
    ]


def slips() -> list[int]:
    """The classes whose probability, rounded to two digits, is not what the course prints."""
    pairs = zip(outcomes(SCORES), COURSE, strict=True)
    return [number for number, (one, printed) in enumerate(pairs) if round(one.probability, 2) != printed]


def course_cuts_off() -> bool:
    """Whether the course's figures are the probabilities with all digits after the second cut off."""
    pairs = zip(outcomes(SCORES), COURSE, strict=True)
    return all(math.floor(100 * one.probability) == round(100 * printed) for one, printed in pairs)
