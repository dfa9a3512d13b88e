"""Save the README's moving picture of the page: `python tests/browser/film.py ADDRESS PICTURE`, a WebP or a GIF."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator

from draw_on_page import Strokes, clear, place
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright
from templates import DRAWINGS

SIZE = {"width": 1000, "height": 850}
WIDTH = 760
POINTS_PER_FRAME = 2
MOVING, RESTING = 90, 2200
"""Milliseconds that a frame is shown while the hand moves, and when the answer is there."""


def main(address: str, picture: str) -> None:
    """Draw on the page at the address, a digit and then a number, and save what is seen of it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page.goto(address)
        frames = [*read_while_drawn(page, DRAWINGS["7 barred"])]
        clear(page)
        frames += read_while_drawn(page, [*moved(DRAWINGS["2"], 0.0), *moved(DRAWINGS["4 open"], 0.5)])
        browser.close()
    images, durations = zip(*frames, strict=True)
    images[0].save(picture, save_all=True, append_images=images[1:], duration=durations, loop=0, quality=80, method=4)


def moved(strokes: Strokes, x: float) -> Strokes:
    """A drawing at half its width, from `x` of the pad's width."""
    return [[(x + 0.5 * point[0], 0.25 + 0.5 * point[1]) for point in stroke] for stroke in strokes]


def read_while_drawn(page: Page, strokes: Strokes) -> Iterator[tuple[Image.Image, int]]:
    """Draw by mouse, and give the pictures of it with how long each is shown, in milliseconds."""
    yield seen(page), 3 * MOVING
    for stroke in strokes:
        first, *others = place(page, stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for number, point in enumerate(others, 1):
            page.mouse.move(*point)
            if number % POINTS_PER_FRAME == 0:
                yield seen(page), MOVING
        page.mouse.up()
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator("[data-recognizer]")).to_have_attribute("aria-busy", "false")
    page.mouse.move(0, 0)
    yield seen(page), RESTING


def seen(page: Page) -> Image.Image:
    """The page as it is now, smaller."""
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return whole.resize((WIDTH, round(whole.height * WIDTH / whole.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(*sys.argv[1:])
