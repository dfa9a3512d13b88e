"""What the placeholders of the texts stand for: figures, tables and charts from `results/`, drawings and pictures."""

import base64
import json
import math
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import jinja2
from markupsafe import Markup, escape

from digits.lab.documents import language as languages
from digits.lab.documents import measured, review, tables
from digits.lab.documents.filling import ROOT
from digits.lab.documents.language import Language
from digits.lab.documents.ledger import Entry, card, claim, claims, read
from digits.lab.documents.names import described
from digits.metrics import error_interval
from slides import charts
from slides.architecture import architectures
from slides.charts import WIDTH, Axis, Interval, Line, Point, Tick
from slides.deck import typeset

FOLDER = Path(__file__).parent
ENGLISH = replace(languages.ENGLISH, before_unit="")
FRENCH = languages.FRENCH
LANGUAGES = {"en": ENGLISH, "fr": FRENCH}

_TYPES = {".webp": "image/webp", ".png": "image/png"}


def figures(language: Language) -> dict[str, Callable[..., Any]]:
    """Everything that a text of this language may call."""
    own = {
        "fact": fact,
        "rate": rate,
        "errors": errors,
        "bounds": bounds,
        "at_most": at_most,
        "claims": number_of_claims,
        "record": record,
        "share": share,
        "milliseconds": milliseconds,
        "accepted": accepted,
        "confusions": measured.confusions,
        "shifted": measured.shifted,
        "results": results,
        "strongest": strongest,
        "field": field,
        "ladder": ladder,
        "overfitting": overfitting,
        "regularizers": regularizers,
        "translation": translation,
        "cost": cost,
        "handwriting": handwriting,
        "refusals": refusals,
        "plan": plan,
        "hardest": hardest,
        "architectures": architectures,
        "drawing": drawing,
        "picture": picture,
        "screen": screen,
    }
    return {name: partial(function, language) for name, function in own.items()}


def fact(language: Language, name: str) -> str:
    """A number of the data set, from `slides.pictures`."""
    return language.number(facts()[name])


def facts() -> Entry:
    """What `slides.pictures` found when it made the pictures."""
    found: Entry = json.loads((FOLDER / "pictures" / "facts.json").read_text("utf-8"))
    return found


def rate(language: Language, name: str) -> str:
    """A model's error on the test set."""
    return tables.rate(language, name)


def errors(language: Language, name: str) -> str:
    """How many of the test images a model misreads."""
    return language.number(claims()[name]["errors"])


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
    """How long the network that ships takes for one image on one thread: the median over the comparison's measurements."""
    beside = [row["microseconds_of_default_beside"] for row in read("comparison/table.json")]
    taken = median(microseconds for microseconds in beside if microseconds) / 1000
    return f"{language.number(taken, 1)}\u00a0ms"


def accepted(language: Language, score: str) -> str:
    """The share of non-digits that a score accepts, where it accepts 95 % of the digits: the mean over families held out."""
    return language.percent(read("rejection.json")["means"][score]["accepted"], 1)


def results(language: Language) -> Markup:
    """The errors on the test set of the models that stand for a step, fewest first."""
    head = language.choose(
        "model|errors in 10,000|error|95% interval|published",
        "modèle|erreurs sur 10\u202f000|erreur|intervalle à 95\u00a0%|publié",
    ).split("|")
    published = {row["name"]: row["published_error"] for row in read("comparison/table.json")}
    names = sorted(filter(claim, _STEPS), key=lambda name: float(claims()[name]["errors"]))
    rows = [
        (
            described(name, language),
            errors(language, name),
            rate(language, name),
            bounds(language, name),
            "–" if published.get(name) is None else language.percent(published[name] / 100),
        )
        for name in names
    ]
    return table(head, rows, [name in _OURS for name in names], numbers=(1, 2, 3, 4), mark="is-ours")


_OURS = ("record", "default")
_STEPS = (*_OURS, "tiny", "knn_deformation", "cnn_32_64_64", "lenet5", "svm", "mlp_800", "random_forest", "softmax")


def table(
    head: list[str], rows: list[tuple[str, ...]], marked: list[bool], numbers: tuple[int, ...], mark: str
) -> Markup:
    """A table, with its columns of numbers to the right and some rows marked by a class."""
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(_TABLE)
    return Markup(template.render(head=head, rows=zip(rows, marked, strict=True), numbers=numbers, mark=mark))  # noqa: S704


_TABLE = """
<table>
<thead><tr>
{% for cell in head %}
<th scope="col"{% if loop.index0 in numbers %} class="right"{% endif %}>{{ cell }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for row, is_marked in rows %}
<tr{% if is_marked %} class="{{ mark }}"{% endif %}>
<th scope="row">{{ row[0] }}</th>
{% for cell in row[1:] %}
<td{% if loop.index in numbers %} class="right"{% endif %}>{{ cell }}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
"""


def strongest(language: Language) -> Markup:
    """The lowest published errors since ensembles are common; marked where the test set chose what they are of."""
    head = language.choose("work|method|error|how it was obtained", "travail|méthode|erreur|protocole").split("|")
    methods = [method for method in review.strongest() if method.year >= 2018 and "not verified" not in method.how[0]]
    rows = [
        tuple(
            cell.replace("*", "")
            for cell in (
                f"{method.authors}, {method.year}",
                language.choose(*method.name),
                review.percent(method, language),
                language.choose(*method.how),
            )
        )
        for method in methods
    ]
    return table(head, rows, [method.selected for method in methods], numbers=(2,), mark="is-chosen")


_LABELLED = {
    ("LeCun *et al.*", "12.0"): ("right", None),
    ("LeCun *et al.*", "4.7"): ("right", None),
    ("LeCun *et al.*", "0.95"): ("right", None),
    ("Simard, Steinkraus, Platt", "0.4"): ("left", "Simard"),
    ("Cireşan, Meier, Schmidhuber", "0.23"): ("left", "Cireşan"),
    ("DeCoste, Schölkopf", "0.56"): ("left", "DeCoste, Schölkopf"),
    ("Kowsari *et al.*", "0.18"): ("left", "RMDL"),
    ("Matuzas", "0.170"): ("above", "Matuzas"),
    ("Deotte", "0.255"): ("above", "Deotte"),
    ("An *et al.*", "0.09"): ("left", "An et al."),
}
_SHORT = {
    "12.0": ("linear", "linéaire"),
    "4.7": ("300 hidden units", "300 unités cachées"),
    "0.95": ("LeNet-5", "LeNet-5"),
}


def field(language: Language) -> Markup:
    """The published errors by year; those that the test set chose are rings."""
    x, y = Axis(1996, 2023.5, 70, WIDTH - 20), Axis(0.07, 15, 404, 44, log=True)
    methods = [method for family in review.FAMILIES.values() for method in family]
    drawn = [_method(method, language) for method in sorted(methods, key=lambda method: method.selected)]
    years: list[Tick] = [(year, str(year)) for year in (1998, 2003, 2008, 2013, 2018, 2023)]
    shares: list[Tick] = [(share, language.percent(share / 100, places)) for share, places in ((10, 0), (1, 0), (0.1, 1))]
    name = language.choose("error on the test set (each step is a factor of ten)", "erreur sur le jeu de test (un pas : facteur dix)")
    alternative = language.choose("Published errors by year: ", "Erreurs publiées par année : ")
    alternative += ", ".join(f"{method.year} {review.percent(method, language)}" for method in methods)
    return charts.points(drawn, (x, years, ""), (y, shares, typeset(name, language)), alternative, (WIDTH, 440))


def _method(method: review.Method, language: Language) -> Point:
    place, label = _LABELLED.get((method.authors, method.error), ("right", ""))
    if label is None:
        label = language.choose(*_SHORT[method.error])
    series = "b" if method.selected else "a"
    return Point(method.year, float(method.error), label, place, series, hollow=method.selected)


def ladder(language: Language) -> Markup:
    """The errors on new writers of the networks that stand for the steps."""
    compared = {row["name"]: row["validation"] for row in read("comparison/table.json") if row["validation"]}
    names = ("softmax", "mlp_150_150", "mlp_800", "lenet_8_16", "cnn_32_64_64", "default")
    rows = [_interval(described(name, language), *compared[name], language) for name in names if name in compared]
    axis = Axis(0.002, 0.1, 520, 1000, log=True)
    return charts.intervals(rows, axis, _percents(language, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1), _heard(rows), 66)


def _interval(label: str, errors: int, images: int, language: Language, series: str = "a", aim: float | None = None) -> Interval:
    low, high = error_interval(errors, images)
    return Interval(label, errors / images, low, high, language.percent(errors / images), series, aim)


def _percents(language: Language, *shares: float) -> list[Tick]:
    return [(share, language.percent(share, 1 if share < 0.01 else 0)) for share in shares]


def _heard(rows: list[Interval]) -> str:
    return "; ".join(f"{row.label}, {row.said}" for row in rows)


def regularizers(language: Language) -> Markup:
    """What helps a perceptron that overfits."""
    shown = measured.SHOWN["regularizers"]
    outcomes = read(f"experiments/{shown.experiment}.json")
    rows = [
        _interval(language.choose(*words), outcomes[label]["errors"], outcomes[label]["images"], language, "a" if label == "augmentation" else "d")
        for label, words in shown.variants.items()
    ]
    axis = Axis(0.005, 0.035, 300, 475)
    return charts.intervals(rows, axis, _percents(language, 0.01, 0.02, 0.03), _heard(rows), 58, 580)


def overfitting(language: Language) -> Markup:
    """Loss while training and on new writers, epoch by epoch, of a deep perceptron."""
    history = read("experiments/early_stopping.json")["to the end"]["history"]
    top = math.ceil(20 * max(epoch[key] for epoch in history for key in ("loss", "val_loss"))) / 20
    x, y = Axis(1, len(history), 60, 372), Axis(0, top, 350, 44)
    names = language.choose("new writers|training", "nouveaux scripteurs|entraînement").split("|")
    drawn = [
        Line(name, [(epoch["epoch"], epoch[key]) for epoch in history], series)
        for name, key, series in zip(names, ("val_loss", "loss"), "ba", strict=True)
    ]
    columns: list[Tick] = [(value, str(value)) for value in (1, 10, 20, len(history))]
    rows: list[Tick] = [(step / 10, language.number(step / 10, 1)) for step in range(math.floor(10 * top) + 1)]
    alternative = language.choose("Loss by epoch: ", "Perte par époque : ") + "; ".join(
        f"{one.name}, {language.number(one.points[0][1], 2)} → {language.number(one.points[-1][1], 2)}" for one in drawn
    )
    axes = (x, columns, language.choose("epoch", "époque")), (y, rows, language.choose("cross-entropy", "entropie croisée"))
    return charts.lines(drawn, *axes, alternative, (590, 414))


_SHIFTED = {
    "softmax": ("softmax", "softmax", "d"),
    "mlp_150_150": ("two dense layers", "deux couches denses", "c"),
    "lenet_8_16": ("small LeNet", "petit LeNet", "b"),
    "cnn_32_64_64": ("three convolutions", "trois convolutions", "a"),
}


def translation(language: Language) -> Markup:
    """The errors of dense and convolutional networks on shifted digits."""
    outcomes = read("experiments/sensitivity.json")
    x, y = Axis(0, 6, 70, 890), Axis(0, 100, 400, 44)
    drawn = []
    for name, (english, french, series) in _SHIFTED.items():
        shifts = [(shift, error) for shift, error in outcomes[name]["changes"]["translation"] if 0 <= shift <= 6]
        drawn.append(Line(language.choose(english, french), shifts, series))
    drawn = _apart(drawn, y)
    columns: list[Tick] = [(shift, str(shift)) for shift in range(7)]
    rows: list[Tick] = [(share, language.percent(share / 100, 0)) for share in range(0, 101, 25)]
    names = language.choose("shift to the right, pixels|error on new writers", "décalage vers la droite, en pixels|erreur sur de nouveaux scripteurs")
    across, up = names.split("|")
    alternative = "; ".join(f"{one.name}: " + ", ".join(f"{s:g} → {e:g}%" for s, e in one.points[::2]) for one in drawn)
    return charts.lines(drawn, (x, columns, across), (y, rows, up), alternative, (WIDTH, 464))


def _apart(drawn: list[Line], axis: Axis, least: float = 27) -> list[Line]:
    """The lines with their names moved where they would cover each other."""
    placed, last = [], -math.inf
    for one in sorted(drawn, key=lambda one: axis.at(one.points[-1][1])):
        place = axis.at(one.points[-1][1])
        last = max(place, last + least)
        placed.append(replace(one, down=last - place))
    return placed


_NAMED = {
    "softmax": "right",
    "mlp_150_150": "right",
    "mlp_800": "right",
    "lenet5": "left",
    "cnn_32_64_64": "right",
    "default": "left",
    "tiny": "left",
}


def cost(language: Language) -> Markup:
    """Errors on the test set against multiplications per image."""
    compared = {row["name"]: row for row in read("comparison/table.json") if row["multiplies"] and claim(row["name"])}
    x, y = Axis(4e3, 1e9, 70, WIDTH - 40, log=True), Axis(0.001, 0.15, 400, 44, log=True)
    drawn = [_priced(name, row["multiplies"], language) for name, row in compared.items()]
    powers = ((1e4, "10\u202f000"), (1e5, "100\u202f000"), (1e6, "1 M"), (1e7, "10 M"), (1e8, "100 M"), (1e9, "1 G"))
    columns: list[Tick] = [(value, said.replace("\u202f", language.thousands)) for value, said in powers]
    names = language.choose("multiplications per image|error on the test set", "multiplications par image|erreur sur le jeu de test")
    across, up = names.split("|")
    rows = _percents(language, 0.001, 0.01, 0.1)
    alternative = "; ".join(
        f"{described(name, language)}: {language.number(row['multiplies'])}, {rate(language, name)}" for name, row in compared.items()
    )
    return charts.points(drawn, (x, columns, across), (y, rows, up), alternative, (WIDTH, 464))


def _priced(name: str, multiplies: int, language: Language) -> Point:
    low, high = error_interval(claims()[name]["errors"], claims()[name]["images"])
    label = described(name, language) if name in _NAMED else ""
    series = "a" if name in _OURS else "d"
    share = claims()[name]["errors"] / claims()[name]["images"]
    return Point(multiplies, share, label, _NAMED.get(name, "right"), series, low=low, high=high)


def handwriting(language: Language) -> Markup:
    """The errors of the whole recognizer on handwriting that it did not learn from."""
    found = read("real-handwriting.json")
    everyday, harsh = found["photographs, everyday"]["mnist"], found["photographs, harsh"]["mnist"]
    sources = (
        (("MNIST’s test, network alone", "Test de MNIST, réseau seul"), found["test"], None),
        (("MNIST, new writers", "MNIST, nouveaux scripteurs"), found["new writers"]["whole"], None),
        (("Photographs, everyday", "Photographies ordinaires"), everyday["photographs"], None),
        (("Strokes of a pen (Pendigits)", "Tracés au stylet (Pendigits)"), found["pendigits"], 0.015),
        (("Scans (Semeion)", "Numérisations (Semeion)"), found["semeion"], 0.025),
        (("Photographs, harsh", "Photographies difficiles"), harsh["photographs"], None),
    )
    rows = [
        _interval(language.choose(*words), one["errors"], one["images"], language, "a" if aim is None or one["errors"] <= aim * one["images"] else "b", aim)
        for words, one, aim in sources
    ]
    axis = Axis(0.0005, 0.1, 380, 980, log=True)
    return charts.intervals(rows, axis, _percents(language, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1), _heard(rows), 62)


_FAMILIES = {
    "scribbles": ("scribbles", "gribouillis"),
    "doodles": ("small drawings", "petits dessins"),
    "shapes": ("shapes", "formes"),
    "crossed out": ("crossed-out digits", "chiffres barrés"),
    "printed letters": ("printed letters", "lettres imprimées"),
    "letters: Greek": ("Greek letters", "lettres grecques"),
    "letters: Japanese_(katakana)": ("Japanese katakana", "katakana japonais"),
    "letters drawn as digits are": ("O, l, S, Z…", "O, l, S, Z…"),
}


def refusals(language: Language) -> Markup:
    """The share of non-digits accepted by the largest probability (rings) and by the gate (discs)."""
    families = read("rejection.json")["families"]
    axis, top, height = Axis(0, 0.4, 300, WIDTH - 90), 34.0, 50.0
    bottom = top + height * len(_FAMILIES)
    parts, heard = [], []
    for value in (0, 0.1, 0.2, 0.3, 0.4):
        parts += [charts.line(axis.at(value), top, axis.at(value), bottom)]
        parts += [charts.text(axis.at(value), top - 12, language.percent(value, 0), "soft small middle")]
    for place, (family, words) in enumerate(_FAMILIES.items()):
        y = top + height * (place + 0.5)
        score, gate = (families[family][one]["accepted"] for one in ("largest probability", "gate"))
        parts += [
            charts.text(axis.start - 24, y + 7, language.choose(*words), "end"),
            charts.line(axis.at(gate), y, axis.at(score), y, "reach d"),
            charts.dot(axis.at(score), y, 8, "ring d"),
            charts.dot(axis.at(gate), y, 9, "dot a"),
        ]
        heard.append(f"{language.choose(*words)}: {language.percent(score, 0)} → {language.percent(gate, 0)}")
    return charts.svg(WIDTH, bottom + 4, "; ".join(heard), parts)


def plan(language: Language) -> Markup:
    """The members of the record, and the fold of writers that each leaves out."""
    planned = tomllib.loads((ROOT / "src/digits/lab/record/plan.toml").read_text("utf-8"))
    folds, left, side, gap = facts()["folds"], 572.0, 106.0, 12.0
    head = language.choose("fold", "pli")
    parts = [charts.text(left + place * (side + gap) + side / 2, 22, f"{head} {place + 1}", "soft small middle") for place in range(folds)]
    heard = []
    kinds = language.choose(
        "3×3 convolutions, squeeze and excitation|5×5 convolutions|7×7 convolutions",
        "convolutions 3×3, squeeze and excitation|convolutions 5×5|convolutions 7×7",
    ).split("|")
    names = dict(zip(("se", "m5", "m7"), kinds, strict=True))
    for row, member in enumerate(planned["members"].values()):
        y, name = 40 + row * 64.0, names.get(member["kind"], member["kind"])
        parts.append(charts.text(left - 28, y + 35, name, "end"))
        for place in range(folds):
            out = place == member["fold"]
            parts.append(charts.rectangle(left + place * (side + gap), y, side, 52, "left-out" if out else "learned", ' rx="10"'))
        heard.append(language.choose(f"{name}, without fold {member['fold'] + 1}", f"{name}, sans le pli {member['fold'] + 1}"))
    return charts.svg(WIDTH, 40 + 64.0 * len(planned["members"]), "; ".join(heard), parts)


def hardest(language: Language) -> Markup:
    """The training images that most models misread, each with its label and what most read."""
    read_as = facts()["hardest"]
    side = WIDTH / len(read_as)
    image = _data("hardest.png")
    parts = [f'<image href="{image}" x="0" y="0" width="{WIDTH}" height="{side:.1f}" class="pixels"/>']
    heard = []
    for place, (truth, answer) in enumerate(read_as):
        said = language.choose(f"{truth} read {answer}", f"{truth} lu {answer}")
        parts.append(charts.text(side * (place + 0.5), side + 30, said, "middle"))
        heard.append(said)
    return charts.svg(WIDTH, side + 40, "; ".join(heard), parts)


def drawing(language: Language, name: str) -> Markup:
    """A drawing of `slides/drawings`, its words in this language."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "drawings"), undefined=jinja2.StrictUndefined, autoescape=True
    )
    words = {
        "say": lambda english, french: typeset(language.choose(english, french), language),
        "fact": partial(fact, language),
        "claims": partial(number_of_claims, language),
        "image": _data,
    }
    return Markup(environment.get_template(f"{name}.svg").render(words).strip())  # noqa: S704


def picture(_: Language, file: str, alternative: str, kind: str = "pixels") -> Markup:
    """A picture of `slides/pictures`."""
    return Markup(f'<img src="{_data(file)}" alt="{escape(alternative)}" class="{kind}">')  # noqa: S704


def screen(language: Language, name: str, alternative: str) -> Markup:
    """The screenshot of a page of the application in this language."""
    return picture(language, f"{name}.{language.code}.webp", alternative, "screen")


def _data(file: str) -> str:
    path = FOLDER / "pictures" / file
    return f"data:{_TYPES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


__all__ = ["LANGUAGES", "card", "facts", "figures"]
