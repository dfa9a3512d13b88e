"""Tables of what was measured and published: test set, real handwriting, experiments, review of the field."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digits.metrics import error_interval
from tools.documents.language import Language, table
from tools.documents.ledger import cards, published, read, test_evaluations
from tools.documents.model_tables import protocol

WORDS = tomllib.loads(Path(__file__).with_name("tables.toml").read_text("utf-8"))
"""The rows and columns of the tables, in English and French."""


def results(language: Language) -> str:
    """Errors on the test set of our models and of the strongest published ones, fewest first."""
    rows = [_our_row(name, language) for name in WORDS["models"]]
    rows += [_published_row(one, language) for one in published() if one["protocol_fr"]]
    ordered = [row for _, row in sorted(rows, key=lambda row: row[0])]
    return table(header("results", language), ordered, right=(1, 2, 3, 4))


def _our_row(name: str, language: Language) -> tuple[float, list[str]]:
    evaluation = test_evaluations()[name]
    errors, images = evaluation["errors"], evaluation["images"]
    sizes = cards().get(name) or next(row for row in read("comparison/table.json") if row["name"] == name)
    return errors / images, [
        f"`{name}`{_colon(language)}{language.choose(WORDS['models'][name])}",
        *("" if sizes[one] is None else language.number(sizes[one]) for one in ("parameters", "macs")),
        str(errors),
        language.error(errors, images),
        protocol(name, language),
    ]


def _published_row(method: dict[str, str], language: Language) -> tuple[float, list[str]]:
    error, mean = float(method["error"]), method["kind"] == "mean"
    count = round(100 * error)
    return error / 100, [
        f"{_source(method)}{_colon(language)}{language.choose((method['method'], method['method_fr']))}",
        "",
        "",
        "" if mean else str(count),
        language.choose(method["error"]) if mean else language.error(count, 10_000),
        language.choose((method["protocol"], method["protocol_fr"])) + _dagger(method),
    ]


def _colon(language: Language) -> str:
    return language.choose((": ", "\u00a0: "))


def _source(method: dict[str, str]) -> str:
    return f"[{method['authors']}]({method['link']}), {method['year']}"


def _dagger(method: dict[str, str]) -> str:
    return "\u00a0†" if method["kind"] == "selected" else ""


def review(language: Language) -> str:
    """All published results of the review, by family."""
    rows, family = [], ""
    for one in published():
        first = "" if one["family"] == family else f"**{one['family']}**"
        family = one["family"]
        rows.append((first, one["method"], one["error"], _source(one), one["protocol"] + _dagger(one)))
    return table(header("review", language), rows, right=(2,))


def handwriting(language: Language) -> str:
    """Accuracy of the whole recognizer on each kind of handwriting, and what else that data was used for."""
    rows = []
    for shown in WORDS["handwriting"]:
        found = read("real-handwriting.json")
        for key in shown["path"]:
            found = found[key]
        errors, images = found[shown.get("errors", "errors")], found["images"]
        low, high = error_interval(errors, images) if "errors" in shown else found["interval"]
        correct = f"{language.number(100 * (1 - errors / images), 1)} {language.interval((1 - high, 1 - low), 1)}"
        rows.append((language.choose(shown["name"]), correct, language.number(images), language.choose(shown["use"])))
    return table(header("handwriting", language), rows, right=(1, 2))


def phases(language: Language) -> str:
    """The best model of each step, paired with that of the step before."""
    rows = []
    for one in read("comparison/phases.json"):
        paired: list[str] = ["", "", ""]
        if "p" in one:
            low, high = one["difference_interval"]
            separator = language.choose(("; ", "\u00a0; "))
            points = (one["only_now"] - one["only_before"]) / 10_000
            paired = [
                f"{one['only_before']}{separator}{one['only_now']}",
                f"{language.number(100 * points, 2)} {language.interval((low, high))}",
                language.number(one["p"], 3) if one["p"] >= 0.001 else f"< {language.number(0.001, 3)}",
            ]
        step = language.choose(WORDS["steps"][one["step"]])
        rows.append((step, f"`{one['model']}`", str(one["errors"]), *paired))
    return table(header("phases", language), rows, right=(2, 3, 4, 5))


def experiment(language: Language, name: str) -> str:
    """Errors on held-out writers by variant, behind the further columns that the table has."""
    shown = WORDS["experiments"][name]
    outcomes = read(f"experiments/{shown['file']}.json")
    columns = [*shown.get("columns", ()), "errors"]
    header = [language.choose(words) for words in (shown["heading"], *(WORDS["columns"][one] for one in columns))]
    rows = [
        [language.choose(words), *(COLUMNS[column](language, outcomes[label]) for column in columns)]
        for label, words in shown["rows"]
    ]
    return table(header, rows, right=range(1, len(header)))


COLUMNS: dict[str, Callable[[Language, Any], str]] = {
    "parameters": lambda language, outcome: language.number(outcome["parameters"]),
    "macs": lambda language, outcome: language.number(outcome["macs"]),
    "epochs": lambda language, outcome: language.number(len(outcome["history"])),
    "training_error": lambda language, outcome: language.number(100 * (1 - outcome["history"][-1]["accuracy"]), 2),
    "cross_entropy": lambda language, outcome: language.number(outcome["cross_entropy"], 3),
    "errors": lambda language, outcome: language.error(outcome["errors"], outcome["images"]),
}


def header(name: str, language: Language) -> list[str]:
    """Return the header of a table."""
    return [language.choose(words) for words in WORDS["headers"][name]]


BLOCKS: dict[str, Callable[..., str]] = {
    "results": results,
    "review": review,
    "handwriting": handwriting,
    "experiment": experiment,
    "phases": phases,
}
