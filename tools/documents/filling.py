"""Putting generated passages between their marks."""

import re
from pathlib import Path

import digits
from digits.atomic_write import atomic_write
from tools.documents.passages import Passages

ROOT = Path(digits.__file__).parents[2]
PATTERNS = ("*.md", "docs/**/*.md", "notebooks/**/*.md", "src/digits/models/**/*.md")

_BEGINS_LINE = re.compile(r"^[ \t]*(<!-- made: \S+ -->).", re.MULTILINE)
"""An inline passage in front, which Markdown takes for the start of a block of HTML."""
_MARK = re.compile(r"<!-- (?:made: (?P<name>[a-z0-9_.-]+)|end) -->")


class MarkError(ValueError):
    """Marks that do not match, or that name a passage nobody makes."""


def filled(text: str, passages: Passages) -> str:
    """The text with each passage made anew.

    Raises:
        MarkError: an opening mark has no closing one, or the other way round, or its passage is unknown; or a passage
            within a line begins it.
    """
    if begins := _BEGINS_LINE.search(text):
        raise MarkError(
            f"{begins[1]} begins a line, which Markdown takes for HTML: move it up, or down to lines of its own"
        )
    parts, position, opened = [], 0, None
    for mark in _MARK.finditer(text):
        if (opened is None) == (mark["name"] is None):
            raise MarkError(f"{mark[0]} has no partner")
        if mark["name"]:
            opened = mark
            continue
        assert opened
        parts += [text[position : opened.end()], _between(opened["name"], text[opened.end()], passages)]
        position, opened = mark.start(), None
    if opened:
        raise MarkError(f"{opened[0]} has no partner")
    return "".join([*parts, text[position:]])


def _between(name: str, first: str, passages: Passages) -> str:
    """What belongs between the marks: on lines of its own if a line ends after the first mark."""
    if name not in passages:
        raise MarkError(f"nothing makes {name}; there are {', '.join(sorted(passages))}")
    made = passages[name]().strip("\n")
    return f"\n{made}\n" if first == "\n" else made


def documents(root: Path = ROOT) -> list[Path]:
    """The files that may have passages."""
    return sorted({path for pattern in PATTERNS for path in root.glob(pattern)})


def drifted(paths: list[Path], passages: Passages) -> list[Path]:
    """The files in which a passage is not what it would be if made now.

    Raises:
        MarkError: see `filled`; it names the file.
    """
    return [path for path in paths if (text := path.read_text("utf-8")) != _filled(path, text, passages)]


def fill(paths: list[Path], passages: Passages) -> list[Path]:
    """Make the passages of the files anew, and return the files that changed.

    Raises:
        MarkError: see `filled`; it names the file, and no file has changed.
    """
    changed = drifted(paths, passages)
    for path in changed:
        text = _filled(path, path.read_text("utf-8"), passages)
        with atomic_write(path) as hidden:
            hidden.write_text(text, "utf-8")
    return changed


def _filled(path: Path, text: str, passages: Passages) -> str:
    try:
        return filled(text, passages)
    except MarkError as error:
        raise MarkError(f"{path}: {error}") from error
