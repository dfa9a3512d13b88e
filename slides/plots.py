"""The charts of the slides, from `results/`."""

import math
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from tools.documents import measured, review
from tools.documents.language import Language
from tools.documents.ledger import Entry, cards, claim, claims, read
from tools.documents.names import described

from digits.metrics import error_interval
from slides import charts
from slides.charts import WIDTH, Axis, Interval, Line, Point, Tick
from slides.deck import typeset
from slides.images import data, facts
from slides.tables import OURS
from slides.words import planned, rate

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
    shares: list[Tick] = [
        (share, language.percent(share / 100, places)) for share, places in ((10, 0), (1, 0), (0.1, 1))
    ]
    name = language.choose(
        "error on the test set (each step is a factor of ten)", "erreur sur le jeu de test (un pas : facteur dix)"
    )
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
    rows = [_interval(described(name, language), compared[name], language) for name in names if name in compared]
    axis = Axis(0.002, 0.1, 520, 1000, log=True)
    return charts.intervals(rows, axis, _percents(language, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1), 66)


def _interval(
    label: str, found: Sequence[int], language: Language, series: str = "a", aim: float | None = None
) -> Interval:
    """The row of so many errors in so many images."""
    errors, images = found
    low, high = error_interval(errors, images)
    return Interval(label, errors / images, low, high, language.percent(errors / images), series, aim)


def _counts(found: Entry) -> tuple[int, int]:
    return found["errors"], found["images"]


def _percents(language: Language, *shares: float) -> list[Tick]:
    return [(share, language.percent(share, 1 if share < 0.01 else 0)) for share in shares]


def regularizers(language: Language) -> Markup:
    """What helps a perceptron that overfits."""
    shown = measured.SHOWN["regularizers"]
    outcomes = read(f"experiments/{shown.experiment}.json")
    rows = [
        _interval(
            language.choose(*words),
            _counts(outcomes[label]),
            language,
            "a" if label == "augmentation" else "d",
        )
        for label, words in shown.variants.items()
    ]
    axis = Axis(0.005, 0.035, 300, 475)
    return charts.intervals(rows, axis, _percents(language, 0.01, 0.02, 0.03), 58, 580)


_RATES = {
    "1e-5": ("too low", "trop bas", "d"),
    "1e-4": ("", "", "a"),
    "1e-3": ("", "", "a"),
    "1e-2": ("unsteady", "instable", "c"),
    "1e-1": ("too high", "trop haut", "b"),
}


def rates(language: Language) -> Markup:
    """The training loss epoch by epoch by learning rate; each line's name has the error on new writers at its end."""
    outcomes = read("experiments/learning_rate.json")
    epochs = len(outcomes["1e-3"]["history"])
    x, y = Axis(1, epochs, 70, 820), Axis(0.01, 4, 386, 44, log=True)
    drawn = []
    for label, (*words, series) in _RATES.items():
        errors, images = _counts(outcomes[label])
        rate = language.number(float(label), int(label[-1]))
        said = f"{language.choose(*words)}, " if words[0] else ""
        name = language.choose(
            f"{rate}: {said}{language.percent(errors / images, 1)}",
            f"{rate}\u00a0: {said}{language.percent(errors / images, 1)}",
        )
        drawn.append(Line(name, [(epoch["epoch"], epoch["loss"]) for epoch in outcomes[label]["history"]], series))
    drawn = _apart(drawn, y)
    columns: list[Tick] = [(value, str(value)) for value in range(1, epochs + 1)]
    rows: list[Tick] = [(value, language.number(value, places)) for value, places in ((0.01, 2), (0.1, 1), (1, 0))]
    across, up = language.choose(
        "epoch|training loss (cross-entropy)", "époque|perte d’entraînement (entropie croisée)"
    ).split("|")
    alternative = language.choose("Rate, and error on new writers: ", "Taux, et erreur sur de nouveaux scripteurs : ")
    alternative += "; ".join(one.name for one in drawn)
    return charts.lines(drawn, (x, columns, across), (y, rows, up), alternative, (WIDTH, 450))


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
    axes = (
        (x, columns, language.choose("epoch", "époque")),
        (y, rows, language.choose("cross-entropy", "entropie croisée")),
    )
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
    names = language.choose(
        "shift to the right, pixels|error on new writers",
        "décalage vers la droite, en pixels|erreur sur de nouveaux scripteurs",
    )
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
    "default": "right",
    "tiny": "left",
    "record": "above",
}


def cost(language: Language) -> Markup:
    """Errors on the test set against multiplications per image."""
    counted = {row["name"]: row["multiplies"] for row in read("comparison/table.json")}
    counted |= {name: card["multiplies"] for name, card in cards().items()}
    multiplies = {name: count for name, count in counted.items() if count and claim(name)}
    x, y = Axis(4e3, 1e9, 70, WIDTH - 40, log=True), Axis(0.001, 0.15, 400, 44, log=True)
    drawn = [_priced(name, count, language) for name, count in multiplies.items()]
    powers = ((1e4, "10\u202f000"), (1e5, "100\u202f000"), (1e6, "1 M"), (1e7, "10 M"), (1e8, "100 M"), (1e9, "1 G"))
    columns: list[Tick] = [(value, said.replace("\u202f", language.thousands)) for value, said in powers]
    names = language.choose(
        "multiplications per image|error on the test set", "multiplications par image|erreur sur le jeu de test"
    )
    across, up = names.split("|")
    rows = _percents(language, 0.001, 0.01, 0.1)
    alternative = "; ".join(
        f"{described(name, language)}: {language.number(count)}, {rate(language, name)}"
        for name, count in multiplies.items()
    )
    return charts.points(drawn, (x, columns, across), (y, rows, up), alternative, (WIDTH, 464))


def _priced(name: str, multiplies: int, language: Language) -> Point:
    low, high = error_interval(claims()[name]["errors"], claims()[name]["images"])
    label = described(name, language) if name in _NAMED else ""
    series = "a" if name in OURS else "d"
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
        _interval(
            language.choose(*words),
            _counts(one),
            language,
            "a" if aim is None or one["errors"] <= aim * one["images"] else "b",
            aim,
        )
        for words, one, aim in sources
    ]
    axis = Axis(0.0005, 0.1, 380, 980, log=True)
    return charts.intervals(rows, axis, _percents(language, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1), 62)


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
    """The members of the record, and the fold of writers that one leaves out."""
    members, folds = planned()["members"].values(), facts()["folds"]
    left, step, height = 572.0, 118.0, min(64.0, 340 / len(members))
    head = language.choose("fold", "pli")
    parts = [charts.text(left + (k + 0.45) * step, 22, f"{head} {k}", "soft small middle") for k in range(folds)]
    heard = []
    for row, member in enumerate(members):
        y, name = 40 + row * height, language.choose(*_KINDS.get(member["kind"], (member["kind"],) * 2))
        parts.append(charts.text(left - 28, y + height / 2 + 3, name, "end"))
        for fold in range(folds):
            kind = "left-out" if fold == member["fold"] else "learned"
            parts.append(charts.rectangle(left + fold * step, y, (step - 12, height - 12), kind, 10))
        whole = language.choose("learns from all", "apprend de tout")
        without = language.choose(f"left out: fold {member['fold']}", f"laisse le pli {member['fold']}")
        heard.append(f"{name} ({whole if member['fold'] == 'none' else without})")
    return charts.svg(WIDTH, 40 + height * len(members), "; ".join(heard), parts)


_KINDS = {
    "se": ("3×3 convolutions, squeeze and excitation", "convolutions 3×3, squeeze and excitation"),
    "m5": ("5×5 convolutions", "convolutions 5×5"),
    "m7": ("7×7 convolutions", "convolutions 7×7"),
}


def hardest(language: Language) -> Markup:
    """The training images that most models misread, each with its label and what most read."""
    read_as = facts()["hardest"]
    side = WIDTH / len(read_as)
    image = data("hardest.png")
    parts = [f'<image href="{image}" x="0" y="0" width="{WIDTH}" height="{side:.1f}" class="pixels"/>']
    heard = []
    for place, (truth, answer) in enumerate(read_as):
        said = language.choose(f"{truth} read {answer}", f"{truth} lu {answer}")
        parts.append(charts.text(side * (place + 0.5), side + 30, said, "middle"))
        heard.append(said)
    return charts.svg(WIDTH, side + 40, "; ".join(heard), parts)
