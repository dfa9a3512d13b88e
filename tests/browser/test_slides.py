"""The slides: both languages alike, up to date with the results, whole on one screen, and usable without a server."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from slides import deck, figures, images, printing
from slides.deck import Slide, TextError
from slides.pictures import made_with

FOLDER = Path(deck.__file__).parent
LANGUAGES = list(figures.LANGUAGES)
PLACEHOLDER = re.compile(r"\{\{\s*(\w+\([^}\"]*(?:\"[\w .-]*\"[^}\"]*)*)")
OUTSIDE = re.compile(r"""(?:src|href)=["'](?!data:|#)[^"']*|url\((?!data:|#)[^)]*\)|@import""")
MOST_BYTES = 3_000_000

# What of the slide that is shown sticks out of it, of its drawing, or of the room below its heading.
STICKING_OUT = """() => {
  const slide = document.querySelector(".slide.is-current");
  const edge = slide.getBoundingClientRect();
  const out = [];
  for (const part of slide.querySelectorAll(".title, .body *:not(defs *)")) {
    const box = part.getBoundingClientRect();
    if (!box.width) continue;
    const room = part.tagName === "text" ? part.ownerSVGElement.getBoundingClientRect() : edge;
    const far = [room.left - box.left, box.right - room.right, room.top - box.top, box.bottom - room.bottom];
    if (Math.max(...far) > 2) out.push(`${part.tagName}: ${part.textContent.trim().slice(0, 40)}`);
  }
  const body = slide.querySelector(".body");
  if (body.scrollHeight > body.clientHeight + 1) out.push("the body");
  return out.map((said) => `${slide.id}: ${said}`);
}"""


@cache
def slides(code: str) -> list[Slide]:
    language = figures.LANGUAGES[code]
    return deck.slides((FOLDER / f"{code}.md").read_text("utf-8"), language, figures.figures(language))


@pytest.fixture
def open_slides(chromium):
    """Open the committed file of a language as a jury does, by a double click."""
    contexts = []

    def open_(code: str = "en", **options):
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 720}} | options))
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto((FOLDER / f"{code}.html").as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


def shown(page) -> str:
    return page.locator(".slide.is-current").get_attribute("id")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_committed_slides_are_what_texts_and_results_give(code: str) -> None:
    """Where this fails: make slides, and commit what it makes."""
    page = FOLDER / f"{code}.html"
    assert page.read_text("utf-8") == deck.rendered(code)
    assert printing.is_of(page.with_suffix(".pdf"), page)


def test_the_screenshots_are_of_the_network_and_the_table_that_ship() -> None:
    assert images.facts()["made_with"] == made_with(), "make slides"


def test_all_languages_have_the_same_slides_with_the_same_figures() -> None:
    found = {code: (FOLDER / f"{code}.md").read_text("utf-8").split("\n---\n") for code in LANGUAGES}
    calls = {code: [sorted(map(called, PLACEHOLDER.findall(part))) for part in parts] for code, parts in found.items()}
    assert calls["fr"] == calls["en"]
    assert [(one.name, one.kind) for one in slides("fr")] == [(one.name, one.kind) for one in slides("en")]
    assert 18 <= len(slides("en")) <= 30


def called(placeholder: str) -> str:
    """A placeholder without the text for those who do not see it, which is a language's own."""
    return re.sub(r'(picture|screen)\(("[^"]*").*', r"\1(\2", placeholder)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_slide_has_notes_and_every_picture_words(code: str) -> None:
    for slide in slides(code):
        assert len(re.sub("<[^>]*>", "", slide.notes)) > 100, slide.name
        for picture in re.findall(r"<img[^>]*>|<svg[^>]*>", slide.body):
            said = re.search(r'(?:alt|aria-label)="([^"]*)"', picture)
            assert said, slide.name
            assert len(said[1]) > 30, slide.name


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_slide_has_a_figure_of_the_results_typed_by_hand(code: str) -> None:
    """Percentages come from the results; those that remain are said of a network or a level that is supposed."""
    text = re.sub(r"\{\{.*?\}\}", "", (FOLDER / f"{code}.md").read_text("utf-8"))
    assert set(re.findall(r"[\d.,]+(?=\s?%)", text)) <= {"0.18", "0,18", "95"}


def test_french_has_its_own_signs() -> None:
    written = (FOLDER / "fr.md").read_text("utf-8")
    text = re.sub(r"\{\{.*?\}\}|```.*?```|`[^`]*`|<[^>]*>|\?\?\?|&nbsp;", "", written, flags=re.DOTALL)
    assert "'" not in text
    assert '"' not in text
    assert re.findall(r"\S[;!?»]", deck.typeset(text, figures.FRENCH).replace("\u202f", " ").replace("\xa0", " ")) == []


def test_a_slide_without_notes_and_an_unknown_figure_are_errors() -> None:
    with pytest.raises(TextError, match="# Alone"):
        deck.slides("# Alone {#alone}\n\nbody\n", figures.ENGLISH, {})
    with pytest.raises(Exception, match="unheard_of"):
        deck.slides("# One {#one}\n\n{{ unheard_of() }}\n\n???\n\nnotes\n", figures.ENGLISH, {})


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_fetched_and_nothing_sticks_out(open_slides, code: str) -> None:
    assert OUTSIDE.findall((FOLDER / f"{code}.html").read_text("utf-8")) == []
    page = open_slides(code)
    out = []
    for _ in slides(code):
        out += page.evaluate(STICKING_OUT)
        page.keyboard.press("ArrowRight")
    assert out == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_keys_buttons_addresses_and_fingers_move(open_slides) -> None:
    names = [slide.name for slide in slides("en")]
    page = open_slides(has_touch=True)
    assert shown(page) == names[0]
    for key, place in (("ArrowRight", 1), ("PageDown", 2), (" ", 3), ("ArrowLeft", 2), ("End", -1), ("ArrowRight", -1)):
        page.keyboard.press(key)
        assert shown(page) == names[place], key
    assert page.evaluate("document.activeElement.id") == names[-1]
    page.keyboard.press("Home")
    page.get_by_role("button", name="Next slide").click(force=True)
    assert shown(page) == names[1]
    assert page.url.endswith(f"#{names[1]}")
    page.evaluate(f"location.hash = '{names[5]}'")
    page.wait_for_function(f"document.querySelector('.is-current').id === '{names[5]}'")
    swipe(page, 900, 300)
    assert shown(page) == names[6]
    swipe(page, 300, 900)
    assert shown(page) == names[5]


def swipe(page, start: int, stop: int) -> None:
    session = page.context.new_cdp_session(page)
    for kind, points in (("touchStart", [start]), ("touchMove", [stop]), ("touchEnd", [])):
        places = [{"x": x, "y": 300} for x in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
    session.detach()


def test_the_speaker_sees_notes_and_what_comes_and_moves_both_windows(open_slides) -> None:
    page = open_slides()
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    assert "Good morning" in speaker.locator("[data-said]").inner_text()
    assert speaker.locator("[data-then] .title").inner_text() == str(slides("en")[1].title)
    speaker.keyboard.press("ArrowRight")
    assert shown(page) == slides("en")[1].name
    assert "commonest complaint" in speaker.locator("[data-said]").inner_text()
    assert re.fullmatch(r"\d\d:\d\d", speaker.locator("[data-clock]").inner_text())


def test_without_the_script_all_slides_stand_one_below_the_other(open_slides) -> None:
    page = open_slides(java_script_enabled=False)
    assert page.locator(".slide").count() == len(slides("en"))
    assert page.locator(".slide").last.is_visible()


def test_a_page_of_the_pdf_is_a_slide() -> None:
    for code in LANGUAGES:
        pages = re.findall(rb"/Type /Page\b", (FOLDER / f"{code}.pdf").read_bytes())
        assert len(pages) == len(slides(code))


def test_all_is_small() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
