"""Numbers and tables as English and French write them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from digits.metrics import error_interval


@dataclass(frozen=True)
class Language:
    """How a language writes numbers: its code, the decimal point, and what separates thousands and units."""

    code: str
    point: str
    thousands: str
    before_unit: str

    def number(self, value: float, places: int = 0) -> str:
        """Return a number with so many decimals, its thousands grouped."""
        return self._localized(f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):,}")

    def percent(self, share: float, places: int = 2) -> str:
        """Return a share in 0..1 as a percentage."""
        return f"{self.number(100 * share, places)}{self.before_unit}%"

    def interval(self, bounds: tuple[float, float], places: int = 2) -> str:
        """Return two shares in 0..1 as percentages in brackets, without the sign."""
        low, high = (self.number(100 * bound, places) for bound in bounds)
        separator = "\u00a0; " if self.point == "," else ",\u00a0"
        return f"[{low}{separator}{high}]"

    def error(self, errors: int, images: int, places: int = 2) -> str:
        """Return an error in percent with its 95 % interval, without the sign."""
        rate = self.number(100 * errors / images, places)
        return f"{rate} {self.interval(error_interval(errors, images), places)}"

    def choose(self, words: str | Sequence[str]) -> str:
        """Return the text of an English and a French one; of a number for both, with this language's separators."""
        if isinstance(words, str):
            return self._localized(words) if re.fullmatch(r"[\d.,]+", words) else words
        return words[self.code == "fr"]

    def _localized(self, number: str) -> str:
        return "".join({",": self.thousands, ".": self.point}.get(sign, sign) for sign in number)


ENGLISH = Language("en", ".", ",", "\u00a0")
FRENCH = Language("fr", ",", "\u202f", "\u00a0")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """Return a Markdown table; the columns numbered in `right`, from 0, are aligned right."""
    aligned = set(right)
    rule = ["---:" if column in aligned else "---" for column in range(len(header))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))
