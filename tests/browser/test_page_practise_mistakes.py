"""The page Practise: what is said and shown of mistakes and of mirror writing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from draw_on_page import draw_by_mouse
from playwright.sync_api import expect
from predictions import answer_with
from templates import DRAWINGS
from test_page_practise import FEEDBACK, KEPT, TITLE, WORDS, asked_for, write

import fake_readings


def asked_up_to_20(open_page, number: int):
    """Open the page so that chance asks for a number of 0 to 20 first."""
    page = open_page("/practise?lang=en")
    page.add_init_script(f"Math.random = () => {(number + 0.5) / 21};")
    page.get_by_label("0–20").check(force=True)
    page.reload()
    return page


def test_a_digit_read_as_another_is_shown_beside_it_and_written_again(open_page) -> None:
    page = asked_for(open_page, 4)
    answer_with(page, fake_readings.digit(9))
    write(page, "9")
    expect(page.locator(TITLE)).to_have_text("Nearly!")
    expect(page.locator("[data-write] [data-feedback-detail]")).to_have_text("I read 9.")
    hint = page.locator("[data-write] [data-feedback-hint]")
    expect(hint).to_contain_text(WORDS("loops.top"))
    expect(hint).to_contain_text(WORDS("hint.49"))
    expect(page.locator(f"{FEEDBACK} figure .model")).to_have_count(2)
    assert page.evaluate(f"{KEPT}.progress.confusions") == {"4>9": 1}
    answer_with(page, fake_readings.digit(4))
    write(page, "4 open")
    expect(page.locator(TITLE)).to_have_text("Yes, four!")
    expect(page.locator("[data-write] [data-feedback-detail]")).to_contain_text(WORDS("praise.again"))


def test_a_mirrored_digit_is_shown_turned_round(open_page) -> None:
    page = asked_for(open_page, 3)
    answer_with(page, replace(fake_readings.digit(3), mirrored=True))
    draw_by_mouse(page, [[(1 - x, y) for x, y in stroke] for stroke in DRAWINGS["3"]])
    page.get_by_role("button", name="Done").click()
    expect(page.locator(TITLE)).to_have_text(WORDS("verdict.mirrored"))
    expect(page.locator(f"{FEEDBACK} figure canvas")).to_have_count(2)
    expect(page.locator(f"{FEEDBACK} figure .model-dot")).to_be_visible()


INK_BY_HALF = """canvas => {
  const {data, width, height} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const halves = [0, 0];
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (data[4 * pixel + 3] > 127) halves[pixel % width < width / 2 ? 0 : 1] += 1;
  }
  return halves[1] / halves[0];
}"""


def test_a_mirrored_digit_of_a_number_is_turned_in_its_place(open_page, watch) -> None:
    watch.expect("willReadFrequently")
    page = asked_up_to_20(open_page, 13)
    expect(page.locator("[data-word]")).to_have_text("thirteen")
    found = fake_readings.number("13", (0.1, 0.1, 0.9, 0.9))
    one, three = found.parts
    assert three.reading
    turned = replace(three, reading=replace(three.reading, mirrored=True))
    answer_with(page, fake_readings.page(replace(found, parts=(one, turned))))
    draw_by_mouse(
        page, [[(0.25, 0.2), (0.25, 0.8)], *[[(0.95 - x / 2, y) for x, y in stroke] for stroke in DRAWINGS["3"]]]
    )
    page.get_by_role("button", name="Done").click()
    expect(page.locator("[data-write] [data-feedback-detail]")).to_have_text(
        WORDS("mirrored.one", read="13", digit="3")
    )
    drawn, shown = (page.locator(f"{FEEDBACK} figure canvas").nth(place).evaluate(INK_BY_HALF) for place in (0, 1))
    assert drawn == pytest.approx(shown, rel=0.1), "the 1 stays at the left of the 3"
    assert drawn > 1.2


def test_a_number_heard_wrong_is_named_and_a_second_time_shown(open_page) -> None:
    page = asked_up_to_20(open_page, 15)
    answer_with(page, fake_readings.page(fake_readings.number("50", (0.1, 0.1, 0.9, 0.9))))
    write(page, "7 barred")
    detail = page.locator("[data-write] [data-feedback-detail]")
    expect(detail).to_have_text("You wrote fifty. This is fifteen.")
    expect(page.locator(f"{FEEDBACK} figure .model")).to_have_count(2)
    page.locator(FEEDBACK).get_by_role("button", name="Write it again").click()
    write(page, "7 barred")
    hint = page.locator("[data-write] [data-feedback-hint]")
    expect(hint).to_have_text(WORDS("twice.show", show=WORDS("show")))
    page.locator(f"{FEEDBACK} .is-primary").click()
    expect(page.locator("[data-demo]")).to_be_focused()
