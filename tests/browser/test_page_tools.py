"""Below the recognizer: what was drawn before, the reading for programs, and corrections."""

import json
from pathlib import Path

import pytest
from draw_on_page import clear, draw_by_mouse, wait_until_read
from playwright.sync_api import expect
from templates import DRAWINGS

from digits.corrections import Corrections
from digits.model_card import shipped_models
from digits.web.services.languages import words
from serving import start, wait_for_address

WORDS = words("recognize", "en")

HISTORY = "[data-history-list] button"


def read(page, name: str) -> None:
    draw_by_mouse(page, DRAWINGS[name])
    wait_until_read(page)


def test_what_was_drawn_before_can_be_drawn_again(open_page) -> None:
    page = open_page()
    expect(page.locator("[data-history]")).to_be_hidden()
    read(page, "7 barred")
    clear(page)
    expect(page.locator(HISTORY)).to_have_text(["7"])
    read(page, "2")
    page.get_by_role("button", name=WORDS("history.again", verdict=WORDS("verdict.digit", digit=7))).click()
    expect(page.locator(HISTORY)).to_have_text(["2", "7"])
    assert wait_until_read(page) == "7"
    page.reload()
    expect(page.locator(HISTORY)).to_have_text(["7", "2"])
    expect(page.locator("[data-answer-digit]")).to_have_text("7")
    page.get_by_role("link", name="Practise").click()
    expect(page.locator("[data-drawing-area-clear]")).to_be_disabled()
    page.get_by_role("link", name="Compare").click()
    expect(page.locator("[data-tally-line]")).to_contain_text("7")
    page.go_back()
    page.go_back()
    clear(page)
    page.reload()
    expect(page.locator("[data-drawing-area-clear]")).to_be_disabled()
    page.get_by_role("button", name=WORDS("history.clear")).click()
    expect(page.locator("[data-history]")).to_be_hidden()


def test_damaged_history_is_no_trouble(open_page) -> None:
    page = open_page("/docs")
    damaged = [{"strokes": 3}, None, 7, *({"strokes": some, "digit": "1", "verdict": "1"} for some in ([], [[]]))]
    page.evaluate("(text) => sessionStorage.setItem('digits-history', text)", json.dumps(damaged))
    page.evaluate("sessionStorage.setItem('digits-drawing', '[[[0.5')")
    page.goto("/")
    read(page, "2")
    clear(page)
    expect(page.locator(HISTORY)).to_have_text(["2"])


def test_the_reading_is_given_in_the_forms_that_programs_want(open_page, server: str) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read(page, "7 barred")
    page.locator("[data-snippets] summary").click()
    text = page.locator("[data-snippets-text]")
    expect(text).to_contain_text(f"{server}/api/v1/predict")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text.inner_text()
    kind = page.locator("[data-snippets-kind]")
    kind.select_option("json")
    assert json.loads(text.inner_text())["digit"] == 7
    page.locator("[data-model-choice]").select_option("lenet5")
    wait_until_read(page)
    assert json.loads(text.inner_text())["model"]["name"] == "lenet5"
    kind.select_option("curl")
    expect(text).to_contain_text("predict?model=lenet5")
    kind.select_option("python")
    expect(text).to_contain_text('Recognizer("lenet5")')
    said: dict[str, object] = {"print": lambda *words: said.setdefault("printed", words)}
    exec(text.inner_text(), said)  # noqa: S102 - the program that the page offers
    assert said["printed"] == ("7", "digit")
    clear(page)
    expect(text).to_have_text("Nothing drawn yet")


@pytest.fixture
def keeping(tmp_path: Path):
    """A server that keeps corrections, and its database."""
    url = f"sqlite:///{tmp_path / 'kept.sqlite'}"
    process = start("serve", "--port", "0", DATABASE_URL=url, DIGITS_WEB_CORRECTIONS="true")
    yield wait_for_address(process), url
    process.terminate()
    process.communicate(timeout=20)


def test_a_reading_is_corrected_and_taken_back(chromium, keeping: tuple[str, str]) -> None:
    address, url = keeping
    page = chromium.new_page()
    page.goto(address)
    expect(page.get_by_role("button", name=WORDS("correction.send"))).to_be_disabled()
    page.locator("[data-model-choice]").select_option("lenet5")
    read(page, "7 barred")
    for typed, label in (("4", "4"), ("−٤", "−4"), ("١", "1")):
        page.get_by_label("What you wrote").fill(typed)
        page.get_by_role("button", name=WORDS("correction.send")).click()
        expect(page.locator("[data-correction-said]")).to_have_text(WORDS("correction.saved", label=label))
    (kept,) = Corrections(url)
    assert (kept.label, kept.read_as, kept.model) == ("1", "7", shipped_models()["lenet5"]["sha256"])
    page.get_by_label("What you wrote").fill("12")
    page.get_by_role("button", name=WORDS("correction.send")).click()
    misfit = WORDS("correction.one_digit", label="12", count=2)
    expect(page.locator("[data-correction-said]")).to_have_text(misfit)
    assert [one.label for one in Corrections(url)] == ["1"]
    page.reload()
    expect(page.locator("[data-model-choice]")).to_have_value("lenet5")
    page.get_by_role("button", name=WORDS("correction.delete")).click()
    expect(page.locator("[data-correction-said]")).to_have_text(WORDS("correction.deleted"))
    assert len(Corrections(url)) == 0
    page.close()
