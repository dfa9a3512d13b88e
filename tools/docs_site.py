"""MkDocs hook: takes files outside `docs/` that pages link to, such as ``../results/README.md``, into the site."""

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

ROOT = Path(__file__).parents[1]
STYLE = "src/digits/web/static/css/vars.css"
"""The colours of the application, which the site has too."""

_MARKER = re.compile(r"<!-- (?:generated: .*?|end) -->")
_LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#]+)(?P<part>#[^)\s]*)?(?=\))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files outside `docs/` that pages link to, and what these link to in turn."""
    from mkdocs.structure.files import File

    waiting = [_place(file) for file in files if file.is_documentation_page()]
    wanted = [STYLE]
    while waiting:
        for target in _targets(waiting.pop()):
            if not target.startswith("docs/") and target not in wanted:
                wanted.append(target)
                waiting += [target] if target.endswith(".md") else []
    for place in wanted:
        files.append(File(place, str(ROOT), config.site_dir, config.use_directory_urls))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Point links to where the site has their targets, and remove the markers of generated blocks."""
    here, start = _place(page.file), posixpath.dirname(page.file.src_uri) or "."

    def moved(link: re.Match[str]) -> str:
        target = _target(here, link["target"])
        return (
            link[0] if target is None else posixpath.relpath(target.removeprefix("docs/"), start) + (link["part"] or "")
        )

    return _LINK.sub(moved, _MARKER.sub("", markdown))


def on_post_page(output: str, page: Page, **_: object) -> str:
    """State the language of a page for screen readers: the theme states that of its own words."""
    language = page.meta.get("lang")
    return output.replace('<html lang="en"', f'<html lang="{language}"', 1) if language else output


def _place(file: File) -> str:
    """Return the path of a file in the repository."""
    return file.src_uri if Path(file.src_dir or ROOT) == ROOT else f"docs/{file.src_uri}"


def _targets(place: str) -> Iterator[str]:
    links = _LINK.finditer((ROOT / place).read_text("utf-8"))
    return filter(None, (_target(place, link["target"]) for link in links))


def _target(place: str, link: str) -> str | None:
    """Return the file of the repository that a link leads to; None for any other link."""
    if ":" in link or link.startswith("/"):
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(place), link))
    return target if (ROOT / target).is_file() else None
