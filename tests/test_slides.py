"""The decks: alike in both languages, complete, and up to date with the results."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tools import slide_figures, slide_numbers

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


def test_figures_and_numbers_are_up_to_date() -> None:
    """Where this fails: make slides, and commit what changed."""
    assert [path.name for path, made in slide_figures.files().items() if path.read_bytes() != made] == []


@pytest.mark.release
@pytest.mark.skipif(shutil.which("npx") is None, reason="needs Node.js")
def test_the_decks_build(tmp_path: Path) -> None:
    subprocess.run(["make", "decks", f"DECKS={tmp_path}"], cwd=ROOT, check=True)
    for language in LANGUAGES:
        page = (tmp_path / f"deck.{language}.html").read_text("utf-8")
        assert page.count("<svg data-marpit-svg") == len(slides(language))
        assert (tmp_path / f"deck.{language}.pdf").read_bytes().startswith(b"%PDF")
