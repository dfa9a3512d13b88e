"""Draws on the page: by mouse, by touch, and by events made in the page where speed counts."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import expect

Strokes = Sequence[Sequence[tuple[float, float]]]

CANVAS = "[data-drawing-area-canvas]"

# The events are those that a mouse would cause; only their speed is not a hand's.
READ_BY_EVENTS = """async (canvas, strokes) => {
  const press = (name) => document.querySelector(`[data-drawing-area-${name}]`).click();
  const recognizer = document.querySelector("[data-recognizer]");
  const box = canvas.getBoundingClientRect();
  const fire = (type, [x, y]) => canvas.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, pointerType: "mouse", isPrimary: true, button: 0, buttons: 1, bubbles: true, cancelable: true,
    clientX: box.left + x * box.width, clientY: box.top + y * box.height,
  }));
  for (const stroke of strokes) {
    fire("pointerdown", stroke[0]);
    for (const point of stroke.slice(1)) fire("pointermove", point);
    fire("pointerup", stroke[stroke.length - 1]);
  }
  press("read");
  await new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (recognizer.getAttribute("aria-busy") === "true") return;
      observer.disconnect();
      resolve();
    }).observe(recognizer, {attributeFilter: ["aria-busy"]});
  });
  const digit = document.querySelector("[data-answer-digit]").textContent;
  press("clear");
  return digit;
}"""


def place(page, stroke: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return where on the page the points of a stroke lie."""
    box = page.locator(CANVAS).bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]


def draw_by_mouse(page, strokes: Strokes) -> None:
    for stroke in strokes:
        first, *others = place(page, stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point)
        page.mouse.up()


def draw_by_touch(page, strokes: Strokes) -> None:
    session = page.context.new_cdp_session(page)
    for stroke in strokes:
        places = [[{"x": x, "y": y}] for x, y in place(page, stroke)]
        kinds = ["touchStart"] + ["touchMove"] * (len(places) - 1)
        for kind, points in zip(kinds, places, strict=True):
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def read_by_events(page, strokes: Strokes) -> str:
    """Draw, ask for a reading, clear; return the digit shown."""
    return page.locator(CANVAS).evaluate(READ_BY_EVENTS, [[list(point) for point in stroke] for stroke in strokes])


def wait_until_read(page) -> str:
    """Ask for a reading of the whole drawing, and return the digit shown."""
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator("[data-recognizer]")).to_have_attribute("aria-busy", "false")
    return page.locator("[data-answer-digit]").inner_text()


def clear(page) -> None:
    """Clear the drawing, and wait until that is done: a touch becomes a click only after a while."""
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator("[data-answer]")).to_have_attribute("data-state", "empty")
