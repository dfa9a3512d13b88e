"""The report on real handwriting, in Markdown, from its figures."""

import math
from collections.abc import Sequence

from digits.lab.evaluation.handwriting import report_numbers
from digits.lab.evaluation.handwriting.report_format import Figures, correct, paragraph, percent, rate, table
from digits.lab.rejection.data import LOOKALIKES
from digits.lab.rejection.score_comparison import NETWORK

_INTRODUCTION = """# Real handwriting

Written by `digits handwriting`. Every figure is computed, from [real-handwriting.json](real-handwriting.json). A digit
counts as correct if it is the answer, `unsure` or not. A rejection, a number or a mirrored digit in its place counts as
an error. Brackets: 95 % intervals, on MNIST's held-out writers and on Pendigits a bootstrap of the writers, else exact
(Clopper-Pearson): Semeion does not say who wrote what.
"""

_DEVELOPMENT = """
## What was developed on which data

Only the first of these was used for no decision:

- **MNIST's test images** were opened once for this file of the network, after everything was fixed.
- **Fold 0 of MNIST's training images** (by writers who wrote none of the images trained on) chose the recipe and
  calibrates: half of its writers fit the temperature and the thresholds of classifier and rejection network, the other
  half test them. Most teachers of `default` were trained on these writers, so its figures on them may be slightly
  optimistic.
- **Semeion and Pendigits** are development data. No classifier was trained on them, but preprocessing, the drawing of
  strokes, augmentation, the shapes of synthetic digits and weight averaging were developed on their errors. The
  strings of strokes below come from the second half of Pendigits.
- **The detector and the isolation network** find the digits of a page and tell their ink from what is around it. Both
  were trained on pages composed of MNIST's folds 1 to 4 and of drawn national shapes, with letters of Omniglot. The
  detector's thresholds were fitted on such pages of fold 0, with letters by other people.
- **Photographs** are synthetic. Preprocessing was developed on photographs by the same program under the conditions
  "everyday", with other seeds; "harsh" goes beyond those conditions. No real photograph is among them.
- **Strings** are composed of fold 0's digits, by another program than the one that composes the detector's pages.
- **Corruptions** are our own, and chose nothing. They are none of MNIST-C's fifteen.
- **Non-digits**: the shipped rejection network was trained on the generated families, and on other people's letters in
  the same scripts. The columns "held out" show families that a network was not trained on.
"""


def report(figures: Figures) -> str:
    """Write the report."""
    parts = [_INTRODUCTION, *_provenance(figures), "", *_targets(figures), _DEVELOPMENT]
    for section in _SECTIONS:
        parts += [*section(figures), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _provenance(figures: Figures) -> list[str]:
    model, fold = figures["model"], figures["held_out_fold"]
    training = (
        f"fold {fold} of MNIST's writers was held out from its training"
        if fold is not None
        else "**it was trained on all of MNIST's training images, so every figure on them is optimistic**"
    )
    rejection, detector, isolation = (figures[name][:8] for name in ("rejection_network", "detector", "isolation"))
    return [
        paragraph(
            f"Classifier: `{model['name']}` {model['version']}; {training}. Rejection network: `{rejection}`. "
            f"Detector: `{detector}`. Isolation network: `{isolation}`."
        )
    ]


def _targets(figures: Figures) -> list[str]:
    """The table of figures against their targets."""
    writers, numbers, calibration = figures["held-out writers"], figures["numbers"], figures["calibration"]
    checked = calibration.get("checked")
    rows = [
        (
            "MNIST's test images",
            rate(figures["test"]),
            f"at most as the first network: {rate(figures['first_model'])}",
        ),
        ("MNIST's held-out writers, classifier alone", rate(writers["classifier"]), ""),
        ("MNIST's held-out writers, whole recognizer", _recognizer(writers["recognizer"]), ""),
        ("Semeion, scans", _recognizer(figures["semeion"]), "at most 2.5 %"),
        ("Pendigits, strokes", _recognizer(figures["pendigits"]), "at most 1.5 %"),
        *(
            (f"Photographs, {one}: errors added to flat originals", _lost(figures[f"photographs, {one}"]), target)
            for one, target in _CONDITIONS
        ),
        ("Strings of five, spaced", correct(numbers["spaced"]), "at least 97 % correct"),
        ("Strings of five, touching", correct(numbers["touching"]), "at least 85 % correct"),
        ("Lowest AUROC of a held-out family", _lowest_auroc(figures), "at least 0.98"),
        ("Expected calibration error", _calibration(checked), "at most 0.5 %"),
        (
            "Coverage of the candidates",
            _coverage(checked),
            f"{percent(figures['nominal_coverage'], 1)}, within 0.5 points",
        ),
        ("Time for a 1000x1000 photograph, median", _time(figures["duration"]), "at most 40 ms"),
    ]
    return table("measure | result | target", rows)


_CONDITIONS = (("everyday", "at most 0.5 points"), ("harsh", ""))


def _time(duration: Figures) -> str:
    return f"{duration['cpu_ms']} ms of CPU time, {duration['wall_ms']} ms of wall time"


def _calibration(checked: Figures | None) -> str:
    return percent(checked["expected_calibration_error"], 2) if checked else "–"


def _coverage(checked: Figures | None) -> str:
    return f"{percent(checked['coverage'], 2)}, {percent(checked['unsure'], 1)} unsure" if checked else "–"


def _corruptions(figures: Figures) -> list[str]:
    found = figures["corruptions"]
    rows = [(name, *(_plain(one) for one in three)) for name, three in found["strengths"].items()]
    rows.append(("mean", *(_mean(column) for column in zip(*found["strengths"].values(), strict=True))))
    return [
        "## MNIST's held-out writers under corruption",
        "",
        paragraph(
            "Errors in percent (in brackets: the share rejected) at three strengths, of "
            f"{found['none']['images']:,} images each. Without corruption: {rate(found['none'])}."
        ),
        "",
        "![The corruptions at three strengths](real-handwriting/corruptions.png)",
        "",
        *table("corruption | 1 | 2 | 3", rows),
    ]


def _plain(found: Figures) -> str:
    return f"{100 * found['errors'] / found['images']:.1f} ({percent(found['not_a_digit'] / found['images'], 1)})"


def _mean(found: Sequence[Figures]) -> str:
    return f"{100 * sum(one['errors'] for one in found) / sum(one['images'] for one in found):.1f}"


def _photographs(figures: Figures) -> list[str]:
    rows = [
        (f"{name}, {origin}", rate(one["photographs"]), rate(one["flat"]), *_verdicts(one["photographs"]))
        for name, _ in _CONDITIONS
        for origin, one in figures[f"photographs, {name}"].items()
    ]
    return [
        "## Photographs",
        "",
        *table("photographs | errors | errors on the flat originals | rejected | read as a number | blank", rows),
    ]


def _verdicts(found: Figures) -> tuple[str, str, str]:
    return str(found["not_a_digit"]), str(found["number"]), str(found["blank"])


def _non_digits(figures: Figures) -> list[str]:
    held_out = figures["held_out_families"]
    rows = [(name, *_shipped(one), *_held_out(held_out.get(name))) for name, one in figures["non-digits"].items()]
    return [
        "## Non-digits",
        "",
        paragraph(
            "AUROC: the probability that a digit scores higher than a non-digit. Accepted: the share of non-digits "
            "above the threshold that accepts 95 % of the digits by held-out writers. Read: as a digit, at the shipped "
            "threshold. Held out: the same for a network that was trained without the family "
            "(`digits calibrate rejection --compare`). All are single signs."
        ),
        "",
        *table("family | AUROC | accepted | read | AUROC, held out | accepted, held out", rows),
    ]


def _shipped(one: Figures) -> tuple[str, str, str]:
    read = one["read_as_digit"] / one["images"]
    return f"{one['auroc']:.4f}", percent(one["accepted_at_95_percent_recall"], 1), percent(read, 1)


def _held_out(found: Figures | None) -> tuple[str, str]:
    if found is None:
        return "", ""
    return f"{found[NETWORK]['auroc']:.4f}", percent(found[NETWORK]["accepted"], 1)


def _lowest_auroc(figures: Figures) -> str:
    auroc = {name: float(one[NETWORK]["auroc"]) for name, one in figures["held_out_families"].items()}
    auroc.pop(LOOKALIKES, None)
    if not auroc:
        return "–"
    lowest = min(auroc, key=lambda name: auroc[name])
    return f"{auroc[lowest]:.4f} ({lowest})"


def _mirrored(figures: Figures) -> list[str]:
    upright = figures["held-out writers"]["recognizer"]
    rows = [
        (digit, str(one["images"]), _share(one, "recognized"), _share(one, "another_digit"), _share(one, "rejected"))
        for digit, one in figures["mirrored"].items()
    ]
    return [
        "## Mirrored digits",
        "",
        paragraph(
            f"Digits by held-out writers, mirrored. Of {upright['images']:,} upright digits, {upright['mirrored']} are "
            "called mirrored."
        ),
        "",
        *table("digit | images | recognized as mirrored | as another mirrored digit | rejected", rows),
    ]


def _misread(figures: Figures) -> list[str]:
    photographs = (one for name, _ in _CONDITIONS for one in figures[f"photographs, {name}"].values())
    sheets = [figures[name]["sheet"] for name in ("semeion", "pendigits")] + [one["sheet"] for one in photographs]
    lines = [f"![{name.removesuffix('.png')}: misread](real-handwriting/{name})\n" for name in sheets if name]
    return ["## Misread images", "", *lines]


def _recognizer(found: Figures) -> str:
    return f"{rate(found)}; {found['not_a_digit']} rejected, {found['number']} read as a number"


def _lost(found: Figures) -> str:
    """Error of photographs minus error of their flat originals, in percentage points.

    Both show the same digits, so the interval is that of a paired difference: of digits that only one of them is read
    correctly from.
    """
    lost, gained = (sum(one[name] for one in found.values()) for name in ("lost", "gained"))
    images = sum(one["photographs"]["images"] for one in found.values())
    difference = 100 * (lost - gained) / images
    error = 196 * math.sqrt(lost + gained - (lost - gained) ** 2 / images) / images
    return f"{difference:+.2f} points [{difference - error:+.2f}, {difference + error:+.2f}] of {images:,}"


def _share(found: Figures, name: str) -> str:
    return percent(found[name] / max(found["images"], 1), 1)


_SECTIONS = (
    report_numbers.surroundings,
    report_numbers.strings,
    report_numbers.words,
    _corruptions,
    _photographs,
    _non_digits,
    _mirrored,
    _misread,
)
