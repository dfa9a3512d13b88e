"""Sizes, colour schemes, accessibility and files of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from draw_on_page import draw_by_mouse, wait_until_read
from playwright.sync_api import expect
from templates import DRAWINGS

import digits
from digits.web.services.languages import words

WORDS = words("recognize", "en")

WEB = Path(digits.__file__).parent / "web"
MODULES = sorted((WEB / "static" / "js").rglob("*.js"))
TEMPLATES = sorted((WEB / "templates").glob("*.html"))

# WCAG 2.2, relative luminance and contrast ratio.
CONTRAST = """(element) => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const luminance = (colour) => channels(colour)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  let behind = element;
  while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
  const [light, dark] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor]
    .map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}"""

# The name of what has the focus, and the line around what shows it.
FOCUSED = """() => {
  const element = document.activeElement;
  const ring = element.type === "file" ? element.nextElementSibling : element;
  const name = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent;
  return [name.trim(), getComputedStyle(ring).outlineStyle];
}"""

TEXTS = (
    ".pages a",
    ".label",
    ".answer-verdict",
    ".answer-detail",
    ".bar-percent",
    ".button",
    ".is-primary",
    ".step-caption",
    ".drop-formats",
    ".colophon a",
)


def test_nothing_is_wider_than_the_window(open_page) -> None:
    page = open_page()
    draw_by_mouse(page, DRAWINGS["2"])
    assert wait_until_read(page) == "2"
    page.locator("[data-snippets] summary").click()
    for width in (320, 390, 768, 1200, 2560):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_text_has_contrast_in_both_schemes(open_page) -> None:
    page = open_page()
    draw_by_mouse(page, DRAWINGS["4 open"])
    assert wait_until_read(page) == "4"
    page.mouse.move(0, 0)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for selector in TEXTS:
            assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, (scheme, selector)


def test_the_dark_scheme_is_dark(open_page) -> None:
    page = open_page(color_scheme="dark")
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


def test_the_description_of_the_api_loads_nothing_from_outside(open_page) -> None:
    page = open_page("/docs", viewport={"width": 320, "height": 700})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_modules_are_short_and_begin_with_what_they_are(module: Path) -> None:
    text = module.read_text()
    assert len(text.splitlines()) < 300
    assert text.startswith("/**")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_script_and_no_style_of_their_own(template: Path) -> None:
    text = template.read_text()
    assert not re.search(
        r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?:\ssrc=|application/json))|https?://(?!www\.w3\.org)", text
    )
    assert "user-scalable" not in text


def test_colours_stand_in_one_file() -> None:
    for sheet in (WEB / "static" / "css").glob("*.css"):
        if sheet.name != "vars.css":
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text()), sheet.name
