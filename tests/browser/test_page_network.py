"""The page and its server: answers that are late, lost, rejected, or no longer wanted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from draw_on_page import CANVAS, draw_by_mouse, wait_until_read
from playwright.sync_api import expect
from templates import DRAWINGS

from digits.web.services.languages import words

WORDS = words("recognize", "en")

ANSWER = "[data-answer-digit]"
STATE = "[data-answer]"
PREDICT = "**/api/v1/predict*"


class Gate:
    """Holds requests for readings back until it is opened."""

    def __init__(self, page) -> None:
        self.held: list[Callable[[], None]] = []
        self.closed = True
        self._page = page
        page.route(PREDICT, lambda route: self.held.append(route.continue_) if self.closed else route.continue_())

    def wait_for(self, count: int) -> None:
        """Wait until that many requests are held."""
        end = time.monotonic() + 10
        while len(self.held) < count:
            assert time.monotonic() < end, f"{len(self.held)} requests, not {count}"
            self._page.wait_for_timeout(10)

    def open(self) -> None:
        """Let all through that are held, and all that come."""
        self.closed = False
        for go_on in self.held:
            go_on()
        self.held.clear()


def test_one_request_is_under_way_and_a_late_answer_overwrites_none(open_page) -> None:
    page = open_page()
    gate = Gate(page)
    draw_by_mouse(page, DRAWINGS["1"])
    gate.wait_for(1)
    page.wait_for_timeout(300)
    assert len(gate.held) == 1
    gate.closed = False
    page.keyboard.press("Escape")
    draw_by_mouse(page, DRAWINGS["3"])
    assert wait_until_read(page) == "3"
    gate.open()
    page.wait_for_timeout(300)
    expect(page.locator(ANSWER)).to_have_text("3")


def test_a_drawing_cleared_while_it_is_read_shows_no_answer(open_page) -> None:
    page = open_page()
    gate = Gate(page)
    draw_by_mouse(page, DRAWINGS["7"])
    gate.wait_for(1)
    page.get_by_role("button", name="Clear", exact=True).click()
    gate.open()
    page.wait_for_timeout(300)
    expect(page.locator(STATE)).to_have_attribute("data-state", "empty")
    expect(page.locator(ANSWER)).to_have_text("–")


def test_a_lost_server_is_reported_and_recovered_from(open_page, watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page = open_page()
    page.context.set_offline(True)
    draw_by_mouse(page, DRAWINGS["4 open"])
    expect(page.locator(STATE)).to_have_attribute("data-state", "trouble")
    expect(page.locator(STATE)).to_contain_text(WORDS("trouble.no_answer"))
    expect(page.locator("[data-announcer]")).to_contain_text(WORDS("trouble.no_answer"))
    page.context.set_offline(False)
    expect(page.locator(ANSWER)).to_have_text("4")


def test_the_drawing_area_stays_where_it_is_whatever_is_shown(open_page, watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page = open_page(viewport={"width": 320, "height": 640})
    empty = page.locator(CANVAS).bounding_box()
    draw_by_mouse(page, DRAWINGS["7"])
    assert wait_until_read(page) == "7"
    assert page.locator(CANVAS).bounding_box() == empty
    page.context.set_offline(True)
    draw_by_mouse(page, DRAWINGS["1"])
    expect(page.locator(STATE)).to_have_attribute("data-state", "trouble")
    assert page.locator(CANVAS).bounding_box() == empty


def test_an_answer_that_is_an_error_is_reported_in_its_words(open_page, watch) -> None:
    watch.expect("status of 422")
    page = open_page()
    problem = {"status": 422, "title": "Unprocessable Content", "detail": "There are too many strokes."}
    body = {"status": 422, "content_type": "application/problem+json", "body": json.dumps(problem)}
    page.route(PREDICT, lambda route: route.fulfill(**body))
    draw_by_mouse(page, DRAWINGS["1"])
    expect(page.locator(STATE)).to_contain_text("There are too many strokes.")
    page.unroute(PREDICT)
    assert wait_until_read(page) == "1"


def test_a_server_in_trouble_is_tried_again(open_page, watch) -> None:
    watch.expect("status of 502")
    page = open_page()
    page.route(PREDICT, lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad"), times=2)
    draw_by_mouse(page, DRAWINGS["0"])
    expect(page.locator(ANSWER)).to_have_text("0")
