"""Sections of the report on numbers: strings, surroundings, real pictures, and words."""

from collections.abc import Sequence

from digits.lab.evaluation.handwriting.report_format import Figures, correct, paragraph, percent, table


def strings(figures: Figures) -> list[str]:
    """Strings of five digits."""
    rows = [
        (name, correct(one), str(one["not_a_number"]), _examples(one["misread"]))
        for name, one in figures["numbers"].items()
    ]
    return [
        "## Strings of five digits",
        "",
        "A string counts as correct only if every character is.",
        "",
        *table("strings | correct | not read as a number | misread, for example", rows),
    ]


def surroundings(figures: Figures) -> list[str]:
    """Numbers where people write them, composed and real."""
    header = "{} | pictures | correct | silently wrong | by rules, before | misread, for example"
    return [
        "## Numbers where people write them",
        "",
        paragraph(
            "A picture counts as correct if all that was written is read, and nothing else. Silently wrong: neither "
            "correct nor rejected nor `unsure`. By rules, before: the same pictures, read by the last version that "
            "divided numbers by rules (correct, silently wrong)."
        ),
        "",
        *table(header.format("composed, held-out writers"), _rows(figures, "surroundings")),
        "",
        paragraph(
            "Real pictures by other people, used to measure and to develop with, never to train on; mark-sheet cells "
            "also at two and three times their size. About eight of the mark sheets' labels are wrong."
        ),
        "",
        *table(header.format("real pictures"), _rows(figures, "real pictures")),
    ]


def words(figures: Figures) -> list[str]:
    """Words that are read as numbers."""
    rows = [
        (name, str(one["images"]), percent(one["errors"] / one["images"], 1), ", ".join(one["read"]))
        for name, one in figures["words"].items()
    ]
    return [
        "## Words",
        "",
        paragraph(
            "Latin letters by people whose letters nothing was trained on, in words of three to eight letters, and in "
            "three lines of three words; letters that look like digits are among them."
        ),
        "",
        *table("text | pictures | read as a digit or number without a warning | read, for example", rows),
    ]


def _rows(figures: Figures, name: str) -> list[Sequence[str]]:
    before = figures.get("by_rules", {}).get(name, {})
    return [
        (kind, str(one["images"]), correct(one), _silent(one), _before(before.get(kind)), _examples(one["misread"]))
        for kind, one in figures[name].items()
    ]


def _silent(one: Figures) -> str:
    return percent(one["silent"] / one["images"], 1)


def _before(one: Figures | None) -> str:
    return f"{percent(1 - one['errors'] / one['images'], 1)}, {_silent(one)}" if one else "–"


def _examples(misread: Sequence[Figures]) -> str:
    return ", ".join(f"{one['written']} as {one['read']}" for one in misread[:3])
