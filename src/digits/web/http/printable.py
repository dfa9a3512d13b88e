"""Text from clients made safe to print in one line."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 120
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of control characters, direction marks and the like."""


def printable(text: str) -> str:
    """Replace invisible characters by U+FFFD, and the middle of a long text by an ellipsis."""
    clean = "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in INVISIBLE_CATEGORIES else character
        for character in text.strip()
    )
    if len(clean) <= MAX_CHARACTERS:
        return clean
    half = MAX_CHARACTERS // 2
    return f"{clean[:half]}\N{HORIZONTAL ELLIPSIS}{clean[-half + 1 :]}"


def printable_filename(name: str | None) -> str:
    """A file's name without its folders; "unnamed" where nothing is left."""
    return printable((name or "").replace("\\", "/").rsplit("/", 1)[-1]) or "unnamed"
