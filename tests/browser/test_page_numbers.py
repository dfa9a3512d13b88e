"""Several digits on the page: boxes over the drawing and over pictures, and what each was read as."""

from __future__ import annotations

import io

import pytest
from draw_on_page import CANVAS, clear, draw_by_mouse, wait_until_read
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from templates import DRAWINGS

from digits.web.services.languages import words

WORDS = words("recognize", "en")

NAMES = ("2", "0", "7 barred")


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


@pytest.mark.parametrize("width", [1200, 360])
def test_a_number_drawn_is_read_with_a_box_around_each_digit(open_page, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    above = page.locator(CANVAS).bounding_box()
    draw_by_mouse(page, side_by_side())
    assert wait_until_read(page) == "207"
    assert page.locator(CANVAS).bounding_box() == above, "the paper moved under the pen"
    assert page.locator("[data-parts] .part-text:visible").all_inner_texts() == list("207")
    expect(page.locator("[data-bars] .bars")).to_be_hidden()
    boxes = page.locator("[data-drawing-area-boxes] rect")
    expect(boxes).to_have_count(3)
    for place in range(3):
        frame = boxes.nth(place).bounding_box()
        middle = (frame["x"] + frame["width"] / 2 - above["x"]) / above["width"]
        assert middle == pytest.approx(0.18 + 0.32 * place, abs=0.04)
    expect(page.locator("[data-announcer]")).to_contain_text(WORDS("verdict.number", text="207"))
    clear(page)
    expect(boxes).to_have_count(0)
    expect(page.locator("[data-bars] .bars")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_picture_of_a_number_is_shown_with_its_boxes(open_page, scripts: bool) -> None:
    page = open_page(java_script_enabled=scripts)
    if scripts:
        page.get_by_label("Choose pictures").set_input_files([picture()])
    else:
        page.locator("#file").set_input_files([picture()])
        page.get_by_role("button", name="Read the pictures").click()
    result = page.locator(".result").first
    expect(result.locator(".result-verdict")).to_have_text(WORDS("verdict.number", text="207"))
    expect(result.locator("[data-parts] .part")).to_have_count(3)
    shown = result.locator(".result-thumb img").bounding_box()
    last = result.locator(".boxes rect").nth(2).bounding_box()
    assert (last["x"] + last["width"] / 2 - shown["x"]) / shown["width"] == pytest.approx(0.82, abs=0.03)
    assert (last["y"] + last["height"] / 2 - shown["y"]) / shown["height"] == pytest.approx(0.5, abs=0.1)


def test_one_digit_after_a_number_leaves_nothing_of_it(open_page) -> None:
    page = open_page()
    draw_by_mouse(page, side_by_side())
    assert wait_until_read(page) == "207"
    for _ in range(sum(len(DRAWINGS[name]) for name in NAMES[1:])):
        page.keyboard.press("Control+z")
    assert wait_until_read(page) == "2"
    expect(page.locator("[data-drawing-area-boxes] rect")).to_have_count(0)
    expect(page.locator("[data-bars] .bar.is-leading")).to_have_attribute("data-digit", "2")
