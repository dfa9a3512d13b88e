"""Where a Chromium for the browser tests is; run as a script, it installs one where there is none.

A headless shell opens a page in a third of a browser's time, so it is preferred: Playwright's own, else the system's.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

SHELLS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_shell(playwright: Playwright) -> str | None:
    """The path of a headless shell, or None."""
    browser = Path(playwright.chromium.executable_path).parents[1]  # for example chromium-1255
    files = browser.parent.glob(browser.name.replace("chromium", "chromium_headless_shell") + "/*/*")
    return next((str(file) for file in files if file.stem in SHELLS), None) or _on_path(SHELLS)


def find(playwright: Playwright) -> str | None:
    """The path of a headless shell, else of a browser, or None."""
    own = playwright.chromium.executable_path
    return find_shell(playwright) or (own if Path(own).exists() else _on_path(BROWSERS))


def _on_path(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def install(playwright: Playwright) -> str | None:
    """Try Playwright's download, then Debian's package; the path of the headless shell, or None."""
    ways = [[sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium-headless-shell"]]
    for way in ways:
        subprocess.run(way, check=False, stdout=subprocess.DEVNULL)
        if found := find_shell(playwright):
            return found
    return None


if __name__ == "__main__":
    with sync_playwright() as running:
        browser = find_shell(running) or install(running) or find(running)
    print(browser or "no Chromium, so no browser tests: install one and put it on PATH")  # noqa: T201
