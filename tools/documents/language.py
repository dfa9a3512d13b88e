"""How English and French write numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial


@dataclass(frozen=True)
class Language:
    """A language's way with numbers.

    Attributes:
        code: as in a file's name, `en` or `fr`.
        point: before the decimals.
        thousands: between groups of three digits.
        before_unit: between a number and its unit.
    """

    code: str
    point: str
    thousands: str
    before_unit: str

    def number(self, value: float, places: int = 0) -> str:
        """A number with so many decimals, and its thousands apart."""
        digits = f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):,}"
        return "".join({",": self.thousands, ".": self.point}.get(sign, sign) for sign in digits)

    def percent(self, share: float, places: int = 2) -> str:
        """A share in 0..1 as a percentage."""
        return f"{self.number(100 * share, places)}{self.before_unit}%"

    def interval(self, bounds: tuple[float, float], places: int = 2) -> str:
        """Two shares in 0..1 as percentages in brackets, without the sign."""
        low, high = (self.number(100 * bound, places) for bound in bounds)
        separator = "\u00a0; " if self.point == "," else ",\u00a0"
        return f"[{low}{separator}{high}]"

    def choose(self, english: str, french: str) -> str:
        """The one of two texts that is in this language."""
        return french if self.code == "fr" else english


ENGLISH = Language("en", ".", ",", "\u00a0")
FRENCH = Language("fr", ",", "\u202f", "\u00a0")


def in_both(name: str, made: Callable[[Language], str]) -> dict[str, Callable[[], str]]:
    """A passage in English by its name, and the same in French."""
    return {name: partial(made, ENGLISH), f"{name}.fr": partial(made, FRENCH)}
