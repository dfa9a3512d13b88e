"""From the pen's lifting to the bars, in a browser: our page, and Gradio's Sketchpad with live changes."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.row import Contender, Figure, Measure, NotInstalledError, Row
from benchmarks.servers import digits_server, gradio_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

BROWSERS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell", "chromium", "google-chrome")
SEVEN = [(0.0, 0.0), (0.25, 0.0), (0.5, 0.0), (0.75, 0.0), (1.0, 0.0), (0.85, 0.3), (0.7, 0.6), (0.55, 1.0)]
SIDE = 120  # pixels
QUIET_MS = 1000
"""Not written for so long, the bars are final."""

# Notes when the pen was lifted, and when the bars were last written, be it with what they showed before.
WATCH = """([root, bar]) => {
  const times = (window.benchmark = { lifted: null, written: null });
  addEventListener("pointerup", (event) => Object.assign(times, { lifted: event.timeStamp, written: null }), true);
  const isBar = (node) => node instanceof Element && (node.closest(bar) ?? node.querySelector(bar)) !== null;
  new MutationObserver((records) => {
    const isWritten = records.some(({ target, addedNodes }) =>
      (target.nodeType === Node.TEXT_NODE ? target.parentElement : target).closest(bar) !== null ||
      [...addedNodes].some(isBar));
    if (isWritten) times.written = performance.now();
  }).observe(document.querySelector(root), { subtree: true, childList: true, attributes: true, characterData: true });
}"""
FINAL = f"""() => {{
  const {{ lifted, written }} = window.benchmark;
  return lifted !== null && written !== null && performance.now() - written > {QUIET_MS};
}}"""


def _digits(count: int) -> Iterator[Measure]:
    with digits_server() as (address, _), _page(address) as page:
        page.evaluate(WATCH, ["[data-recognizer]", ".bar"])
        yield lambda: _figures(page, "[data-drawing-area-canvas]", "Clear", count)


def _gradio(count: int) -> Iterator[Measure]:
    with gradio_server() as (address, _), _page(address) as page:
        page.evaluate(WATCH, ["#bars", "#bars meter"])
        yield lambda: _figures(page, "#pad canvas >> nth=-1", "Clear canvas", count, "Brush")


def _figures(page: "Page", canvas: str, clear: str, count: int, tool: str | None = None) -> dict[str, float]:
    """Draw and clear so many times; a page may want its tool chosen for each drawing."""
    times = []
    for _ in range(count):
        if tool:
            page.get_by_role("button", name=tool).first.click()
            page.wait_for_timeout(QUIET_MS)
        _draw(page, canvas)
        page.wait_for_function(FINAL)
        times.append(page.evaluate("benchmark.written - benchmark.lifted"))
        page.get_by_role("button", name=clear, exact=True).click()
        page.wait_for_timeout(QUIET_MS)
    return {"time": median(times)}


def _draw(page: "Page", canvas: str) -> None:
    """Draw a seven with the mouse in the middle of a canvas."""
    box = page.locator(canvas).bounding_box()
    assert box, "the canvas is on the page"
    left, top = box["x"] + (box["width"] - SIDE) / 2, box["y"] + (box["height"] - SIDE) / 2
    points = [(left + SIDE * x, top + SIDE * y) for x, y in SEVEN]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=2)
    page.mouse.up()


@contextmanager
def _page(address: str) -> Iterator["Page"]:
    """Open an address in a headless Chromium.

    Raises:
        NotInstalledError: there is no Chromium on PATH.
    """
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise NotInstalledError("Chromium: install a headless shell, and put it on PATH")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        with playwright.chromium.launch(executable_path=program, args=arguments) as browser:
            page = browser.new_context(service_workers="block").new_page()
            page.goto(address)
            page.wait_for_timeout(QUIET_MS)
            yield page


ROW = Row(
    figures={"time": Figure("ms", limit=40)},
    contenders=(
        Contender("digits", _digits),
        Contender("Gradio", _gradio, note="draws with WebGL, which a machine without a graphics card emulates"),
    ),
    counts={"quick": 2, "usual": 3, "full": 15},
    unit="drawings",
    rounds=3,
)
