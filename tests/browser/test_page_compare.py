"""The page of comparison: the table, the charts, the confusions and the race."""

from __future__ import annotations

import re

from draw_on_page import draw_by_mouse
from playwright.sync_api import expect
from templates import DRAWINGS

from digits.web.services import laboratory
from digits.web.services.languages import words

WORDS = words("compare", "en")

PAGE = "/compare"
PARTS = ("race", "table", "scatter", "curves", "confusions", "hardest")
RACE = "**/api/v1/race"


def names(page) -> list[str]:
    return page.locator(".ranking tbody code").all_inner_texts()


def fewest_errors() -> str:
    """The model that misreads the smallest share of the test images."""
    measured = {one["name"]: one["test"] for one in laboratory.results()["models"]}
    return min(measured, key=lambda name: measured[name]["errors"] / measured[name]["images"])


def heading(page, column: str):
    return page.locator(f"[data-column={column}]")


def milliseconds(page) -> list[float]:
    return [float(text.split()[0]) for text in page.locator("[data-lane-time]").all_inner_texts()]


def test_the_table_is_sorted_by_its_headings_and_the_address_keeps_it(open_page) -> None:
    page = open_page(PAGE)
    assert names(page)[0] == fewest_errors()
    expect(heading(page, "test")).to_have_attribute("aria-sort", "ascending")
    heading(page, "parameters").get_by_role("button").press("Enter")
    expect(heading(page, "parameters")).to_have_attribute("aria-sort", "ascending")
    expect(heading(page, "test")).to_have_attribute("aria-sort", "none")
    heading(page, "parameters").get_by_role("button").click()
    expect(heading(page, "parameters")).to_have_attribute("aria-sort", "descending")
    expect(page.locator("[data-announcer]")).to_contain_text("Parameters")
    page.get_by_label("Dense").check()
    descending = names(page)
    assert descending[0] == "mlp_800"
    assert len(descending) == 7
    page.reload()
    expect(heading(page, "parameters")).to_have_attribute("aria-sort", "descending")
    assert names(page) == descending
    page.get_by_role("link", name=WORDS("part.confusions")).click()
    assert page.url.endswith("#confusions")
    assert names(page) == descending


def test_all_networks_race_over_a_drawing(open_page) -> None:
    page = open_page(PAGE)
    lanes = page.locator("[data-lane]")
    count = lanes.count()
    draw_by_mouse(page, DRAWINGS["7"])
    expect(page.locator("[data-tally-line]")).to_contain_text("say 7")
    page.locator("[data-drawing-area-read]").click()
    expect(page.locator("[data-race]")).to_have_attribute("aria-busy", "false")
    said = page.locator("[data-lane-digit]").all_inner_texts()
    expect(page.locator("[data-tally-line]")).to_contain_text(f"{said.count('7')} ")
    expect(page.locator(".lane.is-odd")).to_have_count(count - said.count("7"))
    assert milliseconds(page) == sorted(milliseconds(page))
    expect(page.locator("[data-announcer]")).to_contain_text("say 7")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator("[data-tally-line]")).to_have_text("Nothing drawn yet")
    assert set(page.locator("[data-lane-digit]").all_inner_texts()) == {"–"}


def test_those_who_disagree_are_named(open_page) -> None:
    page = open_page(PAGE)
    reading = {"verdict": "digit", "probability": 0.9, "milliseconds": 0.1}
    said = {"default": 7, "lenet5": 7, "softmax": 1}
    readings = [reading | {"model": name, "digit": digit, "most_like": digit} for name, digit in said.items()]
    page.route(RACE, lambda route: route.fulfill(json={"runs": 5, "readings": readings}))
    draw_by_mouse(page, DRAWINGS["7"])
    expect(page.locator("[data-tally-line]")).to_have_text("2 of 3 say 7.")
    expect(page.locator("[data-tally-others]")).to_contain_text("1: softmax.")
    expect(page.locator(".lane.is-odd")).to_have_attribute("data-lane", "softmax")


def test_a_race_that_fails_says_so_and_runs_again(open_page, watch) -> None:
    watch.expect("Failed to load resource")
    page = open_page(PAGE)
    page.route(RACE, lambda route: route.abort())
    draw_by_mouse(page, DRAWINGS["3"])
    expect(page.locator("[data-tally-others]")).to_contain_text(WORDS("trouble.no_answer"))
    with page.expect_request(RACE):
        page.locator("[data-race-again]").click()
    page.unroute(RACE)
    expect(page.locator("[data-tally-line]")).to_contain_text("say 3")
    expect(page.locator("[data-race-again]")).to_be_hidden()


def test_curves_are_drawn_for_the_networks_that_are_chosen(open_page) -> None:
    page = open_page(PAGE)
    page.locator("#curves").scroll_into_view_if_needed()
    lines = page.locator("[data-chart=error] path.curve")
    chosen = page.locator("[data-curve-choice] input:checked")
    expect(lines).not_to_have_count(0)
    assert lines.count() == 2 * chosen.count()
    page.get_by_label("lenet5", exact=True).check()
    expect(lines).to_have_count(2 * chosen.count())
    expect(page.locator("[data-chart=error] svg")).to_have_attribute("aria-label", re.compile("lenet5"))
    page.get_by_text(WORDS("curves.table")).click()
    table = page.get_by_role("table", name="lenet5", exact=True)
    expect(table.get_by_role("row")).to_have_count(21)
    for name in ("softmax", "linear", "relu5", "mlp_800", "sigmoid5"):
        box = page.get_by_label(name, exact=True)
        if box.is_enabled():
            box.check()
    expect(chosen).to_have_count(6)
    expect(page.locator("[data-curve-choice] input:disabled")).not_to_have_count(0)


def test_a_cell_opens_its_images_by_keyboard(open_page) -> None:
    page = open_page(PAGE)
    page.locator("#confusions").scroll_into_view_if_needed()
    page.locator("[data-confused]").select_option("lenet5")
    expect(page.locator("[data-cell='49']")).to_be_visible()
    page.locator(".matrix [tabindex='0']").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    cell = page.locator(".matrix button:focus")
    expected = int(cell.text_content())
    truth, read = cell.get_attribute("data-cell")
    page.keyboard.press("Enter")
    expect(page.locator("[data-thumbs] img")).to_have_count(expected)
    expect(page.locator("[data-opened-title]")).to_contain_text(f"{truth} read as {read} by lenet5")
    page.locator("[data-sets]").get_by_label("Test set").check()
    expect(page.locator(".matrix button")).to_have_count(0)
    expect(page.locator("[data-thumbs] img")).to_have_count(0)


def test_a_part_that_did_not_come_can_be_asked_for_again(open_page, watch) -> None:
    watch.expect("Failed to load resource")
    page = open_page("/docs")
    asked = re.compile("/laboratory/|/health/live")
    page.route(asked, lambda route: route.abort())
    page.goto(PAGE)
    for name in ("curves", "confusions", "hardest"):
        part = page.locator(f"#{name}")
        part.scroll_into_view_if_needed()
        expect(part.locator("[data-state]")).to_contain_text(WORDS("trouble.no_answer"))
        expect(part.locator(".charts, .confusion, .hardest-images")).to_be_hidden()
    page.unroute(asked)
    part.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-matrix] table")).to_be_visible()
    expect(page.locator("[data-chart=error] path.curve")).not_to_have_count(0)
    expect(part.locator(".hardest-image")).to_have_count(40)
    part.get_by_text(WORDS("hardest.each")).first.click()
    expect(part.locator("dl").first).to_contain_text("lenet5")


def test_nothing_is_wider_than_a_narrow_window(open_page) -> None:
    page = open_page(f"{PAGE}?lang=ar", viewport={"width": 320, "height": 640})
    for part in PARTS:
        page.locator(f"#{part}").scroll_into_view_if_needed()
    expect(page.locator(".hardest-image")).to_have_count(40)
    expect(page.locator(".matrix")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
