"""Pieces of the report in Markdown: paragraphs, tables, rates."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

Figures = dict[str, Any]


def paragraph(text: str) -> str:
    """A paragraph in lines of at most 120 characters."""
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def table(header: str, rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; the header's cells are separated by ` | `."""
    return [f"| {header} |", "|---" * (header.count("|") + 1) + "|", *(f"| {' | '.join(cells)} |" for cells in rows)]


def rate(found: Figures | None) -> str:
    """The error rate in percent with its interval."""
    if not found:
        return "not evaluated"
    low, high = (100 * bound for bound in found["interval"])
    return f"{100 * found['errors'] / found['images']:.2f} % [{low:.2f}, {high:.2f}] of {found['images']:,}"


def correct(found: Figures) -> str:
    """The share of correct answers in percent with its interval."""
    low, high = (100 * (1 - bound) for bound in reversed(found["interval"]))
    return f"{100 * (1 - found['errors'] / found['images']):.1f} % [{low:.1f}, {high:.1f}]"


def percent(share: float, decimals: int) -> str:
    """A share in percent."""
    return f"{100 * share:.{decimals}f} %"
