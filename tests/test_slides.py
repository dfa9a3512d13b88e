"""The decks are alike in both languages, complete, and build."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tools import slide_numbers

from absence import absent

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "fr")
FIGURE = re.compile(r"!\[.*?\]\((.*?)\)")


def slides(language: str) -> list[str]:
    deck = (ROOT / "slides" / f"deck.{language}.md").read_text("utf-8")
    return re.split(r"^---\n", deck, flags=re.MULTILINE)[2:]


def figures(slide: str) -> list[str]:
    return FIGURE.findall(slide)


def test_both_decks_have_the_same_slides_with_the_same_figures_and_numbers() -> None:
    english, french = ([contents(slide) for slide in slides(language)] for language in LANGUAGES)
    assert english == french


def contents(slide: str) -> tuple[list[str], list[str]]:
    shared = [figure.replace(".fr.", ".en.") for figure in figures(slide)]
    return shared, sorted(match[3] for match in slide_numbers.GENERATED.finditer(slide))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_exists(language: str) -> None:
    named = [ROOT / "slides" / figure for slide in slides(language) for figure in figures(slide)]
    assert [path for path in named if not path.exists()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slide_has_notes(language: str) -> None:
    assert [slide for slide in slides(language) if not re.search(r"<!--\n.*?\n-->", slide, re.DOTALL)] == []


@pytest.mark.release
def test_the_decks_build(tmp_path: Path) -> None:
    if shutil.which("npx") is None:
        absent("npx, which comes with Node.js")
    subprocess.run(["make", "decks", f"DECKS={tmp_path}"], cwd=ROOT, check=True)
    for language in LANGUAGES:
        page = (tmp_path / f"deck.{language}.html").read_text("utf-8")
        assert page.count("<svg data-marpit-svg") == len(slides(language))
        assert (tmp_path / f"deck.{language}.pdf").read_bytes().startswith(b"%PDF")
