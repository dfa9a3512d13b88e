"""Numbers of the training images and their writers, counted once by `slides.pictures`, as `fact.NAME`."""

import json
from functools import partial

from tools.documents.filling import ROOT
from tools.documents.language import Language, in_both

FACTS = ROOT / "slides" / "pictures" / "facts.json"


def _counted() -> dict[str, int]:
    found = json.loads(FACTS.read_text("utf-8"))
    return {name: value for name, value in found.items() if isinstance(value, int)}


def fact(language: Language, name: str) -> str:
    """A number of the data set."""
    return language.number(_counted()[name])


PASSAGES = {key: made for name in _counted() for key, made in in_both(f"fact.{name}", partial(fact, name=name)).items()}
