"""What the placeholders of the texts stand for."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from tools.documents import language as languages
from tools.documents import measured
from tools.documents.language import Language

from slides import images, plots, tables, words
from slides.architecture import architectures

ENGLISH = replace(languages.ENGLISH, before_unit="")
FRENCH = languages.FRENCH
LANGUAGES = {"en": ENGLISH, "fr": FRENCH}

_MADE: dict[str, Callable[..., Any]] = {
    "accepted": words.accepted,
    "at_most": words.at_most,
    "claims": words.number_of_claims,
    "confusions": measured.confusions,
    "earlier": words.earlier,
    "errors": words.errors,
    "fact": words.fact,
    "members": words.members,
    "milliseconds": words.milliseconds,
    "outcome": words.outcome,
    "record": words.record,
    "share": words.share,
    "shifted": measured.shifted,
    "results": tables.results,
    "strongest": tables.strongest,
    "architectures": architectures,
    "cost": plots.cost,
    "field": plots.field,
    "handwriting": plots.handwriting,
    "hardest": plots.hardest,
    "ladder": plots.ladder,
    "overfitting": plots.overfitting,
    "plan": plots.plan,
    "rates": plots.rates,
    "refusals": plots.refusals,
    "regularizers": plots.regularizers,
    "translation": plots.translation,
    "drawing": images.drawing,
    "picture": images.picture,
    "screen": images.screen,
}


def figures(language: Language) -> dict[str, Callable[..., Any]]:
    """Everything that a text of this language may call."""
    return {name: partial(made, language) for name, made in _MADE.items()}
