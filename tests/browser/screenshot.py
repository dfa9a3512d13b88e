"""Save the README's picture of the page: `python tests/browser/screenshot.py ADDRESS PICTURE`."""

from __future__ import annotations

import shutil
import sys

from draw_on_page import draw_by_mouse, wait_until_read
from playwright.sync_api import sync_playwright
from templates import DRAWINGS


def main(address: str, picture: str) -> None:
    """Draw a 7 on the page at the address, and save what is seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 900}, color_scheme="light", reduced_motion="reduce")
        page.goto(address)
        draw_by_mouse(page, DRAWINGS["7 barred"])
        wait_until_read(page)
        page.mouse.move(0, 0)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
