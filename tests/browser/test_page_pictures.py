"""Pictures are uploaded by button, drop, paste, and by the form that needs no JavaScript."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from templates import DRAWINGS

from digits.web.services.languages import words

WORDS = words("recognize", "en")

RESULT = "[data-results-list] .result"

# A clipboard or a dragged file of another program cannot be had in a test; the events are the browser's own.
HAND_IN = """(target, {kind, files}) => {
  const transfer = new DataTransfer();
  for (const {name, type, base64} of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], name, {type}));
  }
  const options = {bubbles: true, cancelable: true};
  const event = kind === "paste"
    ? new ClipboardEvent("paste", {...options, clipboardData: transfer})
    : new DragEvent(kind, {...options, dataTransfer: transfer});
  return target.dispatchEvent(event);
}"""


def picture(name: str, side: int = 280) -> bytes:
    """Return a drawing as a PNG: dark ink on grey paper."""
    image = Image.new("L", (side, side), 225)
    pen = ImageDraw.Draw(image)
    for stroke in DRAWINGS[name]:
        pen.line([(x * side, y * side) for x, y in stroke], fill=40, width=side // 16, joint="curve")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def upload(name: str) -> dict[str, object]:
    return {"name": f"{name}.png", "mimeType": "image/png", "buffer": picture(name)}


def transferred(name: str) -> dict[str, str]:
    return {"name": f"{name}.png", "type": "image/png", "base64": base64.b64encode(picture(name)).decode()}


TEXT = {"name": "<b>notes.txt", "mimeType": "text/plain", "buffer": b"no picture"}


def digits_of(page) -> list[str]:
    expect(page.locator(f"{RESULT}[data-state=waiting]")).to_have_count(0)
    return page.locator(f"{RESULT} .result-digit").all_inner_texts()


def test_a_picture_is_read_at_once_or_when_the_lost_server_is_tried_again(open_page, watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page = open_page()
    page.context.set_offline(True)
    page.get_by_label("Choose pictures").set_input_files([upload("4 closed")])
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.context.set_offline(False)
    again.click()
    expect(again).to_be_hidden()
    assert digits_of(page) == ["4"]
    expect(page.locator(".result-thumb img")).to_be_visible()
    expect(page.locator(".result-bars .bar").first).to_have_attribute("data-digit", "4")
    page.get_by_text("What the model saw", exact=True).click()
    expect(page.locator(".result-steps img:visible")).to_have_count(5)
    expect(page.locator("[data-announcer]")).to_contain_text("4 closed.png")


def test_several_pictures_give_a_list_with_the_reason_for_each_failure(open_page) -> None:
    page = open_page()
    page.get_by_label("Choose pictures").set_input_files([upload("2"), TEXT, upload("7 barred")])
    assert digits_of(page) == ["2", "!", "7"]
    failed = page.locator(RESULT).nth(1)
    expect(failed).to_have_attribute("data-state", "error")
    expect(failed.locator(".result-name")).to_have_text(TEXT["name"])
    expect(failed.locator(".result-detail")).to_contain_text("PNG")
    page.get_by_label("Choose pictures").set_input_files([upload("9")])
    assert digits_of(page) == ["2", "!", "7", "9"]
    page.get_by_role("button", name=WORDS("results.clear")).click()
    expect(page.locator("[data-results]")).to_be_hidden()


def test_a_file_larger_than_the_server_takes_is_not_sent(open_page) -> None:
    page = open_page()
    page.locator("[data-pictures]").evaluate("section => { section.dataset.mostBytes = '100'; }")
    page.get_by_label("Choose pictures").set_input_files([upload("2")])
    assert digits_of(page) == ["!"]
    expect(page.locator(RESULT)).to_contain_text("MiB")


def test_a_blank_picture_is_blank(open_page) -> None:
    page = open_page()
    buffer = io.BytesIO()
    Image.new("L", (60, 60), 255).save(buffer, "PNG")
    blank = {"name": "blank.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    page.get_by_label("Choose pictures").set_input_files([blank])
    assert digits_of(page) == ["–"]
    expect(page.locator(RESULT)).to_contain_text("Nothing to read")


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_pictures_pasted_or_dropped_are_read(open_page, kind: str) -> None:
    page = open_page()
    hand_in = {"kind": kind, "files": [transferred("3"), transferred("6")]}
    untouched = page.locator("main").evaluate(HAND_IN, hand_in)
    assert not untouched, "the browser would leave the page for the file"
    assert digits_of(page) == ["3", "6"]


def test_a_file_dragged_over_the_page_is_welcomed(open_page) -> None:
    page = open_page()
    page.locator("main").evaluate(HAND_IN, {"kind": "dragover", "files": [transferred("1")]})
    expect(page.locator("[data-drop]")).to_have_class("drop is-over")


def test_a_picture_pasted_from_the_real_clipboard(open_page) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(
        """async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          await navigator.clipboard.write([new ClipboardItem({"image/png": new Blob([bytes], {type: "image/png"})})]);
        }""",
        base64.b64encode(picture("8")).decode(),
    )
    page.keyboard.press("Control+v")
    expect(page.locator(RESULT)).to_have_count(1)
    assert digits_of(page) == ["8"]


def test_the_camera_is_offered_where_there_is_touch(open_page) -> None:
    page = open_page(has_touch=True, is_mobile=True)
    expect(page.get_by_text("Take a photo")).to_be_visible()
    camera = page.get_by_label("Take a photo")
    expect(camera).to_have_attribute("capture", "environment")
    expect(camera).to_have_attribute("accept", "image/*")
    camera.set_input_files([upload("5 of two strokes")])
    assert digits_of(page) == ["5"]


def test_the_form_works_without_javascript(open_page) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.locator("noscript .notice")).to_be_visible()
    expect(page.locator(".recognizer")).to_be_hidden()
    page.locator("#file").set_input_files([upload("0"), TEXT])
    page.get_by_role("button", name="Read the pictures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS("results.received", count=2))
    assert page.locator(".result-digit").all_inner_texts() == ["0", "!"]
    expect(page.locator(".result-name").nth(1)).to_have_text(TEXT["name"])
    expect(page.locator(".result").first.locator(".bar.is-leading rect")).to_have_attribute(
        "width", re.compile(r"9\d\.\d\d%|100\.00%")
    )
