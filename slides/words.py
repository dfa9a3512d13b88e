"""Figures of `results/` and of the data set as the texts say them."""

import math
import re
import tomllib
from typing import Any

from markupsafe import Markup
from tools.documents import review, tables
from tools.documents.filling import ROOT
from tools.documents.language import Language
from tools.documents.ledger import claims, read, superseded

from digits.metrics import error_interval
from slides.images import facts


def fact(language: Language, name: str) -> str:
    """A number of the data set, from `slides.pictures`."""
    return language.number(facts()[name])


def rate(language: Language, name: str) -> str:
    """A model's error on the test set."""
    return tables.rate(language, name)


def errors(language: Language, name: str) -> str:
    """How many of the test images a model misreads."""
    return language.number(claims()[name]["errors"])


def earlier(language: Language, place: int) -> str:
    """How many of the test images a network misread that shipped as `default` before, by its place among these."""
    return language.number(superseded("default")[place]["errors"])


def outcome(language: Language, experiment: str, variant: str) -> str:
    """The error on new writers of a variant of an experiment."""
    found = read(f"experiments/{experiment}.json")[variant]
    return language.percent(found["errors"] / found["images"], 1)


def bounds(language: Language, name: str) -> str:
    """The interval of a model's error on the test set, in percent."""
    return language.interval(error_interval(claims()[name]["errors"], claims()[name]["images"]))


def at_most(language: Language, count: int, percent: float) -> str:
    """How often a network of this true error makes at most so many errors in 10,000 images."""
    images, chance = review.IMAGES, percent / 100
    logs = (
        math.lgamma(images + 1)
        - math.lgamma(made + 1)
        - math.lgamma(images - made + 1)
        + made * math.log(chance)
        + (images - made) * math.log1p(-chance)
        for made in range(count + 1)
    )
    return language.percent(sum(map(math.exp, logs)), 0)


def number_of_claims(language: Language) -> str:
    """How many models have read the test set."""
    return language.number(len(list((ROOT / "results").glob("*-????????/claim.json"))))


def members(language: Language) -> str:
    """How many networks the plan of the record names."""
    return language.number(len(planned()["members"]))


def planned() -> dict[str, Any]:
    """The plan of the record."""
    return tomllib.loads((ROOT / "src/digits/lab/ensemble/plan.toml").read_text("utf-8"))


def record(language: Language) -> Markup:
    """What there is to say of the record."""
    return Markup(re.sub("`(.+?)`", r"<code>\1</code>", tables.record(language)))  # noqa: S704


def share(language: Language, *path: str, places: int = 1) -> str:
    """A count of `real-handwriting.json` over the images it is of: the names that lead to it, the count's the last."""
    found: Any = read("real-handwriting.json")
    for name in path[:-1]:
        found = found[name]
    return language.percent(found[path[-1]] / found["images"], places)


def milliseconds(language: Language) -> str:
    """How long the network that ships takes for an image on one thread."""
    (taken,) = (row["microseconds"] / 1000 for row in read("comparison/table.json") if row["name"] == "default")
    return f"{language.number(taken, 1)}\u00a0ms"


def accepted(language: Language, score: str) -> str:
    """The share of non-digits that a score accepts with 95 % of the digits: the mean over families held out."""
    return language.percent(read("rejection.json")["means"][score]["accepted"], 1)
