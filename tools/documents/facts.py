"""Counts of the training images and their writers, as `fact.NAME`; `tools.data_set` writes them."""

from functools import partial

from tools.documents.language import Language, in_both
from tools.documents.ledger import read


def fact(language: Language, name: str) -> str:
    """A number of the data set."""
    return language.number(read("data-set.json")[name])


PASSAGES = {
    key: made
    for name in read("data-set.json")
    for key, made in in_both(f"fact.{name}", partial(fact, name=name)).items()
}
