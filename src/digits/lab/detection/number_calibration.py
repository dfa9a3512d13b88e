"""Calibrate the probabilities of digits inside numbers, which were cut out of their surroundings.

A digit that was isolated is harder to classify than one on its own, so the classifier's probabilities are too certain.
A temperature and a threshold for candidates are fitted on composed strings of held-out writers, read by the whole
pipeline with the model `default`; other strings test them. They stand on the card of the isolation network.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import isolation, metrics
from digits.classifier import Classifier
from digits.image import normalize_picture
from digits.lab.data.synthesis import strings
from digits.lab.export import write_card
from digits.page import find_digits

COVERAGE = 0.995
"""Of the candidates: as often they hold the true digit. Nine of a thousand touching digits are beyond any reading: for
0.999, most digits would have several candidates."""

STRINGS = 600
"""Strings of each kind."""

_KINDS: tuple[dict[str, bool], ...] = ({}, {"ruled": True}, {"touching": True})
_LENGTH = 5
_SEED = 1000


def fit_numbers(count: int = STRINGS, path: Path = isolation.FILE) -> dict[str, Any]:
    """Fit temperature and threshold, and write them to the card of the isolation network.

    Returns:
        The card's entry.
    """
    classifier = Classifier()
    fitting, testing = (_digits(classifier, count, _SEED + half) for half in (0, 1))
    temperature = metrics.fit_temperature(*fitting)
    threshold = metrics.conformal_threshold(metrics.softmax(fitting[0], temperature), fitting[1], COVERAGE)
    probabilities, truth = metrics.softmax(testing[0], temperature), testing[1]
    held = probabilities[np.arange(len(truth)), truth]
    chosen = (probabilities >= threshold).sum(1)
    entry = {
        "classifier": classifier.info.name,
        "temperature": temperature,
        "threshold": threshold,
        "coverage": COVERAGE,
        "checked": {
            "digits": len(truth),
            "errors": len(metrics.wrong(probabilities, truth)),
            "expected_calibration_error": round(metrics.expected_calibration_error(probabilities, truth), 5),
            "coverage": round(float(((held >= threshold) | (held == probabilities.max(1))).mean()), 5),
            "unsure": round(float((chosen > 1).mean()), 5),
        },
    }
    card = json.loads(path.with_suffix(".json").read_bytes())
    write_card(path, card | {"numbers": entry})
    return entry


def _digits(classifier: Classifier, count: int, seed: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Logarithms of the classifier's probabilities, (N, 10), and labels, of strings in which all digits were found."""
    images, labels = [], []
    for kind, options in enumerate(_KINDS):
        for one in strings.pictures(count, _LENGTH, 10 * seed + kind, **options):
            page = find_digits(normalize_picture(one.picture))
            found = [glyph.digit.image for number in page.numbers for glyph in number if glyph.digit]
            if len(found) == _LENGTH:
                images += found
                labels += [int(character) for character in one.text]
    probabilities = classifier.probabilities(np.stack(images))
    return np.log(np.maximum(probabilities, isolation.LEAST)), np.array(labels, np.uint8)
