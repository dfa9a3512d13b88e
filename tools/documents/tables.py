"""The README's tables and sentences on what the networks reach."""

from functools import partial
from operator import itemgetter
from typing import Any

from digits.metrics import error_interval
from tools.documents.language import Language, in_both
from tools.documents.ledger import Entry, cards, claim, claims, folder, read, superseded
from tools.documents.markdown import table
from tools.documents.names import described
from tools.documents.review import IMAGES, Method, interval, marked, strongest

SHOWN = (
    "ensemble",
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
    """The errors on the test set of our models and of the strongest ones published, fewest first."""
    header = language.choose(
        "model | what it is | errors in 10,000 | error | 95 % interval | published | training",
        "modèle | ce que c’est | erreurs sur 10\u202f000 | erreur | intervalle à 95\u00a0% | publié | entraînement",
    ).split(" | ")
    ours = [
        (100 * claims()[name]["errors"] / claims()[name]["images"], _row(name, language))
        for name in SHOWN
        if claim(name)
    ]
    theirs = [(float(one.error), _published_row(one, language)) for one in strongest()]
    return table(header, [row for _, row in sorted([*ours, *theirs], key=itemgetter(0))], right=(2, 3, 5))


def _published_row(method: Method, language: Language) -> tuple[str, ...]:
    return (
        f"[{method.authors}]({method.link}), {method.year}",
        language.choose(*method.name),
        "" if method.mean else str(round(float(method.error) * IMAGES / 100)),
        marked(method, language),
        interval(method, language),
        "",
        language.choose(*method.how),
    )


def _row(name: str, language: Language) -> tuple[str, ...]:
    one = claims()[name]
    return (
        f"`{name}`",
        described(name, language),
        str(one["errors"]),
        language.percent(one["errors"] / one["images"]),
        language.interval(error_interval(one["errors"], one["images"])),
        _published(name, language),
        protocol(name, language),
    )


def _published(name: str, language: Language) -> str:
    error = next((row["published_error"] for row in read("comparison/table.json") if row["name"] == name), None)
    return "" if error is None else language.percent(error / 100)


def protocol(name: str, language: Language) -> str:
    """How a model that read the test set was trained, in a few words."""
    if name in cards() and cards()[name].get("members"):
        members = cards()[name]["members"]
        without = sum(member["fold"] is not None for member in members)
        return language.choose(
            f"{len(members)} networks, {without} of them without a fold; plan changed on folds, never on the test set",
            f"{len(members)} réseaux, dont {without} sans un pli\u00a0; "
            "plan changé d’après les plis, jamais d’après le jeu de test",
        )
    plan = _plan(name)
    epochs, words = plan.get("epochs"), _images(plan, language)
    taught = _taught(cards().get(name, {}).get("training", {}), language)
    if not epochs:
        return words
    return language.choose(f"{epochs} epochs, {taught}{words}", f"{epochs} époques, {taught}{words}")


def _taught(training: dict[str, Any], language: Language) -> str:
    """By whom besides the labels a network was taught, and whose weights it began with."""
    teachers, begun = len(training.get("teacher", ())), training.get("begun_with")
    said = ""
    if begun:
        epochs = _epochs(begun)
        said += language.choose(f"after {epochs} as `{begun['name']}`, ", f"après {epochs} comme `{begun['name']}`, ")
    if teachers:
        said += language.choose(
            f"taught by {teachers} networks of the ensemble, ", f"instruit par {teachers} réseaux de l’ensemble, "
        )
    return said


def _epochs(begun: dict[str, Any]) -> int:
    """The epochs of a training and of those before it."""
    before = begun.get("begun_with")
    return int(begun["epochs"]) + (_epochs(before) if before else 0)


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
    one = claim("ensemble")
    if one is None:
        return language.choose(
            "The `ensemble` is still in training: it has no test evaluation yet.",
            "L’ensemble `ensemble` est encore à l’entraînement\u00a0: il n’a pas encore été évalué.",
        )
    members, error = len(cards()["ensemble"]["members"]), error_of(language, "ensemble")
    said = language.choose(
        f"The `ensemble` of {members} networks makes {error}.",
        f"L’ensemble (`ensemble`) de {members} réseaux fait {error}.",
    )
    if one["errors"] < _TO_BEAT:
        return said
    return f"{said} " + language.choose(
        f"The target was at most {_TO_BEAT - 1} errors; it makes {one['errors']}.",
        f"L’objectif était d’au plus {_TO_BEAT - 1} erreurs\u00a0; il en fait {one['errors']}.",
    )


_TO_BEAT = 18
"""The errors of the record that the course was to beat (Kowsari and others, 2018)."""

_TRAINED = {
    "bcbfa0ba": ("trained on MNIST alone", "entraîné sur MNIST seul"),
    "dc4bdb4f": ("trained for real handwriting, without a teacher", "entraîné pour l’écriture réelle, sans maître"),
}
"""What else there is to say of a network that shipped once, by the start of its hash."""


def earlier(language: Language) -> str:
    """The errors of the networks that shipped as `default` before, from the first; their files are not kept."""
    before = superseded("default")
    if not before:
        return language.choose("No other shipped before it.", "Aucun autre n’a été livré avant lui.")
    said = [_earlier(one, language) for one in before]
    if len(said) == 1:
        return language.choose(
            f"The network that shipped before it {said[0]}; its file is not kept.",
            f"Le réseau livré avant lui {said[0]}\u00a0; son fichier n’est pas gardé.",
        )
    return language.choose(
        f"Of the networks that shipped before it, one {', one '.join(said)}; their files are not kept.",
        f"Des réseaux livrés avant lui, l’un {', un autre '.join(said)}\u00a0; leurs fichiers ne sont pas gardés.",
    )


def _earlier(one: Entry, language: Language) -> str:
    """What a network made on the test set, as the end of a sentence."""
    short = str(one["sha256"])[:8]
    entry, errors = f"`{folder(one)}`", one["errors"]
    trained = f", {language.choose(*_TRAINED[short])}" if short in _TRAINED else ""
    return language.choose(f"made {errors} ({entry}{trained})", f"en faisait {errors} ({entry}{trained})")


def error_of(language: Language, name: str) -> str:
    """A model's errors on the test set, in words: the count, the rate, the interval."""
    one = claims()[name]
    bounds = language.interval(error_interval(one["errors"], one["images"]))
    images = language.number(one["images"])
    return language.choose(
        f"{one['errors']} errors in {images} ({rate(language, name)}, 95 % interval {bounds})",
        f"{one['errors']} erreurs sur {images} ({rate(language, name)}, intervalle à 95\u00a0% {bounds})",
    )


def rate(language: Language, name: str) -> str:
    """A model's error on the test set."""
    one = claims()[name]
    return language.percent(one["errors"] / one["images"])


def sizes(language: Language) -> str:
    """How the convolutional networks that ship grew, from the smallest number of multiplications."""
    header = language.choose(
        "network | what it is | parameters | multiplications per image | error on the test set",
        "réseau | ce que c’est | paramètres | multiplications par image | erreur sur le jeu de test",
    ).split(" | ")
    names = [name for name in CONVOLUTIONAL if name in claims()]
    rows = [
        (
            f"`{name}`",
            described(name, language),
            language.number(cards()[name]["parameters"]),
            language.number(cards()[name]["multiplies"]),
            rate(language, name),
        )
        for name in sorted(names, key=lambda name: int(cards()[name]["multiplies"]))
    ]
    return table(header, rows, right=(2, 3, 4))


CONVOLUTIONAL = ("lenet5", "lenet_8_16", "tiny", "cnn_64_5x5", "cnn_32_64_64", "default", "ensemble")
"""The convolutional networks that may have a claim."""

PASSAGES = {
    **in_both("results", results),
    **in_both("record", record),
    **in_both("earlier", earlier),
    **in_both("sizes", sizes),
    **{key: made for name in claims() for key, made in in_both(f"error.{name}", partial(error_of, name=name)).items()},
    **{key: made for name in claims() for key, made in in_both(f"rate.{name}", partial(rate, name=name)).items()},
}
