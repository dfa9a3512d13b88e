"""Readings that no model made, for tests of what is done with a reading."""

from collections.abc import Sequence

import numpy as np

from digits.recognizer import Doubt, ModelInfo, Number, Part, Reading

MODEL = ModelInfo("fake", "1", "0" * 64)

Box = tuple[float, float, float, float]


def digit(value: int, probability: float = 0.995, candidates: Sequence[int] = (), *doubts: Doubt) -> Reading:
    """The reading of one digit; unsure with several candidates or with doubts."""
    rest = (1 - probability) / 9
    probabilities = tuple(probability if each == value else rest for each in range(10))
    chosen = tuple(candidates) or (value,)
    verdict = "unsure" if doubts or len(chosen) > 1 else "digit"
    ink = np.zeros((28, 28), np.uint8)
    ink[4:24, 12:16] = 255
    return Reading(value, verdict, probabilities, chosen, (), doubts, ink, MODEL, 1.5)


def not_a_digit() -> Reading:
    """The reading of ink that is no digit."""
    return Reading(None, "not_a_digit", (0.1,) * 10, (), (), (), np.zeros((28, 28), np.uint8), MODEL, 1.5)


def number(text: str, box: Box, **candidates: Sequence[int]) -> Number:
    """A number in a box, whose parts share its width; ``at_1=(3, 8)`` are the candidates of its second part."""
    left, top, right, bottom = box
    width = (right - left) / len(text)
    parts = []
    for place, sign in enumerate(text):
        reading = digit(int(sign), 0.995, candidates.get(f"at_{place}", ())) if sign.isdigit() else None
        parts.append(Part(sign, (left + place * width, top, left + (place + 1) * width, bottom), reading))
    return Number(text, tuple(parts))


def page(*numbers: Number, doubts: Sequence[Doubt] = ()) -> Reading:
    """The reading of a page with numbers; an uncertain digit is a doubt, too."""
    parts = [part for one in numbers for part in one.parts]
    uncertain = [Doubt("digit", part.box) for part in parts if part.reading and part.reading.verdict == "unsure"]
    found = (*uncertain, *doubts)
    verdict = "unsure" if found else "number"
    return Reading(None, verdict, (0.1,) * 10, (), numbers, found, np.zeros((28, 28), np.uint8), MODEL, 2.5)
