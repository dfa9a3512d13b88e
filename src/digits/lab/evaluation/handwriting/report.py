"""The page on real handwriting, from its figures."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from digits.lab.rejection.images import LOOKALIKES

Figures = dict[str, Any]

_INTRODUCTION = """# Real handwriting

Made by `digits handwriting`; every figure is computed, from [real-handwriting.json](real-handwriting.json). A digit
counts as read right when it is the answer, `unsure` or not; a refusal, a number or a mirrored digit in its place is an
error. Brackets hold 95 % intervals (Clopper-Pearson).
"""

_DEVELOPMENT = """
## What was developed with what

None of these figures but the first is of data that no decision has seen:

- **MNIST's test images** were opened once for this file of the network, after everything was fixed.
- **Fold 0 of MNIST's training images** (writers that no image trained on is of) chose the recipe and calibrates: half
  of its writers make the temperature and the thresholds of network and gate, the other half check them. Of the five
  teachers of `default`, four learned from these writers: its figures on them may be a little too good.
- **Semeion and Pendigits** are development data: they trained no network that reads digits, but preprocessing, the
  drawing of strokes, augmentation, the shapes of drawn digits and the mean of the network's weights were developed
  while looking at their errors. The judge of pieces, which divides numbers into digits, learned from numbers composed
  of the first half of Pendigits; the strings drawn below are of the second half.
- **Photographs**: preprocessing was developed on photographs composed by the same program under the conditions
  "everyday", with other chance; "harsh" goes beyond its ranges, but is of the same program. No real photograph is
  among them.
- **Strings** are composed by the program that the judge of pieces learned from, of writers and with chance that it
  did not see.
- **Corruptions** are our own and were used for no decision. They are none of MNIST-C's fifteen.
- **Non-digits**: the shipped gate learned from the generated families, and from the letters of other people in the
  same scripts. What it makes of a family that it never saw is in the column "held out".
"""


def page(figures: Figures) -> str:
    """Everything the figures say, in Markdown."""
    parts = [_INTRODUCTION, *_provenance(figures), "", *_bars(figures), _DEVELOPMENT]
    for section in (_corruptions, _photographs, _numbers, _non_digits, _mirrored, _misread):
        parts += [*section(figures), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _provenance(figures: Figures) -> list[str]:
    model, fold = figures["model"], figures["left_out"]
    seen = (
        f"fold {fold} of MNIST's writers was left out of its training"
        if fold is not None
        else "**it saw all of MNIST's training images, so that every figure on them is flattered**"
    )
    gate, judge = figures["gate"][:8], figures["judge"][:8]
    words = (
        f"The network is `{model['name']}` {model['version']}; {seen}. The gate is `{gate}`, "
        f"the judge of pieces `{judge}`."
    )
    return [_paragraph(words)]


def _bars(figures: Figures) -> list[str]:
    """What was asked for, and what is there."""
    writers, numbers, calibration = figures["new writers"], figures["numbers"], figures["calibration"]
    checked = calibration.get("checked")
    before = figures["before"]
    rows = [
        ("MNIST's test images", _rate(figures["test"]), f"no worse than the first network: {_rate(before)}"),
        ("MNIST's new writers, the network", _rate(writers["network"]), ""),
        ("MNIST's new writers, the whole", _whole(writers["whole"]), ""),
        ("Semeion, scans", _whole(figures["semeion"]), "at most 2.5 %"),
        ("Pendigits, strokes", _whole(figures["pendigits"]), "at most 1.5 %"),
        *((f"Photographs, {one}, against flat", _lost(figures[f"photographs, {one}"]), f"{bar}") for one, bar in _BARS),
        ("Strings of five, spaced", _right(numbers["spaced"]), "at least 97 % right"),
        ("Strings of five, touching", _right(numbers["touching"]), "at least 85 % right"),
        ("Families held out, the least AUROC", _least_auroc(figures), "at least 0.98"),
        ("Expected calibration error", _calibration(checked), "at most 0.5 %"),
        ("Coverage of the candidates", _coverage(checked), f"{_percent(figures['promised'], 1)}, within 0.5 points"),
        ("A photograph of 1000x1000, median", _time(figures["duration"]), "at most 40 ms"),
    ]
    return _table("what | figure | asked for", rows)


_BARS = (("everyday", "at most 0.5 points"), ("harsh", ""))


def _time(duration: Figures) -> str:
    return f"{duration['processor']} ms of one thread, {duration['clock']} ms by the clock"


def _calibration(checked: Figures | None) -> str:
    return _percent(checked["expected_calibration_error"], 2) if checked else "–"


def _coverage(checked: Figures | None) -> str:
    return f"{_percent(checked['coverage'], 2)}, {_percent(checked['unsure'], 1)} unsure" if checked else "–"


def _corruptions(figures: Figures) -> list[str]:
    found = figures["corruptions"]
    rows = [(name, *(_plain(one) for one in three)) for name, three in found["strengths"].items()]
    rows.append(("mean", *(_mean(column) for column in zip(*found["strengths"].values(), strict=True))))
    return [
        "## MNIST's new writers under corruption",
        "",
        _paragraph(
            "Errors in percent, and in brackets the share that was refused, at three strengths; "
            f"{found['none']['images']:,} images each. The same pictures without corruption: {_rate(found['none'])}."
        ),
        "",
        "![Our corruptions](real-handwriting/corruptions.png)",
        "",
        *_table("corruption | 1 | 2 | 3", rows),
    ]


def _plain(found: Figures) -> str:
    return f"{100 * found['errors'] / found['images']:.1f} ({_percent(found['not_a_digit'] / found['images'], 1)})"


def _mean(found: Sequence[Figures]) -> str:
    return f"{100 * sum(one['errors'] for one in found) / sum(one['images'] for one in found):.1f}"


def _photographs(figures: Figures) -> list[str]:
    rows = [
        (f"{name}, {origin}", _rate(one["photographs"]), _rate(one["flat"]), *_kinds(one["photographs"]))
        for name, _ in _BARS
        for origin, one in figures[f"photographs, {name}"].items()
    ]
    return [
        "## Photographs",
        "",
        *_table("photographs | errors | of the flat originals | refused | read as a number | blank", rows),
    ]


def _kinds(found: Figures) -> tuple[str, str, str]:
    return str(found["not_a_digit"]), str(found["number"]), str(found["blank"])


def _numbers(figures: Figures) -> list[str]:
    rows = [
        (name, _right(one), str(one["not read as a number"]), _examples(one["misread"]))
        for name, one in figures["numbers"].items()
    ]
    return [
        "## Strings of five digits",
        "",
        "A string is right when all of it is.",
        "",
        *_table("strings | right | read as no number | misread, such as", rows),
    ]


def _examples(misread: Sequence[Figures]) -> str:
    return ", ".join(f"{one['written']} as {one['read']}" for one in misread[:3])


def _non_digits(figures: Figures) -> list[str]:
    held_out = figures["held_out_families"]
    rows = [(name, *_shipped(one), *_held_out(held_out.get(name))) for name, one in figures["non-digits"].items()]
    return [
        "## What is no digit",
        "",
        _paragraph(
            "AUROC: the probability that a digit scores higher than a non-digit. Accepted: the share of non-digits "
            "that score as 95 % of the digits of new writers do. Read: as a digit, at the shipped threshold. Held out: "
            "the same of a gate that was trained without the family (`digits calibrate gate --compare`). "
            "Single signs only: how often words are read as numbers is not measured."
        ),
        "",
        *_table("family | AUROC | accepted | read | AUROC, held out | accepted, held out", rows),
    ]


def _shipped(one: Figures) -> tuple[str, str, str]:
    read = one["read_as_digit"] / one["images"]
    return f"{one['auroc']:.4f}", _percent(one["accepted_at_95_recall"], 1), _percent(read, 1)


def _held_out(found: Figures | None) -> tuple[str, str]:
    if found is None:
        return "", ""
    return f"{found['gate']['auroc']:.4f}", _percent(found["gate"]["accepted"], 1)


def _least_auroc(figures: Figures) -> str:
    gate = {name: float(one["gate"]["auroc"]) for name, one in figures["held_out_families"].items()}
    gate.pop(LOOKALIKES, None)
    if not gate:
        return "–"
    least = min(gate, key=lambda name: gate[name])
    return f"{gate[least]:.4f} ({least})"


def _mirrored(figures: Figures) -> list[str]:
    whole = figures["new writers"]["whole"]
    rows = [
        (digit, str(one["images"]), _share(one, "recognized"), _share(one, "another_mirrored"), _share(one, "refused"))
        for digit, one in figures["mirrored"].items()
    ]
    return [
        "## Mirrored digits",
        "",
        _paragraph(
            f"Digits of new writers, mirrored. Of {whole['images']:,} digits that are not, {whole['mirrored']} were "
            "taken for mirrored ones."
        ),
        "",
        *_table("digit | images | recognized as mirrored | as another one mirrored | refused", rows),
    ]


def _misread(figures: Figures) -> list[str]:
    photographs = (one for name, _ in _BARS for one in figures[f"photographs, {name}"].values())
    sheets = [figures[name]["sheet"] for name in ("semeion", "pendigits")] + [one["sheet"] for one in photographs]
    lines = [f"![{name.removesuffix('.png')}: misread](real-handwriting/{name})\n" for name in sheets if name]
    return ["## What was misread", "", *lines]


def _paragraph(text: str) -> str:
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def _table(header: str, rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows below a header whose cells are divided as theirs are."""
    return [f"| {header} |", "|---" * (header.count("|") + 1) + "|", *(f"| {' | '.join(cells)} |" for cells in rows)]


def _rate(found: Figures | None) -> str:
    """Errors in percent with their interval."""
    if not found:
        return "not yet read"
    low, high = (100 * bound for bound in found["interval"])
    return f"{100 * found['errors'] / found['images']:.2f} % [{low:.2f}, {high:.2f}] of {found['images']:,}"


def _whole(found: Figures) -> str:
    return f"{_rate(found)}; {found['not_a_digit']} of them refused, {found['number']} read as a number"


def _right(found: Figures) -> str:
    low, high = (100 * (1 - bound) for bound in reversed(found["interval"]))
    return f"{100 * (1 - found['errors'] / found['images']):.1f} % [{low:.1f}, {high:.1f}]"


def _lost(found: Figures) -> str:
    """Points of error that photographs have more than their flat originals.

    Both are of the same digits, so that the interval is of those that only one of the two was read right of.
    """
    lost, gained = (sum(one[name] for one in found.values()) for name in ("lost", "gained"))
    images = sum(one["photographs"]["images"] for one in found.values())
    difference = 100 * (lost - gained) / images
    error = 196 * math.sqrt(lost + gained - (lost - gained) ** 2 / images) / images
    return f"{difference:+.2f} points [{difference - error:+.2f}, {difference + error:+.2f}] of {images:,}"


def _share(found: Figures, name: str) -> str:
    return _percent(found[name] / max(found["images"], 1), 1)


def _percent(share: float, decimals: int) -> str:
    return f"{100 * share:.{decimals}f} %"
