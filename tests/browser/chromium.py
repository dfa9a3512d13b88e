"""Where a Chromium for the browser tests is; run as a script, it installs one where there is none.

Playwright's own is taken, else one of the system; where Playwright cannot download its own, Debian's package serves.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find(playwright: Playwright) -> str | None:
    """The path of a Chromium, or None."""
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else next(filter(None, map(shutil.which, NAMES)), None)


def install(playwright: Playwright) -> str | None:
    """Try Playwright's download, then Debian's package; the path of what came of it, or None."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    for way in ways:
        subprocess.run(way, check=False, stdout=subprocess.DEVNULL)
        if found := find(playwright):
            return found
    return None


if __name__ == "__main__":
    with sync_playwright() as running:
        browser = find(running) or install(running)
    print(browser or "no Chromium, so no browser tests: install one and put it on PATH")  # noqa: T201
