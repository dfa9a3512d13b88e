"""What the models are called in words; the words are those of the page Compare."""

import json
from functools import cache

from tools.documents.filling import ROOT
from tools.documents.language import Language
from tools.documents.ledger import card

_SHIPPED = ("The network that ships", "Le réseau livré")


def described(name: str, language: Language) -> str:
    """A model in a few words, in English where the language has none."""
    if name == "default":
        return language.choose(*_SHIPPED)
    for code in (language.code, "en"):
        if said := _words(code).get(f"model.{name}"):
            return said
    return str(card(name)["description"]).rstrip(".")


@cache
def _words(code: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((ROOT / f"src/digits/web/translations/compare.{code}.json").read_text("utf-8"))
    return words
