"""Sizes, colour schemes, accessibility and files of the page."""

from __future__ import annotations

import re
from pathlib import Path

from accessibility import SEEN, violations
from draw_on_page import draw_by_mouse, wait_until_read
from playwright.sync_api import expect
from templates import DRAWINGS

import digits
from digits.web.services.languages import words

WORDS = words("recognize", "en")

WEB = Path(digits.__file__).parent / "web"

# The name of what has the focus, and the line around what shows it.
FOCUSED = """() => {
  const element = document.activeElement;
  const ring = element.type === "file" ? element.nextElementSibling : element;
  const name = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent;
  return [name.trim(), getComputedStyle(ring).outlineStyle];
}"""


def test_an_answer_fits_every_screen_and_is_accessible_in_both_schemes(open_page) -> None:
    page = open_page()
    draw_by_mouse(page, DRAWINGS["2"])
    assert wait_until_read(page) == "2"
    page.locator("[data-snippets] summary").click()
    for width in (320, 390, 768, 1200, 2560):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.mouse.move(0, 0)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, SEEN) == []
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert max(map(int, re.findall(r"\d+", colour))) < 64


def test_every_control_has_a_name_and_shows_its_focus(open_page) -> None:
    page = open_page()
    names: list[str] = []
    while WORDS("api") not in names:
        assert len(names) < 30, names
        page.keyboard.press("Tab")
        name, outline = page.evaluate(FOCUSED)
        names.append(name)
        assert outline == "solid", name
        if name == "Drawing area":
            page.keyboard.press(" ")
    assert names == [
        WORDS("skip"),
        "Digits",
        *("Recognize", "Look inside", "Compare", "Practise", "Learn"),
        "Drawing area",
        "Undo",
        "Clear",
        "Read",
        "Model",
        WORDS("snippets"),
        "Choose pictures",
        *("English", "Français", "Español", "العربية"),
        WORDS("api"),
    ]


def test_motion_is_still_where_it_is_not_wanted(open_page) -> None:
    page = open_page(reduced_motion="reduce")
    duration = "getComputedStyle(document.querySelector('.bar rect')).transitionDuration"
    assert page.evaluate(duration) == "0s, 0s"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(duration) != "0s, 0s"


def test_an_error_is_a_page_for_people(open_page, watch) -> None:
    watch.expect("status of 404")
    page = open_page("/nothing-here")
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS("error.404"))
    page.get_by_role("link", name=WORDS("home")).click()
    expect(page.locator("[data-drawing-area-canvas]")).to_be_visible()


def test_modules_are_short_and_begin_with_what_they_are() -> None:
    for module in (WEB / "static" / "js").rglob("*.js"):
        text = module.read_text()
        assert len(text.splitlines()) < 300, module
        assert text.startswith("/**"), module


def test_templates_hold_no_script_and_no_style_of_their_own() -> None:
    forbidden = r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?:\ssrc=|application/json))|https?://(?!www\.w3\.org)"
    for template in (WEB / "templates").glob("*.html"):
        assert not re.search(f"{forbidden}|user-scalable", template.read_text()), template


def test_colours_stand_in_one_file() -> None:
    for sheet in (WEB / "static" / "css").glob("*.css"):
        if sheet.name != "vars.css":
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text()), sheet.name
