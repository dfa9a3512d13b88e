"""The page Practise: writing and reading numbers, with feedback."""

from __future__ import annotations

import json

import pytest
from accessibility import violations
from draw_on_page import draw_by_mouse
from playwright.sync_api import expect
from predictions import PREDICT, answer_with
from templates import DRAWINGS

import fake_readings
from digits.recognizer import Doubt
from digits.web.services.languages import words

WORDS = words("practise", "en")

FEEDBACK = "[data-write] [data-feedback]"
TITLE = "[data-write] [data-feedback-title]"
KEPT = "JSON.parse(localStorage.getItem('digits.practise'))"


def asked_for(open_page, number: int, path: str = "/practise?lang=en", **options):
    """Open the page so that chance asks for a number of 0 to 9 first."""
    page = open_page(path, **options)
    page.add_init_script(f"Math.random = () => {(number + 0.5) / 10};")
    page.reload()
    return page


def write(page, name: str) -> None:
    draw_by_mouse(page, DRAWINGS[name])
    page.get_by_role("button", name="Done").click()


def test_a_number_written_as_asked_is_right_and_another_follows(open_page) -> None:
    page = asked_for(open_page, 7)
    word = page.locator("[data-word]")
    expect(word).to_have_text("seven")
    expect(page.locator("[data-no-voice]")).to_be_visible()
    write(page, "7 barred")
    expect(page.locator(TITLE)).to_have_text("Yes, seven!")
    expect(page.locator("[data-announcer]")).to_contain_text("Yes, seven!")
    assert page.evaluate(f"{KEPT}.progress.cards['write:en:7'].box") == 2
    page.locator(FEEDBACK).get_by_role("button", name="Next number").click()
    expect(word).not_to_have_text("seven")
    expect(page.locator("[data-drawing-area-clear]")).to_be_disabled()
    expect(page.locator("[data-no-voice]")).to_be_hidden()


def test_what_is_in_doubt_is_not_held_against_the_child(open_page) -> None:
    page = asked_for(open_page, 7)
    unread = Doubt("unread", (0.7, 0.2, 0.9, 0.8))
    for reading in (
        fake_readings.digit(1, 0.99, (), unread),
        fake_readings.page(fake_readings.number("71", (0.1, 0.1, 0.9, 0.9)), doubts=[unread]),
    ):
        answer_with(page, reading)
        write(page, "7 barred")
        expect(page.locator(TITLE)).to_have_text(WORDS("verdict.unsure"))
        expect(page.locator(FEEDBACK)).to_have_attribute("data-state", "unsure")
        page.locator(FEEDBACK).get_by_role("button", name="Write it again").click()
    assert page.evaluate(f"{KEPT}?.progress?.confusions ?? {{}}") == {}
    answer_with(page, fake_readings.digit(7))
    write(page, "7 barred")
    expect(page.locator(TITLE)).to_have_text("Yes, seven!")


def test_on_a_phone_the_answer_comes_into_sight_and_the_sheet_comes_back(open_page) -> None:
    page = asked_for(open_page, 4, has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    page.locator("[data-drawing-area-read]").tap()
    again = page.locator(FEEDBACK).get_by_role("button", name="Write it again")
    expect(again).to_be_in_viewport()
    again.tap()
    expect(page.locator("[data-word]")).to_be_in_viewport()
    expect(page.locator("[data-drawing-area-canvas]")).to_be_focused()


def test_an_empty_sheet_and_a_lost_server_cost_nothing(open_page, watch) -> None:
    watch.expect("Failed to load resource")
    page = asked_for(open_page, 2)
    page.get_by_role("button", name="Done").click()
    expect(page.locator(TITLE)).to_have_text(WORDS("verdict.blank"))
    page.route(PREDICT, lambda route: route.abort())
    write(page, "2")
    expect(page.locator(FEEDBACK)).to_have_attribute("data-state", "trouble")
    answer_with(page, fake_readings.digit(2))
    page.locator(FEEDBACK).get_by_role("button", name="Try again").click()
    expect(page.locator(TITLE)).to_have_text("Yes, two!")
    assert page.evaluate(f"{KEPT}.progress.cards['write:en:2'].box") == 2


def test_a_model_is_shown_step_by_step_where_motion_is_unwanted(open_page) -> None:
    page = asked_for(open_page, 7, "/practise?lang=fr")
    page.locator(".prompt").get_by_role("button", name="Montre-moi").click()
    lines = page.locator("[data-demo] .model-line:not(.is-ghost):not(.is-hidden)")
    expect(page.locator("[data-demo]")).to_be_focused()
    expect(page.locator("[data-demo-play]")).to_be_hidden()
    expect(lines).to_have_count(1)
    assert page.evaluate("document.getAnimations().length") == 0
    page.get_by_role("button", name="Trait suivant").click()
    expect(lines).to_have_count(2)
    expect(page.locator("[data-demo] .model-order:not(.is-hidden)")).to_have_text("2")
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label(words("practise", "fr")("settings.shape", digit=7)).select_option("plain")
    page.locator(".prompt").get_by_role("button", name="Montre-moi").click()
    expect(page.locator("[data-demo] .model-line.is-ghost")).to_have_count(1)


def test_a_model_moves_where_motion_is_welcome(open_page) -> None:
    page = asked_for(open_page, 1, reduced_motion="no-preference")
    page.locator(".prompt").get_by_role("button", name="Show me how").click()
    page.wait_for_function("document.getAnimations().length > 0")
    page.get_by_role("button", name="Close").click()
    assert page.evaluate("document.getAnimations().length") == 0
    expect(page.locator("[data-demo]")).to_be_hidden()


def test_a_handwritten_number_is_read_among_near_ones(open_page) -> None:
    page = asked_for(open_page, 4)
    page.get_by_label("Read", exact=True).check(force=True)
    expect(page.locator("[data-picture]")).to_be_visible()
    expect(page.locator("[data-choices] li")).to_have_count(4)
    page.get_by_role("button", name="nine", exact=True).click()
    title = page.locator("[data-read] [data-feedback-title]")
    expect(title).to_have_text(WORDS("read.look"))
    expect(page.get_by_role("button", name="nine", exact=True)).to_be_disabled()
    page.get_by_role("button", name="four", exact=True).click()
    expect(title).to_have_text("Yes, four!")
    page.locator("[data-read] [data-feedback]").get_by_role("button", name="Next number").click()
    expect(page.locator("[data-read]")).to_have_attribute("aria-busy", "false")


def test_numbers_to_a_hundred_in_another_language(open_page) -> None:
    page = asked_for(open_page, 9)
    page.get_by_role("button", name="Settings").click()
    page.get_by_label(WORDS("settings.language")).select_option("de")
    page.get_by_label("0–100").check(force=True)
    word = page.locator("[data-word]")
    expect(word).to_have_text("sechsundneunzig")
    expect(word).to_have_attribute("lang", "de")
    page.get_by_label(WORDS("settings.language")).select_option("ar")
    expect(word).to_have_attribute("dir", "rtl")
    page.reload()
    expect(page.get_by_label("0–100")).to_be_checked()


def test_the_summary_is_kept_shown_saved_and_deleted(open_page) -> None:
    page = asked_for(open_page, 4)
    answer_with(page, fake_readings.digit(9))
    write(page, "9")
    expect(page.locator(TITLE)).to_have_text("Nearly!")
    page.reload()
    page.get_by_text(WORDS("summary"), exact=True).click()
    cells = page.locator("[data-summary-rows] tr").first.locator("th, td")
    assert cells.all_inner_texts() == ["4", "writing", "English", "1", "0", "–", "9", WORDS("summary.learning")]
    with page.expect_download() as saved:
        page.get_by_role("button", name=WORDS("summary.json")).click()
    assert json.loads(saved.value.path().read_text("utf-8"))["rows"][0]["takenFor"] == ["9"]
    page.emulate_media(media="print")
    for selector in ("[data-summary-days]", ".paper-name", "[data-summary] > summary"):
        expect(page.locator(selector)).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name=WORDS("erase.no")).click()
    expect(cells.first).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.locator("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator("[data-summary-empty]")).to_be_visible()
    assert page.evaluate(f"{KEPT}.answers") == []


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "if (!localStorage.getItem('digits.practise')) localStorage.setItem('digits.practise', '{')",
            "storage.damaged",
        ),
        ("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})", "storage.unavailable"),
    ],
)
def test_damaged_and_missing_storage_are_reported_and_practice_goes_on(open_page, script: str, said: str) -> None:
    page = open_page("/practise?lang=en")
    page.evaluate("localStorage.clear()")
    page.add_init_script(script)
    page.reload()
    expect(page.locator("[data-storage]")).to_contain_text(WORDS(said))
    expect(page.locator("[data-word]")).not_to_be_empty()


def test_writing_by_keyboard_alone(open_page) -> None:
    page = asked_for(open_page, 1)
    answer_with(page, fake_readings.digit(1))
    page.locator("[data-drawing-area-canvas]").focus()
    page.keyboard.press(" ")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(TITLE)).to_have_text("Yes, one!")


def test_feedback_is_accessible_and_fits(open_page) -> None:
    page = asked_for(open_page, 4, "/practise?lang=ar", color_scheme="dark")
    answer_with(page, fake_readings.digit(9))
    draw_by_mouse(page, DRAWINGS["9"])
    page.locator("[data-drawing-area-read]").click()
    expect(page.locator(FEEDBACK)).to_have_attribute("data-state", "nearly")
    for summary in page.locator("summary, [data-more]").all():
        summary.click()
    assert violations(page) == []
    page.emulate_media(color_scheme="light")
    page.locator("[name=direction][value=read]").check(force=True)
    page.locator("[data-choices] .choice-word").first.click()
    page.mouse.move(0, 0)
    assert violations(page) == []
    for width in (320, 768, 1920):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_worksheet_works_without_javascript_and_prints_alone(open_page) -> None:
    page = open_page("/practise?lang=en", java_script_enabled=False)
    page.get_by_role("link", name=WORDS("sheet.without_script")).click()
    page.get_by_label("Numbers").fill("7 12")
    page.get_by_label(WORDS("settings.language")).select_option("es")
    page.get_by_role("button", name=WORDS("sheet.make")).click()
    expect(page.locator(".sheet-word")).to_have_text(["7 siete", "12 doce"])
    page.emulate_media(media="print")
    for selector in (".sheet-form", ".masthead", ".colophon"):
        expect(page.locator(selector)).to_be_hidden()
    expect(page.locator(".sheet")).to_be_visible()


def test_the_worksheet_is_accessible(open_page) -> None:
    page = open_page("/practise/worksheet?lang=fr&digits=4,90", color_scheme="dark")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
