"""A race: every model that comes with the package reads the same digit, and each is timed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.image import DigitImage, Normalization
from digits.recognizer import Recognizer, shipped_models
from digits.web.service import Service

RUNS = 5
"""How often each model reads the digit; its time is the median."""


def runners(service: Service) -> list[Recognizer]:
    """The models, the server's own first; those that were not asked for before are loaded.

    Raises:
        ModelError: a model's file cannot be used.
    """
    own = service.recognizer()
    return [own, *(service.recognizer(name) for name in shipped_models() if name != own.info.name)]


def race(recognizers: Sequence[Recognizer], normalization: Normalization) -> list[dict[str, Any]]:
    """What each model reads in a picture that is taken as one digit, the fastest first; nothing where it is blank."""
    if normalization.image is None:
        return []
    one_digit = replace(normalization, source=DigitImage())
    times = _milliseconds(recognizers, normalization.image)
    results = [_result(*pair, one_digit) for pair in zip(recognizers, times, strict=True)]
    return sorted(results, key=lambda result: result["milliseconds"])


def _milliseconds(recognizers: Sequence[Recognizer], field: npt.NDArray[np.uint8]) -> list[float]:
    """The median time of each model's inference; they take turns, so that a busy moment falls on all alike."""
    taken: list[list[float]] = [[] for _ in recognizers]
    for recognizer in recognizers:
        recognizer.classifier.probabilities(field[np.newaxis])
    for _ in range(RUNS):
        for times, recognizer in zip(taken, recognizers, strict=True):
            started = time.perf_counter()
            recognizer.classifier.probabilities(field[np.newaxis])
            times.append(1000 * (time.perf_counter() - started))
    return [median(times) for times in taken]


def _result(recognizer: Recognizer, milliseconds: float, normalization: Normalization) -> dict[str, Any]:
    reading = recognizer.read_normalized(normalization)
    return {
        "model": recognizer.info.name,
        "digit": reading.digit,
        "verdict": reading.verdict,
        "mirrored": reading.mirrored,
        "probability": round(max(reading.probabilities), 6),
        "most_like": int(np.argmax(reading.probabilities)),
        "milliseconds": round(milliseconds, 4),
        "parameters": recognizer.card.get("parameters"),
        "multiplies": recognizer.card.get("multiplies"),
    }
