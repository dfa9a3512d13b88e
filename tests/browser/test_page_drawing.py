"""Drawing on the page: by mouse, touch and keys, each digit read while and after it is drawn."""

from __future__ import annotations

from functools import partial

import pytest
from draw_on_page import CANVAS, clear, draw_by_mouse, draw_by_touch, place, read_by_events, wait_until_read
from playwright.sync_api import expect
from predictions import PREDICT, answer_with
from templates import DRAWINGS

import fake_readings
from digits.recognizer import Doubt
from digits.web.services.languages import words

WORDS = words("recognize", "en")
ANSWER = "[data-answer-digit]"
VERDICT = "[data-answer-verdict]"
TWO = fake_readings.number("71", (0.1, 0.1, 0.9, 0.9))


PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}, "device_scale_factor": 3}


def test_every_digit_drawn_is_read(open_page) -> None:
    page = open_page()
    assert {name: read_by_events(page, strokes) for name, strokes in DRAWINGS.items()} == {
        name: name[0] for name in DRAWINGS
    }


@pytest.mark.parametrize(("draw", "options"), [(draw_by_mouse, {}), (draw_by_touch, PHONE)], ids=["mouse", "touch"])
def test_digits_drawn_by_mouse_and_by_touch_are_read(open_page, draw, options) -> None:
    page = open_page(**options)
    for name in ("3", "4 open", "6"):
        draw(page, DRAWINGS[name])
        assert wait_until_read(page) == name[0]
        clear(page)


def test_while_the_pen_is_down_only_the_bars_speak(open_page) -> None:
    page = open_page()
    first, *others = place(page, DRAWINGS["7"][0])
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point)
    leading = page.locator("[data-bars] .bar.is-leading")
    expect(leading).to_have_attribute("data-digit", "7")
    expect(leading.locator(".bar-percent")).to_contain_text("9")
    expect(page.locator(VERDICT)).to_have_text(WORDS("result.waiting"))
    expect(page.locator("[data-announcer]")).to_be_empty()
    page.mouse.up()
    expect(page.locator(ANSWER)).to_have_text("7")


def test_half_a_stroke_is_never_said_to_be_no_digit(open_page) -> None:
    page = open_page()
    page.evaluate(f"""() => {{
      window.said = [];
      const answer = document.querySelector("{VERDICT}");
      new MutationObserver(() => window.said.push(answer.textContent)).observe(answer, {{childList: true}});
    }}""")
    for reading in (fake_readings.not_a_digit(), fake_readings.page(TWO, doubts=[Doubt("unread", (0, 0, 1, 1))])):
        answer_with(page, reading)
        page.mouse.move(*place(page, [(0.3, 0.3)])[0])
        page.mouse.down()
        with page.expect_response(PREDICT):
            page.mouse.move(*place(page, [(0.6, 0.3)])[0], steps=5)
        page.wait_for_timeout(200)
        expect(page.locator("[data-bars] .doubt")).to_have_count(0)
        answer_with(page, fake_readings.digit(7))
        page.mouse.up()
        expect(page.locator(ANSWER)).to_have_text("7")
    assert set(page.evaluate("window.said")) == {WORDS("result.waiting"), WORDS("verdict.digit", digit=7)}


def test_on_a_slow_line_the_page_shows_that_it_reads(open_page) -> None:
    page = open_page()
    waiting: list = []
    is_quick = False
    page.route(PREDICT, lambda route: route.continue_() if is_quick else waiting.append(route))
    draw_by_mouse(page, DRAWINGS["3"])
    expect(page.locator(VERDICT)).to_have_text(WORDS("result.waiting"))
    line = "answer => getComputedStyle(answer, '::after').opacity"
    page.wait_for_timeout(500)
    assert page.locator("[data-answer]").evaluate(line) == "1"
    is_quick = True
    waiting[0].continue_()
    expect(page.locator(ANSWER)).to_have_text("3")
    assert page.locator("[data-answer]").evaluate(line) == "0"


def test_lifting_the_keyboard_pen_brings_the_answer(open_page) -> None:
    page = open_page()
    page.locator(CANVAS).focus()
    page.keyboard.press(" ")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    expect(page.locator(VERDICT)).to_have_text(WORDS("result.waiting"))
    page.keyboard.press(" ")
    expect(page.locator(ANSWER)).to_have_text("1")


def test_the_page_does_not_scroll_under_the_finger(open_page) -> None:
    page = open_page(has_touch=True, is_mobile=True, viewport={"width": 320, "height": 568})
    upwards = [[(0.5, 0.9), (0.5, 0.6), (0.5, 0.3), (0.5, 0.1)]]
    draw_by_touch(page, upwards)
    assert page.evaluate("scrollY") == 0
    assert wait_until_read(page) == "1"
    page.evaluate("scrollTo(0, 0)")
    page.locator(CANVAS).evaluate("canvas => { canvas.style.touchAction = 'auto'; }")
    draw_by_touch(page, upwards)
    assert page.evaluate("scrollY") > 0, "a page that could scroll under the finger would not be noticed"


def test_a_second_finger_does_not_draw(open_page) -> None:
    page = open_page(has_touch=True)
    session = page.context.new_cdp_session(page)
    spots = place(page, [(0.5, 0.2), (0.1, 0.1), (0.5, 0.4), (0.1, 0.3)])
    first, second, first_on, second_on = ({"x": x, "y": y} for x, y in spots)
    for kind, fingers in (
        ("touchStart", [first | {"id": 0}]),
        ("touchStart", [first | {"id": 0}, second | {"id": 1}]),
        ("touchMove", [first_on | {"id": 0}, second_on | {"id": 1}]),
        ("touchEnd", []),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    with page.expect_request(PREDICT) as asked:
        page.get_by_role("button", name="Read", exact=True).click()
    (stroke,) = asked.value.post_data_json["strokes"]
    assert all(x == pytest.approx(0.5, abs=0.01) for x, _ in stroke)


def test_undo_and_clear_by_button_and_key(open_page) -> None:
    page = open_page()
    undo_button, clear_button = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Clear"))
    expect(undo_button).to_be_disabled()
    expect(clear_button).to_be_disabled()
    draw_by_mouse(page, DRAWINGS["1"])
    expect(page.locator(ANSWER)).to_have_text("1")
    draw_by_mouse(page, [[(0.2, 0.5), (0.8, 0.5)]])
    page.keyboard.press("Control+z")
    assert wait_until_read(page) == "1"
    keys = (partial(page.keyboard.press, key) for key in ("Escape", "Delete"))
    for empty in (undo_button.click, clear_button.click, *keys):
        if clear_button.is_disabled():
            draw_by_mouse(page, DRAWINGS["1"])
        empty()
        expect(page.locator("[data-answer]")).to_have_attribute("data-state", "empty")
        expect(page.locator("[data-drawing-area-hint]")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(ANSWER)).to_have_text("1")


def test_a_cleared_page_shows_nothing_of_the_answer(open_page) -> None:
    page = open_page()
    draw_by_mouse(page, DRAWINGS["3"])
    assert wait_until_read(page) == "3"
    page.keyboard.press("Escape")
    expect(page.locator(ANSWER)).to_have_text("–")
    expect(page.locator("[data-bars] .bar.is-leading")).to_have_count(0)
    assert set(page.locator("[data-bars] .bar-percent").all_inner_texts()) == {"–"}
    expect(page.locator("[data-steps] img:visible")).to_have_count(0)
    assert page.locator("[data-facts] dd").all_inner_texts() == ["–"] * 3


def test_drawing_by_keyboard(open_page) -> None:
    page = open_page()
    page.locator(CANVAS).focus()
    expect(page.locator("#drawing-keys")).to_be_visible()
    page.keyboard.press(" ")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(ANSWER)).to_have_text("1")
    expect(page.locator("[data-announcer]")).to_contain_text("1")
    page.keyboard.press("Escape")
    expect(page.locator("[data-answer]")).to_have_attribute("data-state", "empty")


def test_strokes_survive_another_size(open_page, watch) -> None:
    watch.expect("willReadFrequently")
    page = open_page(viewport={"width": 1200, "height": 900})
    draw_by_mouse(page, DRAWINGS["7"])
    inked = """canvas => {
      const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, index) => index % 4 === 3 && value > 127).length / canvas.width ** 2;
    }"""
    page.wait_for_timeout(100)
    before = page.locator(CANVAS).evaluate(inked)
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(300)
    assert before > 0.02
    assert page.locator(CANVAS).evaluate(inked) == pytest.approx(before, rel=0.05)
    assert wait_until_read(page) == "7"


@pytest.mark.parametrize("scale", [1, 2.5])
def test_the_canvas_is_as_sharp_as_the_screen(open_page, scale: float) -> None:
    page = open_page(device_scale_factor=scale)
    widths = page.locator(CANVAS).evaluate("canvas => [canvas.width, canvas.clientWidth]")
    assert widths[0] == pytest.approx(widths[1] * scale, abs=1)


def test_the_strip_and_the_facts(open_page) -> None:
    page = open_page()
    draw_by_mouse(page, DRAWINGS["5 of two strokes"])
    assert wait_until_read(page) == "5"
    expect(page.locator("[data-steps] img:visible")).to_have_count(5)
    normalized = page.locator('[data-step="normalized"] img').evaluate(
        "image => [image.naturalWidth, image.naturalHeight]"
    )
    assert normalized == [28, 28]
    reading, trip, model = page.locator("[data-facts] dd").all_inner_texts()
    assert reading.endswith("\u00a0ms")
    assert trip.endswith("\u00a0ms")
    assert model.startswith("default ")


def test_another_model_reads_what_is_drawn_at_once(open_page) -> None:
    page = open_page()
    draw_by_mouse(page, DRAWINGS["5 of two strokes"])
    assert wait_until_read(page) == "5"
    model = page.locator('[data-fact="model"]')
    expect(page.get_by_label("Model", exact=True)).to_have_value("default")
    page.get_by_label("Model", exact=True).select_option("lenet_8_16")
    expect(model).to_contain_text("lenet_8_16")
    assert wait_until_read(page) == "5"
