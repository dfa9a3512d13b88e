"""The numbers and tables of the slides, from results/.

In a deck a number stands in `<span data-generated="NAME">`, a table in a `<div>`: Marp shows comments as notes.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.stats import binom

from digits.metrics import error_interval
from tools.documents.language import ENGLISH, FRENCH, Language
from tools.documents.ledger import ROOT, cards, read, test_evaluations

FOLDER = ROOT / "slides"
WORDS: dict[str, dict[str, str]] = json.loads((FOLDER / "words.json").read_text("utf-8"))
LANGUAGES = (replace(ENGLISH, before_unit=""), FRENCH)
GENERATED = re.compile(r'(<(span|div) data-generated="(\w+)">)(.*?)(</\2>)', re.DOTALL)


def say(language: Language, text: str) -> str:
    """A name or an English text in a language, from slides/words.json."""
    return WORDS[language.code].get(text, text)


def compared() -> dict[str, dict[str, Any]]:
    """The rows of the comparison by model, and of the ensemble."""
    rows = {row["name"]: row for row in read("comparison/table.json")}
    errors, images = (test_evaluations()["ensemble"][key] for key in ("errors", "images"))
    rows["ensemble"] = {
        "test": (errors, images),
        "macs": cards()["ensemble"]["macs"],
        "published_error": None,
    }
    return rows


def results(language: Language) -> str:
    """The table of test results, fewest errors first."""
    shown = ("ensemble", "default", "tiny", "knn_deformation", "cnn_32_64_64", "lenet5", "svm", "mlp_800",
             "random_forest", "softmax")  # fmt: skip
    rows = compared()
    lines = [say(language, "model | errors in 10,000 | error | 95% interval | published | MACs"), "-|-:|-:|-:|-:|-:"]
    for name in sorted(shown, key=lambda name: int(rows[name]["test"][0])):
        (errors, images), macs, error = (rows[name][key] for key in ("test", "macs", "published_error"))
        mark = "**" if name in {"ensemble", "default"} else ""
        cells = (
            f"{mark}{say(language, name)}{mark}",
            language.number(errors),
            language.percent(errors / images),
            language.interval(error_interval(errors, images)),
            "–" if error is None else language.percent(error / 100),
            f"{language.number(macs / 1e6, 2)} M" if macs else "–",
        )
        lines.append(" | ".join(cells))
    return "\n\n" + "\n".join(f"| {line} |" for line in lines) + "\n\n"


def confusions(_: Language) -> str:
    """The three commonest confusions of the shipped network on the test set."""
    counts = np.array(test_evaluations()["default"]["confusion"])
    np.fill_diagonal(counts, 0)
    commonest = np.argsort(-counts, axis=None, kind="stable")[:3]
    pairs = zip(*np.unravel_index(commonest, counts.shape), strict=True)
    return ", ".join(f"{truth}\u00a0→\u00a0{answer}\u00a0({counts[truth, answer]}×)" for truth, answer in pairs)


def _share(*keys: str, places: int = 0) -> Callable[[Language], str]:
    """A count of real-handwriting.json as a share of its images."""

    def passage(language: Language) -> str:
        found = read("real-handwriting.json")
        for key in keys[:-1]:
            found = found[key]
        return language.percent(found[keys[-1]] / found["images"], places)

    return passage


def _data(name: str) -> Callable[[Language], str]:
    return lambda language: language.number(read("data-set.json")[name])


PASSAGES: dict[str, Callable[[Language], str]] = {
    **{name: _data(name) for name in ("images", "writers", "writers_of_the_last", "writers_of_both", "folds")},
    "chance": lambda language: language.percent(binom.cdf(17, 10_000, 0.0018), 0),
    "entries": lambda language: language.number(len(list((ROOT / "results").glob("*-????????/test_evaluation.json")))),
    "results": results,
    "confusions": confusions,
    "members": lambda language: language.number(len(cards()["ensemble"]["members"])),
    "ensemble_errors": lambda language: language.number(compared()["ensemble"]["test"][0]),
    "ensemble_interval": lambda language: language.interval(error_interval(*compared()["ensemble"]["test"])),
    "touching": _share("numbers", "touching", "errors"),
    "scribbles": _share("non-digits", "scribbles", "read_as_digit"),
    "rejected": _share("held-out writers", "recognizer", "not_a_digit", places=2),
    "accepted_network": lambda language: language.percent(
        read("rejection.json")["means"]["rejection network"]["accepted"], 1
    ),
    "accepted_probability": lambda language: language.percent(
        read("rejection.json")["means"]["largest probability"]["accepted"], 1
    ),
}


def filled(text: str, language: Language) -> str:
    """A deck with each generated passage up to date.

    Raises:
        KeyError: a passage has an unknown name.
    """
    return GENERATED.sub(lambda match: match[1] + PASSAGES[match[3]](language) + match[5], text)
