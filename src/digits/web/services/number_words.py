"""Number words: 0 to 100 in the languages of the page Practise (`tools.web_data.number_words`)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "number_words.json"

OWN_NAMES = {
    "en": "English",
    "fr": "Français",
    "fr-BE": "Français (Belgique)",
    "fr-CH": "Français (Suisse)",
    "es": "Español",
    "de": "Deutsch",
    "ar": "العربية",
}
"""Native name of each practice language by its BCP 47 code."""


@cache
def number_words() -> dict[str, list[str]]:
    """The words for 0 to 100 by language, in the order of the numbers."""
    words: dict[str, list[str]] = json.loads(FILE.read_text("utf-8"))["words"]
    return {code: words[code] for code in OWN_NAMES}
