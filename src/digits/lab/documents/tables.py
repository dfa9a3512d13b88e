"""The README's tables and sentences on what the networks reach."""

from collections.abc import Callable
from functools import partial
from typing import Any

from digits.lab.documents.language import ENGLISH, FRENCH, Language
from digits.lab.documents.ledger import Entry, cards, claim, claims, read
from digits.lab.documents.markdown import table
from digits.lab.documents.names import described
from digits.metrics import error_interval

SHOWN = (
    "record",
    "default",
    "tiny",
    "knn_deformation",
    "cnn_32_64_64",
    "lenet_8_16",
    "lenet5",
    "svm",
    "mlp_800",
    "random_forest",
    "mlp_150_150",
    "expert",
    "softmax",
    "linear",
)
"""The models of the README's table; `results/README.md` has them all."""


def results(language: Language) -> str:
    """The errors of the models on the test set, with interval, published figure and protocol, fewest errors first."""
    header = language.choose(
        "model | what it is | test errors | error | 95 % interval | published | how it was trained",
        "modèle | ce que c’est | erreurs de test | erreur | intervalle à 95 % | publié | comment il a été entraîné",
    ).split(" | ")
    names = sorted((name for name in SHOWN if claim(name)), key=lambda name: int(claims()[name]["errors"]))
    return table(header, [_row(name, language) for name in names], right=(2, 3, 5))


def _row(name: str, language: Language) -> tuple[str, ...]:
    one = claims()[name]
    return (
        f"`{name}`",
        described(name, language),
        _of(one, language),
        language.percent(one["errors"] / one["images"]),
        language.interval(error_interval(one["errors"], one["images"])),
        _published(name, language),
        protocol(name, language),
    )


def _of(one: Entry, language: Language) -> str:
    images = language.number(one["images"])
    return language.choose(f"{one['errors']} in {images}", f"{one['errors']} sur {images}")


def _published(name: str, language: Language) -> str:
    error = next((row["published_error"] for row in read("comparison/table.json") if row["name"] == name), None)
    return "" if error is None else language.percent(error / 100)


def protocol(name: str, language: Language) -> str:
    """How a model that read the test set was trained, in a few words."""
    if name in cards() and cards()[name].get("members"):
        members = len(cards()[name]["members"])
        return language.choose(
            f"{members} networks, each without one fold; plan fixed before",
            f"{members} réseaux, chacun sans un pli ; plan fixé d’avance",
        )
    plan = _plan(name)
    epochs, words = plan.get("epochs"), _images(plan, language)
    if not epochs:
        return words
    return language.choose(f"{epochs} epochs, {words}", f"{epochs} époques, {words}")


def _plan(name: str) -> dict[str, Any]:
    """How many epochs, what validated, and which fold was left out."""
    plan = _compared(name)
    return cards()[name]["training"] if plan is None else plan


def _compared(name: str) -> dict[str, Any] | None:
    try:
        plan = read(f"comparison/{name}.json")["final"]["plan"]
    except FileNotFoundError:
        return None
    return {"epochs": plan["recipe"].get("epochs"), "tenth": plan["validation"] == "tenth", "fold": None}


def _images(plan: dict[str, Any], language: Language) -> str:
    if plan.get("tenth"):
        return language.choose("best by loss on the last tenth", "meilleure selon la perte sur le dernier dixième")
    if plan.get("fold") is not None:
        return language.choose("a fifth of the writers kept aside", "un cinquième des scripteurs mis de côté")
    return language.choose("all training images", "toutes les images d’entraînement")


def record(language: Language) -> str:
    """What there is to say of the record: its error, or that it is still in training."""
    one = claim("record")
    if one is None:
        return language.choose(
            "The ensemble that is to be the record, `record`, is still in training: nothing is claimed of it yet.",
            "L’ensemble qui doit être le record, `record`, est encore à l’entraînement : rien n’est encore annoncé.",
        )
    members, error = len(cards()["record"]["members"]), error_of(language, "record")
    return language.choose(
        f"The ensemble `record`, of {members} networks, makes {error}.",
        f"L’ensemble `record`, de {members} réseaux, fait {error}.",
    )


def error_of(language: Language, name: str) -> str:
    """A model's errors on the test set, in words: the count, the rate, the interval.

    Raises:
        KeyError: nothing is claimed of this model.
    """
    one = claims()[name]
    rate = language.percent(one["errors"] / one["images"])
    interval = language.interval(error_interval(one["errors"], one["images"]))
    images = language.number(one["images"])
    return language.choose(
        f"{one['errors']} errors in {images} ({rate}, 95 % interval {interval})",
        f"{one['errors']} erreurs sur {images} ({rate}, intervalle à 95 % {interval})",
    )


def in_both(name: str, made: Callable[[Language], str]) -> dict[str, Callable[[], str]]:
    """A passage in English by its name, and the same in French."""
    return {name: partial(made, ENGLISH), f"{name}.fr": partial(made, FRENCH)}


PASSAGES = {
    **in_both("results", results),
    **in_both("record", record),
    **in_both("error.default", partial(error_of, name="default")),
}
