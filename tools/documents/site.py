"""MkDocs' hook for the documentation: what its pages link to elsewhere in the repository becomes part of the site.

A link of a page to a file outside `docs/`, such as ``../results/README.md``, works in the repository. The site has no
such place, so the file is taken into it: a Markdown file as a page, with what it links to in turn, any other as it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
FOLDER = "docs"
STYLE = "src/digits/web/static/css/vars.css"
"""The colours of the application, which the site has too."""

_MARK = re.compile(r"<!-- (?:made: [^ ]+|end) -->")
"""A comment at the start of a line is a block of its own to MkDocs, and would end a list or a paragraph."""

_LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#]+)(?P<part>#[^)\s]*)?(?=\))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files outside `docs/` that pages link to, and the colours of the application."""
    waiting = [_place(file) for file in files if file.is_documentation_page()]
    added = {STYLE}
    files.append(_file(STYLE, config))
    while waiting:
        place = waiting.pop()
        for target in _targets(place):
            if target.startswith(f"{FOLDER}/") or target in added:
                continue
            added.add(target)
            files.append(_file(target, config))
            if target.endswith(".md"):
                waiting.append(target)
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Lead links to where the site has what they point at, and take the marks of generated passages away."""
    here = _place(page.file)

    def led(link: re.Match[str]) -> str:
        target = _target(here, link["target"])
        if target is None:
            return link[0]
        start = posixpath.dirname(page.file.src_uri)
        return posixpath.relpath(target.removeprefix(f"{FOLDER}/"), start or ".") + (link["part"] or "")

    return _LINK.sub(led, _MARK.sub("", markdown))


def on_post_page(output: str, page: Page, **_: object) -> str:
    """Say which language a page is in, for screen readers: the theme knows that of its own words only."""
    language = page.meta.get("lang")
    return output.replace('<html lang="en"', f'<html lang="{language}"', 1) if language else output


def _place(file: File) -> str:
    """Where a file of the site stands in the repository."""
    inside = Path(file.src_dir or ROOT) == ROOT
    return file.src_uri if inside else f"{FOLDER}/{file.src_uri}"


def _targets(place: str) -> Iterator[str]:
    text = (ROOT / place).read_text("utf-8")
    found = (_target(place, link["target"]) for link in _LINK.finditer(text))
    return (target for target in found if target)


def _target(place: str, link: str) -> str | None:
    """The file of the repository that a link leads to; None for any other link."""
    if ":" in link or link.startswith("/"):
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(place), link))
    return target if (ROOT / target).is_file() else None


def _file(place: str, config: MkDocsConfig) -> File:
    from mkdocs.structure.files import File

    return File(place, str(ROOT), config.site_dir, config.use_directory_urls)
