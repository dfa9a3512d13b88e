"""Numbers on the page: boxes over the drawing and over pictures, what each was read as, and the places to check."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from draw_on_page import CANVAS, clear, draw_by_mouse, wait_until_read
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from predictions import answer_with
from templates import DRAWINGS

import fake_readings
from digits.recognizer import Doubt
from digits.web.services.languages import words

WORDS = words("recognize", "en")

NAMES = ("2", "0", "7 barred")

TWO_NUMBERS = (fake_readings.number("-20", (0.1, 0.1, 0.7, 0.4)), fake_readings.number("3/8", (0.1, 0.6, 0.7, 0.9)))
DOUBTS = (
    Doubt("unread", (0.8, 0.6, 0.95, 0.9)),
    Doubt("cut", TWO_NUMBERS[0].parts[1].box),
    Doubt("unread", (0.8, 0.1, 0.95, 0.4)),
)


def side_by_side() -> list[list[tuple[float, float]]]:
    """The strokes of 207 in one drawing area."""
    return [
        [(0.02 + 0.32 * place + 0.32 * x, 0.3 + 0.4 * y) for x, y in stroke]
        for place, name in enumerate(NAMES)
        for stroke in DRAWINGS[name]
    ]


def picture() -> dict[str, object]:
    """207 in dark ink on grey paper, twice as wide as high."""
    image = Image.new("L", (600, 300), 225)
    pen = ImageDraw.Draw(image)
    for stroke in side_by_side():
        pen.line([(600 * x, 500 * y - 100) for x, y in stroke], fill=40, width=12, joint="curve")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return {"name": "207.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def middles(page, selector: str, within: str) -> list[tuple[float, float]]:
    """The middle of each element, as parts of the width and height of another."""
    frame = page.locator(within).bounding_box()
    found = [element.bounding_box() for element in page.locator(selector).all()]
    return [
        (
            pytest.approx((box["x"] + box["width"] / 2 - frame["x"]) / frame["width"], abs=0.02),
            pytest.approx((box["y"] + box["height"] / 2 - frame["y"]) / frame["height"], abs=0.02),
        )
        for box in found
    ]


@pytest.mark.parametrize("width", [1200, 360])
def test_a_number_drawn_is_read_with_a_box_around_each_digit(open_page, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    above = page.locator(CANVAS).bounding_box()
    draw_by_mouse(page, side_by_side())
    assert wait_until_read(page) == "207"
    assert page.locator(CANVAS).bounding_box() == above, "the paper moved under the pen"
    assert page.locator("[data-bars] .part-text:visible").all_inner_texts() == list("207")
    expect(page.locator("[data-bars] .bars")).to_be_hidden()
    boxes = page.locator("[data-drawing-area-boxes] rect")
    for place in range(3):
        frame = boxes.nth(place).bounding_box()
        middle = (frame["x"] + frame["width"] / 2 - above["x"]) / above["width"]
        assert middle == pytest.approx(0.18 + 0.32 * place, abs=0.06)
    expect(page.locator("[data-announcer]")).to_contain_text(WORDS("verdict.number", text="207"))
    clear(page)
    expect(boxes).to_have_count(0)
    expect(page.locator("[data-bars] .bars")).to_be_visible()


@pytest.mark.parametrize("width", [1200, 390, 320])
def test_several_numbers_are_shown_apart_and_what_is_in_doubt_is_marked(open_page, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 844})
    above = page.locator(CANVAS).bounding_box()
    answer_with(page, fake_readings.page(*TWO_NUMBERS, doubts=DOUBTS))
    draw_by_mouse(page, DRAWINGS["2"])
    assert wait_until_read(page) == "−20 3/8"
    assert page.locator(CANVAS).bounding_box() == above, "the paper moved under the pen"
    reasons = f"{WORDS('doubt.cut')}, {WORDS('doubt.unread')}"
    expect(page.locator("[data-answer-verdict]")).to_have_text(WORDS("check.numbers"))
    expect(page.locator("[data-answer-detail]")).to_have_text(reasons)
    read = WORDS("verdict.numbers.list", list="−20; 3/8")
    check = WORDS("check", what=WORDS("check.numbers"), reasons=reasons)
    expect(page.locator("[data-announcer]")).to_have_text(f"{read}. {check}")
    numbers = page.locator("[data-bars] .number-read")
    assert [number.locator(".number-text").inner_text() for number in numbers.all()] == ["−20", "3/8"]
    assert [number.locator(".part").count() for number in numbers.all()] == [3, 3]
    expect(numbers.first.locator(".part").nth(1)).to_contain_text(WORDS("part.check", detail="99.5\u00a0%"))
    assert middles(page, "[data-drawing-area-boxes] rect", CANVAS) == [
        *((x, y) for y in (0.25, 0.75) for x in (0.2, 0.4, 0.6)),
        (0.875, 0.25),
        (0.875, 0.75),
    ]
    marks = "[data-drawing-area-boxes] .place circle"
    corners = [(0.3, 0.1), (0.8, 0.1), (0.8, 0.6)]
    assert middles(page, marks, CANVAS) == [(x - 0.0275, y - 0.0275) for x, y in corners]
    assert page.locator("[data-drawing-area-boxes] .place text").all_text_contents() == ["1", "2", "3"]
    lines = page.locator("[data-bars] .doubt")
    assert lines.locator(".doubt-reason").all_text_contents() == [WORDS("doubt.cut"), WORDS("doubt.unread")]
    assert [line.locator(".place-number").all_inner_texts() for line in lines.all()] == [["1"], ["2", "3"]]
    unsure, sure = (
        page.locator(f"[data-drawing-area-boxes] {selector}").first.evaluate("rect => getComputedStyle(rect).stroke")
        for selector in ("rect.is-unsure", "rect:not(.is-unsure)")
    )
    assert unsure != sure
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scripts", [True, False])
def test_a_picture_of_a_number_is_shown_with_its_boxes(open_page, scripts: bool) -> None:
    page = open_page(java_script_enabled=scripts)
    if scripts:
        page.get_by_label("Choose pictures").set_input_files([picture()])
    else:
        page.locator("#file").set_input_files([picture()])
        page.get_by_role("button", name="Read the pictures").click()
    result = page.locator(".result").first
    expect(result.locator(".result-verdict")).to_contain_text(WORDS("verdict.number", text="207"))
    expect(result.locator(".part")).to_have_count(3)
    shown = result.locator(".result-thumb img").bounding_box()
    last = result.locator(".boxes rect").nth(2).bounding_box()
    assert (last["x"] + last["width"] / 2 - shown["x"]) / shown["width"] == pytest.approx(0.82, abs=0.05)
    assert (last["y"] + last["height"] / 2 - shown["y"]) / shown["height"] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "ar")])
def test_a_picture_in_doubt_is_marked_and_accessible(open_page, scheme: str, language: str) -> None:
    page = open_page(f"/?lang={language}", color_scheme=scheme)
    numbers = [fake_readings.number("12", (60, 30, 180, 120)), fake_readings.number("7", (300, 30, 360, 120))]
    answer_with(page, fake_readings.page(*numbers, doubts=[Doubt("gap", (180, 30, 300, 120))]), (600, 300))
    page.locator("#file").set_input_files([picture()])
    result = page.locator(".result")
    expect(result).to_have_attribute("data-state", "unsure")
    t = words("recognize", language)
    expect(result.locator(".result-verdict")).to_contain_text(
        t("check", what=t("check.numbers"), reasons=t("doubt.gap"))
    )
    expect(result.locator(".result-digit")).to_have_text("12 7")
    found = middles(page, ".result .boxes rect", ".result-thumb img")
    assert found == [(0.15, 0.25), (0.25, 0.25), (0.55, 0.25), (0.4, 0.25)]
    expect(result.locator(".boxes .place")).to_have_count(1)
    first, last = (result.locator(".number-text").nth(place).bounding_box() for place in (0, 1))
    assert first["y"] < last["y"]
    lefts = [part.bounding_box()["x"] for part in result.locator(".number-read").first.locator(".part").all()]
    assert lefts == sorted(lefts), "a number runs from left to right in every language"
    answer_with(page, fake_readings.page(*TWO_NUMBERS, doubts=DOUBTS))
    page.evaluate("scrollTo(0, 0)")
    draw_by_mouse(page, DRAWINGS["2"])
    page.locator("[data-drawing-area-read]").click()
    expect(page.locator("[data-answer]")).to_have_attribute("data-state", "unsure")
    page.mouse.move(0, 0)
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()


def test_a_digit_in_doubt_keeps_its_bars_and_gets_its_box(open_page) -> None:
    page = open_page()
    answer_with(page, fake_readings.digit(7, 0.99, (), Doubt("unread", (0.5, 0.5, 0.9, 0.9))))
    draw_by_mouse(page, DRAWINGS["7"])
    assert wait_until_read(page) == "7"
    expect(page.locator("[data-answer-verdict]")).to_have_text(WORDS("check.digit"))
    expect(page.locator("[data-bars] .bar.is-leading")).to_have_attribute("data-digit", "7")
    assert middles(page, "[data-drawing-area-boxes] rect", CANVAS) == [(0.7, 0.7)]
    expect(page.locator("[data-bars] .doubt-reason")).to_have_text(WORDS("doubt.unread"))


def test_one_digit_after_a_number_leaves_nothing_of_it(open_page) -> None:
    page = open_page()
    answer_with(page, fake_readings.page(*TWO_NUMBERS, doubts=DOUBTS))
    draw_by_mouse(page, side_by_side())
    assert wait_until_read(page) == "−20 3/8"
    answer_with(page, fake_readings.digit(2))
    page.keyboard.press("Control+z")
    assert wait_until_read(page) == "2"
    expect(page.locator("[data-drawing-area-boxes] > *")).to_have_count(0)
    for hidden in (".number-read", ".doubt"):
        expect(page.locator(f"[data-bars] {hidden}")).to_have_count(0)
    expect(page.locator("[data-bars] [data-doubts]")).to_be_hidden()
    expect(page.locator("[data-bars] .bar.is-leading")).to_have_attribute("data-digit", "2")
