"""The page that looks inside: what it shows is the network's own, and stays so when digit or network change."""

from __future__ import annotations

import re

import pytest
from accessibility import SEEN, violations
from draw_on_page import CANVAS, draw_by_mouse
from playwright.sync_api import expect
from templates import DRAWINGS

from digits.web.services.languages import words

WORDS = words("activations", "en")

CONVOLUTION, DENSE, LOGITS, SOFTMAX = (f"#layer-{index}" for index in (2, 6, 7, 8))
DETAIL = ".detail:visible"
LOOK = re.compile(r"/api/v1/inside\?")
SERVER = re.compile(r"/api/v1/|/health/live")
TILE = ".tile:not(.is-blank)"
ANSWER = "[data-digit] [data-answer]"

# What the server says the network has at a place, for the example that the page begins with.
VALUE = """async ([layer, index]) => {
  const ask = async (path, body) => (await fetch("/api/v1/inside" + path, body && {
    method: "POST", body: JSON.stringify(body), headers: {"Content-Type": "application/json"},
  })).json();
  const first = document.querySelector("[data-first]").dataset.first;
  const {pixels} = await ask(`/examples/${first}`);
  const {activations} = await ask(`?model=${document.querySelector("#model").value}&layers=${layer}`, {pixels});
  const bytes = Uint8Array.from(atob(activations[layer].data), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer)[index];
}"""

# Adds up by how much the page moves by itself.
WATCHED = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({type: "layout-shift"});
}"""

# The least and the most of the red in a map: white paper alone would have 255 everywhere.
REDS = """(canvas) => {
  const reds = canvas.getContext("2d").getImageData(0, 0, 24, 24).data.filter((_, index) => index % 4 === 0);
  return [Math.min(...reds), Math.max(...reds)];
}"""


def reads(digit: int) -> str:
    """What the page says of this answer, without its probability."""
    return WORDS("answer", digit=digit, sure="").partition(" (")[0]


def number(text: str) -> float:
    return float(text.replace("\u2212", "-").replace("%", "").replace(",", ".").strip())


def ledger(card) -> dict[str, float]:
    """The lines of a card's account, by their names."""
    rows = card.locator(".ledger tr")
    return {row.locator("th").inner_text(): number(row.locator(".ledger-value").inner_text()) for row in rows.all()}


def ready(card) -> None:
    expect(card.locator(DETAIL)).to_have_attribute("data-state", "ready")


def test_the_page_begins_with_a_digit_of_mnist_going_through(open_page) -> None:
    page = open_page("/inside")
    expect(page.locator(ANSWER)).to_contain_text(reads(3))
    expect(page.locator(".card")).to_have_count(9)
    expect(page.locator("[data-origin]")).to_contain_text("labelled 3")
    page.locator(CONVOLUTION).scroll_into_view_if_needed()
    expect(page.locator(f"{CONVOLUTION} .scale")).to_contain_text("Values from")
    assert page.locator(f"{CONVOLUTION} .map canvas").first.evaluate(REDS)[0] < 200


def test_a_value_of_a_map_is_explained_and_the_explanation_is_true(open_page) -> None:
    page = open_page("/inside")
    card = page.locator(CONVOLUTION)
    card.get_by_role("button", name="Map 2").click()
    ready(card)
    expect(card.locator(".matrix")).to_have_count(3)
    for key in ("ArrowUp", "ArrowRight", "ArrowRight"):
        card.locator(".picker canvas").press(key)
    place = [int(part) for part in re.findall(r"\d+", card.locator(".detail-title").inner_text())]
    assert place[0] == 2
    lines = ledger(card)
    assert lines[WORDS("products.sum")] + lines["Bias"] == pytest.approx(lines["Sum"], abs=1e-9)
    products = sum(number(text) for text in card.locator(".matrix").nth(2).locator("td").all_inner_texts())
    assert products == pytest.approx(lines[WORDS("products.sum")], abs=1e-9)
    own = page.evaluate(VALUE, [2, (2 * 24 + place[1]) * 24 + place[2]])
    assert lines["ReLU"] == pytest.approx(own, abs=6e-4)
    assert max(0, lines["Sum"]) == pytest.approx(own, abs=1.1e-3)
    expect(page.locator("[data-announcer]")).to_contain_text("Map 2, row")


def test_pointing_at_a_value_shows_it(open_page) -> None:
    page = open_page("/inside")
    card = page.locator(CONVOLUTION)
    card.get_by_role("button", name="Map 0").click()
    ready(card)
    picker = card.locator(".picker canvas")
    picker.scroll_into_view_if_needed()
    side = picker.bounding_box()["width"]
    picker.hover(position={"x": 3.5 * side / 24, "y": 10.5 * side / 24})
    expect(card.locator(".detail-title")).to_have_text("Map 0, row 10, column 3")


def test_a_unit_is_the_sum_of_weights_times_what_came_before(open_page) -> None:
    page = open_page("/inside")
    card = page.locator(LOGITS)
    strip = card.locator(".units canvas")
    strip.press("ArrowRight")
    card.get_by_role("button", name="Next unit").click()
    expect(card.locator(".detail-title")).to_have_text("Unit 2")
    ready(card)
    *terms, last = ledger(card).values()
    assert sum(terms) == pytest.approx(last, abs=1e-9)
    assert last == pytest.approx(page.evaluate(VALUE, [7, 2]), abs=6e-4)
    for text in card.locator(".ledger-detail").all_inner_texts()[:3]:
        assert "×" in text


def test_the_probabilities_add_up(open_page) -> None:
    page = open_page("/inside")
    card = page.locator(SOFTMAX)
    card.scroll_into_view_if_needed()
    shares = card.locator(".softmax tbody tr:not(.is-sum) td:last-child")
    expect(shares).to_have_count(10)
    assert sum(number(text) for text in shares.all_inner_texts()) == pytest.approx(100, abs=1e-9)
    expect(card.locator(".is-sum td").last).to_contain_text("100.0")
    assert card.locator(".is-first th").inner_text() == "3"


def test_a_drawing_takes_the_place_of_the_example_and_clearing_brings_it_back(open_page) -> None:
    page = open_page("/inside")
    expect(page.locator(ANSWER)).to_contain_text(reads(3))
    card = page.locator(LOGITS)
    card.locator(".units canvas").press("ArrowRight")
    ready(card)
    before = ledger(card)
    page.locator(CANVAS).scroll_into_view_if_needed()
    draw_by_mouse(page, DRAWINGS["7 barred"])
    expect(page.locator(ANSWER)).to_contain_text(reads(7))
    expect(page.locator("[data-origin]")).to_contain_text("Your drawing")
    card.scroll_into_view_if_needed()
    expect(card.locator(".ledger-value").last).not_to_have_text(f"{before['Sum']:.3f}".replace("-", "\u2212"))
    strokes = page.locator("[data-strokes]")
    strokes.scroll_into_view_if_needed()
    expect(strokes.locator(TILE)).to_have_count(len(DRAWINGS["7 barred"]))
    expect(strokes.locator("[data-said]")).to_contain_text(WORDS("strokes.most", stroke=1))
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator(ANSWER)).to_contain_text(reads(3))


def test_an_example_of_mnist_can_be_taken(open_page) -> None:
    page = open_page("/inside")
    draw_by_mouse(page, DRAWINGS["1"])
    expect(page.locator("[data-origin]")).to_contain_text("Your drawing")
    with page.expect_response("**/api/v1/inside/examples/*") as asked:
        page.get_by_role("button", name=WORDS("example")).click()
    label = asked.value.json()["label"]
    expect(page.locator("[data-origin]")).to_contain_text(f"labelled {label}")
    expect(page.get_by_role("button", name="Clear", exact=True)).to_be_disabled()


def test_another_network_shows_its_own_layers_and_stays_chosen(open_page) -> None:
    page = open_page("/inside")
    page.locator("#model").select_option("mlp_150_150")
    expect(page.locator(".card")).to_have_count(6)
    page.reload()
    expect(page.locator("#model")).to_have_value("mlp_150_150")
    expect(page.locator(".card")).to_have_count(6)
    card = page.locator("#layer-2")
    card.locator(".units canvas").press("ArrowRight")
    ready(card)
    expect(card.locator(".multiplied .picture")).to_have_count(3)
    *terms, total, _ = ledger(card).values()
    assert sum(terms) == pytest.approx(total, abs=1e-9)


def test_paper_on_the_digit_and_its_nearest_images_move_nothing_when_they_come(open_page) -> None:
    page = open_page("/inside?model=linear", viewport={"width": 320, "height": 640})
    expect(page.locator(ANSWER)).to_contain_text(reads(3))
    page.evaluate(WATCHED)
    occlusion = page.locator("[data-occlusion]")
    occlusion.scroll_into_view_if_needed()
    expect(occlusion.locator("[data-said]")).to_contain_text("Covered here")
    for _ in range(14):
        occlusion.get_by_role("application").press("ArrowUp")
    expect(occlusion.locator("[data-said]")).to_contain_text("still read as 3")
    neighbours = page.locator("[data-neighbours]")
    neighbours.scroll_into_view_if_needed()
    expect(neighbours.locator(TILE)).to_have_count(8)
    assert "3" in neighbours.locator(".tile-digit").all_inner_texts()
    page.locator("[data-strokes]").scroll_into_view_if_needed()
    expect(page.locator("[data-strokes] [data-said]")).to_contain_text("several strokes")
    assert page.evaluate("window.shifted") < 0.1


def test_a_lost_server_is_reported_and_tried_again(open_page, watch) -> None:
    watch.expect("ERR_FAILED")
    page = open_page("/inside")
    expect(page.locator(ANSWER)).to_contain_text(reads(3))
    page.route(LOOK, lambda route: route.abort())
    draw_by_mouse(page, DRAWINGS["7 barred"])
    expect(page.locator("[data-digit] > .state")).to_contain_text(WORDS("trouble.no_answer"))
    expect(page.locator("[data-announcer]")).to_contain_text(WORDS("trouble.no_answer"))
    page.wait_for_timeout(500)
    page.unroute(LOOK)
    page.locator("[data-digit] > .state").get_by_role("button", name="Try again").click()
    expect(page.locator("[data-announcer]")).to_contain_text(reads(7))
    page.route(SERVER, lambda route: route.abort())
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator("[data-digit] > .state")).to_contain_text(WORDS("trouble.no_answer"))
    page.locator("#model").select_option("linear")
    expect(page.locator("[data-facts]")).to_have_text(WORDS("network.still", model="lenet_8_16"))
    expect(page.locator("[data-network] > .state")).to_contain_text(WORDS("trouble.no_answer"))
    expect(page.locator("[data-announcer]")).to_contain_text(WORDS("network.still", model="lenet_8_16"))
    expect(page.locator("[data-layer-list]")).to_have_attribute("aria-busy", "true")
    expect(page.locator("[data-layer-list]")).to_have_css("opacity", "0.4")
    expect(page.locator("[data-origin]")).to_contain_text("Your drawing")
    expect(page.locator("[data-offline]")).to_be_visible()
    assert "linear" not in page.url
    page.unroute(SERVER)
    expect(page.locator("[data-origin]")).to_contain_text("labelled 3")
    expect(page.locator("[data-facts]")).to_contain_text("parameters")
    expect(page.locator("[data-layer-list]")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".state").filter(has_text=WORDS("trouble.no_answer"))).to_have_count(0)
    assert page.url.endswith("?model=linear")


def test_opened_layers_fit_a_phone_and_are_accessible(open_page) -> None:
    page = open_page("/inside?lang=ar", viewport={"width": 320, "height": 640}, has_touch=True, color_scheme="dark")
    for card, opener in ((CONVOLUTION, ".map"), (DENSE, ".units-steps button >> nth=-1")):
        page.locator(f"{card} {opener}").first.click()
        page.locator(f"{card} {DETAIL}").scroll_into_view_if_needed()
        ready(page.locator(card))
    page.locator(SOFTMAX).scroll_into_view_if_needed()
    expect(page.locator(f"{SOFTMAX} .softmax")).to_be_visible()
    page.locator("[data-strokes]").scroll_into_view_if_needed()
    expect(page.locator(f"[data-neighbours] {TILE}")).to_have_count(8)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = "buttons => buttons.filter((one) => one.offsetHeight < 44).map((one) => one.outerHTML)"
    assert page.locator(".inside button:visible").evaluate_all(small) == []
    assert violations(page) == []
    page.emulate_media(color_scheme="light")
    assert violations(page, SEEN) == []
