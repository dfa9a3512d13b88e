"""Make the pictures of the slides: screenshots of the application, and digits from MNIST.

    python -m tools.slide_pictures

Needs the data set and a Chromium, and starts a server. The numbers and charts come from `tools.slide_figures`.
"""

import io
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from digits import mnist
from digits.exemplars import exemplars
from digits.image import normalize_picture
from digits.lab.data.synthesis.photograph_conditions import Conditions
from digits.lab.data.synthesis.photographs import photograph
from digits.page import find_digits

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "slides" / "pictures"
SCREENSHOT_WIDTH = 1040
"""In pixels; the height is three quarters of it."""
SEVEN = (
    ((0.28, 0.20), (0.42, 0.195), (0.56, 0.19), (0.71, 0.18), (0.64, 0.35), (0.57, 0.52), (0.50, 0.69), (0.44, 0.86)),
    ((0.38, 0.52), (0.52, 0.51), (0.67, 0.50)),
)
"""The strokes of a 7 with a bar, in shares of the canvas."""

Images = npt.NDArray[np.uint8]


def main() -> None:
    """Make all pictures."""
    known = exemplars()
    by_class = [known.images[known.labels == digit] for digit in range(10)]
    typical = [images[np.argmin(((images - images.mean(0)) ** 2).sum((1, 2)))] for images in by_class]
    save_sheet("ten.png", np.array(typical), 10)
    save_sheet("classes.png", np.concatenate([images[:14] for images in by_class]), 14)
    save_hardest("hardest.png", 10)
    save_normalization(by_class[4][3])
    with server() as address, chromium() as browser:
        for language in ("en", "fr"):
            for name, (path, width, visit) in PAGES.items():
                save_screenshot(browser, f"{address}{path}?lang={language}", width, visit, f"{name}.{language}.webp")


def save_sheet(name: str, images: Images, columns: int) -> None:
    """Save images side by side, dark on transparent; pixels are doubled because PDF readers blur small images."""
    rows = [np.hstack([*images[start : start + columns]]) for start in range(0, len(images), columns)]
    save_ink(name, np.vstack(rows), 2)


def save_ink(name: str, ink: Images, times: int = 1) -> None:
    """Save a grey image, 255 for ink, in 16 levels of opacity; each pixel `times` as large."""
    levels = np.kron((ink.astype(np.uint16) + 8) // 17, np.ones((times, times))).astype(np.uint8)
    picture = Image.fromarray(levels, "P")
    picture.putpalette([28, 35, 51] * 16)
    picture.save(FOLDER / name, optimize=True, bits=4, transparency=bytes(17 * level for level in range(16)))


def save_hardest(name: str, count: int) -> None:
    """Save the training images that most models of the comparison misread, with label and most common answer."""
    answers: dict[int, list[int]] = {}
    for path in sorted((ROOT / "results" / "comparison").glob("*.json")):
        found = json.loads(path.read_text("utf-8"))
        for fold in ("0", "1") if isinstance(found, dict) else ():
            for place, _, answer in found.get(fold, {}).get("wrong", ()):
                answers.setdefault(place, []).append(answer)
    hardest = sorted(answers, key=lambda place: (-len(answers[place]), place))[:count]
    train = mnist.load("train")
    figure = Figure(figsize=(count, 1.5), layout="constrained")
    for axes, place in zip(figure.subplots(1, count), hardest, strict=True):
        axes.imshow(255 - train.images[place], cmap="gray")
        axes.set_title(f"{train.labels[place]} → {Counter(answers[place]).most_common(1)[0][0]}", y=-0.35)
        axes.axis("off")
    figure.savefig(FOLDER / name, dpi=150, transparent=True)


def save_normalization(digit: Images) -> None:
    """Photograph a digit on ruled paper, and save the steps of its normalization."""
    conditions = Conditions(
        digit=(0.5, 0.5), slope=(0.5, 0.5), lines=1.0, blackboard=0.0, tilt=(3.0, 3.0), aspect=(1.0, 1.0)
    )
    picture = photograph(digit, np.random.default_rng(5), conditions)
    steps = normalize_picture(picture)
    normalized = find_digits(steps).only_digit
    assert normalized is not None
    photographed, ink = Image.open(io.BytesIO(picture)).convert("RGB"), Image.fromarray(steps.ink)
    photographed.thumbnail((360, 360))
    ink.thumbnail((360, 360))
    photographed.save(FOLDER / "path-photograph.webp", quality=80)
    save_ink("path-ink.png", np.asarray(ink))
    save_ink(
        "path-scaled.png",
        np.pad(normalized.scaled, [((28 - side) // 2, (29 - side) // 2) for side in normalized.scaled.shape]),
        10,
    )
    save_ink("path-normalized.png", normalized.image, 10)


@contextmanager
def server() -> Iterator[str]:
    """Run the application on a free port; gives its address."""
    command = [sys.executable, "-m", "digits", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            words = process.stdout.readline().split()
            yield next(word for word in words if word.startswith("http://")).rstrip("/")
        finally:
            process.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, or Playwright's own."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)


def save_screenshot(browser: Browser, address: str, width: int, visit: Callable[[Page], Any], name: str) -> None:
    """Save what is visible of a page `width` CSS pixels wide after a visit that does something on it."""
    page = browser.new_page(
        viewport={"width": width, "height": width * 3 // 4},
        device_scale_factor=SCREENSHOT_WIDTH / width,
        color_scheme="light",
        reduced_motion="reduce",
    )
    page.add_init_script("Math.random = () => 0.75;")
    page.goto(address, wait_until="networkidle")
    visit(page)
    page.wait_for_load_state("networkidle")
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(FOLDER / name, quality=78, method=6)
    page.close()


def draw_seven(page: Page) -> None:
    """Draw a 7 by mouse and press Read."""
    box = page.locator("[data-drawing-area-canvas]:visible").first.bounding_box()
    assert box is not None
    for stroke in SEVEN:
        first, *others = ((box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for place in others:
            page.mouse.move(*place, steps=4)
        page.mouse.up()
    page.locator("[data-drawing-area-read]:visible").first.click()
    page.mouse.move(0, 0)


def recognize(page: Page) -> None:
    """Draw a 7 and wait for the answer."""
    draw_seven(page)
    expect(page.locator("[data-recognizer]")).to_have_attribute("aria-busy", "false")


def practise(page: Page) -> None:
    """Write the 7 that the page asks for."""
    draw_seven(page)
    page.locator("[data-write] [data-feedback-title]").wait_for()
    page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, 0)")


def learn(page: Page) -> None:
    """Give the perceptron six updates on AND."""
    for _ in range(6):
        page.locator("[data-perceptron] [data-update]").click()
    scroll_to("[data-perceptron]")(page)


def scroll_to(selector: str) -> Callable[[Page], None]:
    """A visit that scrolls to a part of the page."""

    def visit(page: Page) -> None:
        page.locator(f"{selector} canvas, {selector} svg").first.wait_for()
        page.locator(selector).evaluate("(part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 20)")
        page.wait_for_timeout(500)

    return visit


PAGES: dict[str, tuple[str, int, Callable[[Page], None]]] = {
    "recognize": ("/", 1000, recognize),
    "inside": ("/inside", 860, scroll_to("#layer-2")),
    "compare": ("/compare", 900, scroll_to("#scatter")),
    "practise": ("/practise", 780, practise),
    "learn": ("/learn", 960, learn),
}
"""Address, width in CSS pixels and visit, by the name of the picture."""

if __name__ == "__main__":
    main()
