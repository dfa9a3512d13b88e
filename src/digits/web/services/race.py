"""A race: every model reads the same digit, and each is timed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from digits.image import DigitImage, Normalization
from digits.page import single_digit
from digits.recognizer import Recognizer

RUNS = 5
"""Readings by each model; its time is their median."""


def race(recognizers: Sequence[Recognizer], normalization: Normalization) -> list[dict[str, Any]]:
    """What each model reads in an image of one digit, the fastest first; empty for a blank image.

    Args:
        recognizers: at least one.
        normalization: of a picture or drawing; what is around its only digit is left out.
    """
    digit = single_digit(normalization)
    if digit is None:
        return []
    one_digit = replace(normalization, digit=digit, source=DigitImage())
    times = _milliseconds(recognizers, digit.image)
    results = [_result(*pair, one_digit) for pair in zip(recognizers, times, strict=True)]
    return sorted(results, key=lambda result: result["milliseconds"])


def _milliseconds(recognizers: Sequence[Recognizer], image: npt.NDArray[np.uint8]) -> list[float]:
    """Each model's median time of inference; they take turns, so that a busy moment hits all of them."""
    taken: list[list[float]] = [[] for _ in recognizers]
    for recognizer in recognizers:
        recognizer.classifier.probabilities(image[np.newaxis])
    for _ in range(RUNS):
        for times, recognizer in zip(taken, recognizers, strict=True):
            started = time.perf_counter()
            recognizer.classifier.probabilities(image[np.newaxis])
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
        "macs": recognizer.card.get("macs"),
    }
