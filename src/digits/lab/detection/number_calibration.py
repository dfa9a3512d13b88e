"""Calibrate the probabilities of digits inside numbers, which were cut out of their surroundings.

A digit that was isolated is harder to classify than one on its own, so the classifier's probabilities are too certain,
and the detector, which sees the digit in its surroundings, helps where it was cut out badly. The detector's weight, a
temperature and a threshold for candidates are fitted on composed strings of held-out writers, read by all networks with
the model `default`; other strings test them. They stand on the card of the isolation network.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import isolation, metrics
from digits.classifier import Classifier
from digits.image import normalize_picture
from digits.lab.data.synthesis import strings
from digits.lab.export import write_card
from digits.page import Glyph, find_digits

COVERAGE = 0.995
"""Of the candidates: as often they hold the true digit. Nine of a thousand touching digits are beyond any reading: for
0.999, most digits would have several candidates."""

STRINGS = 600
"""Strings of each kind."""

_KINDS: tuple[dict[str, bool], ...] = ({}, {"ruled": True}, {"touching": True})
_WEIGHTS = [step / 20 for step in range(41)]  # of the detector's word, that are tried
_LENGTH = 5
_SEED = 1000


def fit_numbers(count: int = STRINGS, path: Path = isolation.FILE) -> dict[str, Any]:
    """Fit temperature and threshold, and write them to the card of the isolation network.

    Returns:
        The card's entry.
    """
    classifier = Classifier()
    fitting, testing = (_digits(classifier, count, _SEED + half) for half in (0, 1))
    weight = min(_WEIGHTS, key=fitting.loss)
    logits, temperature = fitting.logits(weight), metrics.fit_temperature(fitting.logits(weight), fitting.labels)
    threshold = metrics.conformal_threshold(metrics.softmax(logits, temperature), fitting.labels, COVERAGE)
    probabilities, truth = metrics.softmax(testing.logits(weight), temperature), testing.labels
    held = probabilities[np.arange(len(truth)), truth]
    chosen = (probabilities >= threshold).sum(1)
    entry = {
        "classifier": classifier.info.name,
        "weight": weight,
        "temperature": temperature,
        "threshold": threshold,
        "coverage": COVERAGE,
        "checked": {
            "digits": len(truth),
            "errors": len(metrics.wrong(probabilities, truth)),
            "errors_of_the_classifier": len(metrics.wrong(testing.told, truth)),
            "expected_calibration_error": round(metrics.expected_calibration_error(probabilities, truth), 5),
            "coverage": round(float(((held >= threshold) | (held == probabilities.max(1))).mean()), 5),
            "unsure": round(float((chosen > 1).mean()), 5),
        },
    }
    card = json.loads(path.with_suffix(".json").read_bytes())
    write_card(path, card | {"numbers": entry})
    return entry


@dataclass(frozen=True)
class _Digits:
    """Digits of strings in which all were found: probabilities by classifier and detector, (N, 10) each, and labels."""

    told: npt.NDArray[np.float64]
    seen: npt.NDArray[np.float64]
    labels: npt.NDArray[np.uint8]

    def logits(self, weight: float) -> npt.NDArray[np.float64]:
        return isolation.combined_logits(self.told, self.seen, weight)

    def loss(self, weight: float) -> float:
        """The cross-entropy with this weight, at the best temperature."""
        logits = self.logits(weight)
        return metrics.cross_entropy(metrics.softmax(logits, metrics.fit_temperature(logits, self.labels)), self.labels)


def _digits(classifier: Classifier, count: int, seed: int) -> _Digits:
    found: list[Glyph] = []
    labels: list[int] = []
    for kind, options in enumerate(_KINDS):
        for one in strings.pictures(count, _LENGTH, 10 * seed + kind, **options):
            page = find_digits(normalize_picture(one.picture))
            digits = [glyph for number in page.numbers for glyph in number if glyph.digit]
            if len(digits) == _LENGTH:
                found += digits
                labels += [int(character) for character in one.text]
    told = classifier.probabilities(np.stack([glyph.digit.image for glyph in found if glyph.digit]))
    return _Digits(told.astype(np.float64), np.stack([glyph.seen for glyph in found]), np.array(labels, np.uint8))
