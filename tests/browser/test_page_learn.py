"""The page Learn in a browser: the playground, the network, softmax, and the lessons."""

from __future__ import annotations

import re

from accessibility import violations
from playwright.sync_api import expect

from digits.web.services.languages import words

WORDS = words("learn", "en")

PERCEPTRON = "[data-perceptron]"
NETWORK = "[data-network]"


def said(page, root: str):
    return page.locator(f"{root} [data-said]")


def test_and_is_learned_update_by_update_with_the_keyboard(open_page) -> None:
    page = open_page("/learn")
    update = page.get_by_role("button", name="Next update")
    expect(page.locator("[data-epochs]")).to_be_hidden()
    update.focus()
    page.keyboard.press("Enter")
    expect(said(page, PERCEPTRON)).to_have_text(WORDS("status.wrong", input="(0, 0)", output=1, target=0))
    arithmetic = page.locator("[data-arithmetic] li")
    expect(arithmetic.nth(0)).to_have_text("Σ = 0.8 + (−1) × 0 + (−1) × 0 = 0.8 > 0 → 1")
    expect(arithmetic.nth(2)).to_have_text("bias ← 0.8 + 0.2 × (−1) × 1 = 0.6")
    for _ in range(28):
        page.keyboard.press("Enter")
    expect(said(page, PERCEPTRON)).to_have_text(
        f"{WORDS('status.learned', epoch=13)} {WORDS('status.updates', count=28)}"
    )
    expect(update).to_be_disabled()
    expect(page.locator("[data-history-text]")).to_have_text("2 2 2 3 3 2 3 3 2 3 2 1 0")


def test_xor_repeats_and_the_reason_is_shown(open_page) -> None:
    page = open_page("/learn")
    page.get_by_role("radio", name="XOR", exact=True).check(force=True)
    why = page.locator("[data-why]")
    for _ in range(22):
        expect(why).to_be_hidden()
        page.get_by_role("button", name="Next update").click()
    expect(said(page, PERCEPTRON)).to_contain_text(WORDS("status.cycle", second=10, first=9))
    expect(why).to_be_visible()
    expect(page.locator("[data-perceptron] .plane-diagonal")).to_have_count(2)


def test_a_point_can_be_flipped_to_make_a_gate_of_ones_own(open_page) -> None:
    page = open_page("/learn")
    point = page.get_by_role("switch", name="Target of the input (0, 0) is 1")
    point.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-gate]")).to_contain_text("XNOR")
    expect(point).to_be_focused()
    expect(point).to_have_attribute("aria-checked", "true")
    page.get_by_role("switch", name="Target of the input (0, 1) is 1").click()
    expect(page.locator("[data-gate]")).to_contain_text("NOT x₁")


def test_a_number_that_cannot_be_is_reported_and_not_used(open_page) -> None:
    page = open_page("/learn")
    page.get_by_role("spinbutton", name="Learning rate").fill("0")
    expect(page.locator("#learning-rate-wrong")).to_have_text(re.compile("from 0.001 to 100"))
    page.get_by_role("button", name="Next update").click()
    expect(page.locator("[data-arithmetic] li").nth(2)).to_have_text("bias ← 0.8 + 0.2 × (−1) × 1 = 0.6")
    page.get_by_role("spinbutton", name="Learning rate").fill("0.5")
    expect(page.locator("#learning-rate-wrong")).to_be_hidden()
    expect(said(page, PERCEPTRON)).to_have_text(WORDS("status.start"))


def test_playing_goes_on_by_itself_and_only_where_motion_is_wanted(open_page) -> None:
    still = open_page("/learn")
    expect(still.locator(f"{PERCEPTRON} [data-play]")).to_be_hidden()
    page = open_page("/learn", reduced_motion="no-preference")
    play = page.locator(f"{PERCEPTRON} [data-play]")
    page.wait_for_timeout(300)
    expect(said(page, PERCEPTRON)).to_have_text(WORDS("status.start"))
    play.click()
    expect(play).to_have_text("Pause")
    expect(page.locator("[data-epoch]")).to_have_text("Epoch 2")
    play.click()
    expect(play).to_have_text("Play")


def test_the_network_does_xor_by_hand_and_learns_it_from_a_start(open_page) -> None:
    page = open_page("/learn")
    rows = page.locator("[data-truth] tr")
    expect(rows).to_have_text(["001000", "011111", "101111", "110100"])
    page.get_by_role("button", name="Random start", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).click()
    expect(said(page, NETWORK)).to_have_text(re.compile("(Learned after|Not learned within) 200 epochs"))
    page.get_by_role("button", name=WORDS("hundred_starts")).click()
    expect(page.locator("[data-many-said]")).to_have_text(re.compile(r"Learned from \d\d of 100 random starts"))
    page.get_by_label("h₁, Bias").fill("")
    expect(said(page, NETWORK)).to_contain_text(WORDS("status.no_weight"))


def test_softmax_adds_up_and_follows_the_sliders(open_page) -> None:
    page = open_page("/learn")
    root = page.locator("[data-softmax]")
    root.get_by_role("radio", name="all equal").check(force=True)
    expect(root.locator(".softmax-share span")).to_have_text(["10.00 %"] * 10)
    expect(root.locator("[data-loss]")).to_contain_text("= 2.3026")
    root.get_by_role("slider", name="Logit of class 9").fill("2")
    expect(root.locator("[data-total]")).to_have_text("100 %")
    expect(root.locator("[data-loss]")).to_contain_text("p(9) = −ln 0.4509 = 0.7966")


def test_the_lessons_compute(open_page) -> None:
    page = open_page("/learn")
    page.get_by_role("spinbutton", name="Batch size").fill("100")
    expect(said(page, "[data-batches]")).to_contain_text("600 iterations per epoch")
    page.get_by_role("radio", name="average").check(force=True)
    expect(page.locator("[data-pooling] [data-formula]")).to_contain_text(" / 4 = ")
    page.locator("#kernel").select_option("blur")
    expect(page.locator("[data-convolution] [data-formula]")).to_contain_text(" / 9 = ")
    page.get_by_role("radio", name="max-pooling").check(force=True)
    expect(said(page, "[data-feature-maps]")).to_have_text("32 maps of 13 × 13.")
    page.locator("#maps-digit").select_option("7")
    expect(page.locator("#convolution-digit")).to_have_value("7")
    expect(page.locator("[data-counts] [data-count=dense]")).to_have_text("16,981,120")


def test_pointing_at_the_picture_moves_the_window(open_page) -> None:
    page = open_page("/learn")
    canvas = page.locator('[data-map="image"] canvas')
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 20.5 / 28, box["y"] + box["height"] * 4.5 / 28)
    expect(page.locator("#row")).to_have_value("4")
    expect(page.locator("#column")).to_have_value("20")


def test_every_chart_is_drawn_with_one_curve_for_each_label(open_page) -> None:
    page = open_page("/learn")
    counts = page.locator("[data-chart]").evaluate_all(
        "charts => charts.map((one) => [one.querySelectorAll('.chart-picture .curve').length,"
        " one.querySelectorAll('.key li').length])"
    )
    assert len(counts) == 7
    assert all(curves == labels > 1 for curves, labels in counts)


def test_an_address_leads_to_its_question(open_page) -> None:
    page = open_page("/learn#pooling")
    expect(page.get_by_role("heading", name="What does pooling do?")).to_be_in_viewport()


def test_it_is_accessible_after_some_updates(open_page) -> None:
    page = open_page("/learn", color_scheme="dark")
    for _ in range(3):
        page.get_by_role("button", name="Next update").click()
    assert violations(page) == []
