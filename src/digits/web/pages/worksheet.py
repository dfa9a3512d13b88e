"""Layout of the printed worksheet: model digits to trace, and empty lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from digits.web.services import digit_shapes
from digits.web.services.number_words import OWN_NAMES, number_words

MAX_NUMBER = 100
MAX_NUMBERS = 30

WIDTH, HEIGHT = 1400, 125
"""Size of a row, where a digit's box is 60 wide and 100 high; on paper a row fills the page between its margins."""

TOP = 14
ADVANCE = 80
"""From the left of one digit to the left of the next in a number."""

COPY_GAP = 45
"""Added to the last digit's advance between two copies of a number."""

NUMBERS_PER_PAGE = {1: 5, 2: 4, 3: 3, 4: 2}
"""Numbers on a page of A4 or Letter, by the empty lines of each."""

_RANGE = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")


class Options(BaseModel):
    """The options of the worksheet's form; an empty shape is the usual one of the language."""

    model_config = ConfigDict(extra="ignore")

    digits: Annotated[str, Field(max_length=200)] = "0-9"
    language: str = "en"
    one: Literal["", "plain", "flag", "base"] = ""
    four: Literal["", "open", "closed"] = ""
    seven: Literal["", "plain", "barred"] = ""
    lines: Annotated[int, Field(ge=1, le=4)] = 2
    paper: Literal["a4", "letter"] = "a4"

    @field_validator("digits")
    @classmethod
    def _check_numbers(cls, text: str) -> str:
        numbers(text)
        return text

    @field_validator("language")
    @classmethod
    def _check_language(cls, language: str) -> str:
        if language not in OWN_NAMES:
            raise ValueError("no such practice language")
        return language

    def shape(self, digit: str) -> str:
        """The shape of a digit: the chosen one, else the usual one; "only" for a digit with one shape."""
        chosen = {"1": self.one, "4": self.four, "7": self.seven}.get(digit)
        return chosen or digit_shapes.usual(self.language).get(digit, "only")


@dataclass(frozen=True)
class Glyph:
    """A digit on a row: its strokes, and its box's distance from the row's left."""

    x: float
    strokes: tuple[digit_shapes.Stroke, ...]


@dataclass(frozen=True)
class Row:
    """One number of the worksheet.

    Attributes:
        number: in digits.
        word: its name in the practice language.
        model: its digits, at the start of the row.
        copies: the digits of all copies to trace, one after the other.
    """

    number: str
    word: str
    model: list[Glyph]
    copies: list[Glyph]


def numbers(text: str) -> list[int]:
    """Parse a text such as "0-4, 7 12" into its numbers, each once, in order.

    Raises:
        ValueError: it has anything else, a number over 100, no number, or too many.
    """
    found: list[int] = []
    for word in re.sub(r"\s*([-–])\s*", r"\1", text).replace(",", " ").replace("،", " ").split():
        match = _RANGE.fullmatch(word)
        if match is None:
            raise ValueError(f"{word!r} is not a number")
        first, last = int(match[1]), int(match[2] or match[1])
        if max(first, last) > MAX_NUMBER:
            raise ValueError(f"{max(first, last)} is over {MAX_NUMBER}")
        found += range(first, last + 1) if first <= last else range(first, last - 1, -1)
    if not 1 <= len(unique := list(dict.fromkeys(found))) <= MAX_NUMBERS:
        raise ValueError(f"{len(unique)} numbers; a worksheet takes 1 to {MAX_NUMBERS}")
    return unique


def pages(options: Options, *, from_right: bool = False) -> list[list[Row]]:
    """The rows of a worksheet, one for each number, page by page.

    Args:
        options: the form's options.
        from_right: whether rows begin at the right, for languages written from the right.
    """
    words = number_words()[options.language]
    rows = [_row(str(number), words[number], options, from_right) for number in numbers(options.digits)]
    count = NUMBERS_PER_PAGE[options.lines]
    return [rows[first : first + count] for first in range(0, len(rows), count)]


def _row(number: str, word: str, options: Options, from_right: bool) -> Row:
    width = ADVANCE * len(number)
    starts = range(COPY_GAP // 2, WIDTH - width, width + COPY_GAP)
    copies = [_glyphs(number, WIDTH - width - start if from_right else start, options) for start in starts]
    model, *others = copies
    return Row(number, word, model, [glyph for copy in others for glyph in copy])


def _glyphs(number: str, x: float, options: Options) -> list[Glyph]:
    return [
        Glyph(x + ADVANCE * index, digit_shapes.strokes(digit, options.shape(digit)))
        for index, digit in enumerate(number)
    ]
