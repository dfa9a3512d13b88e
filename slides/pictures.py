"""The pictures of the slides: screenshots of the application, digits of the training images, and facts on the data.

All are kept in ``slides/pictures``: they need the data set, a browser and a running server, which the slides do not.
"""

import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tools.documents.ledger import RESULTS, card

from digits import mnist
from digits.exemplars import exemplars
from digits.image import normalize_picture
from digits.lab.data.synthesis.photographs import Conditions, photograph
from slides.chromium import chromium

FOLDER = Path(__file__).parent / "pictures"
FACTS = FOLDER / "facts.json"
INK = (28, 35, 51)
WIDTHS = {"recognize": 1000, "inside": 860, "compare": 900, "practise": 780, "learn": 960}
"""Of a page, in CSS pixels: as narrow as shows what there is to see, so that it is large on a slide."""
WIDTH = 1040
"""Of a screenshot, in pixels; it is three quarters as high."""

Bytes = npt.NDArray[np.uint8]
Strokes = list[list[tuple[float, float]]]

SEVEN: Strokes = [
    [(0.28, 0.20), (0.42, 0.195), (0.56, 0.19), (0.71, 0.18), (0.64, 0.35), (0.57, 0.52), (0.50, 0.69), (0.44, 0.86)],
    [(0.38, 0.52), (0.52, 0.51), (0.67, 0.50)],
]
"""A 7 with a bar, as a share of the field that it is drawn in."""


def make() -> None:
    """Make all pictures anew."""
    digits_of_each_class(FOLDER / "classes.png")
    one_of_each(FOLDER / "ten.png")
    hardest = the_hardest(count=10)
    sheet([image for image, _, _ in hardest], len(hardest), FOLDER / "hardest.png")
    path_of_a_picture(FOLDER)
    with server() as address, chromium() as browser:
        for language in ("en", "fr"):
            for name, visit in PAGES.items():
                path = FOLDER / f"{name}.{language}.webp"
                screenshot(browser, f"{address}{ADDRESSES[name]}?lang={language}", WIDTHS[name], visit, path)
    facts = {**of_the_data(), "hardest": [[truth, read] for _, truth, read in hardest], "made_with": made_with()}
    FACTS.write_text(json.dumps(facts, indent=2) + "\n", "utf-8")


def made_with() -> dict[str, str]:
    """What the screenshots show: the network that ships, and the comparison's table, by their SHA-256."""
    table = (RESULTS / "comparison" / "table.json").read_bytes()
    return {"default": card("default")["sha256"], "table": sha256(table).hexdigest()}


def of_the_data() -> dict[str, int]:
    """How many writers there are, in all, in the last 10,000 training images, and in both parts; images by source."""
    writers, sources = mnist.writers(), mnist.sources()
    last, rest = set(writers[50_000:].tolist()), set(writers[:50_000].tolist())
    return {
        "images": len(writers),
        "writers": len(last | rest),
        "writers_of_the_last": len(last),
        "writers_of_both": len(last & rest),
        "of_staff": int((sources == 3).sum()),
        "of_students": int((sources == 1).sum()),
        "folds": mnist.FOLDS,
    }


def digits_of_each_class(path: Path, columns: int = 14) -> None:
    """Draw some digits of each class, a class in a row."""
    known = exemplars()
    sheet([image for digit in range(10) for image in known.images[known.labels == digit][:columns]], columns, path)


def one_of_each(path: Path) -> None:
    """Draw one digit of each class in a row: of the shipped exemplars those nearest to the mean of their class."""
    known = exemplars()
    chosen = []
    for digit in range(10):
        images = known.images[known.labels == digit].astype(np.float64)
        distances = ((images - images.mean(0)) ** 2).sum((1, 2))
        chosen.append(images[np.argsort(distances)[0]].astype(np.uint8))
    sheet(chosen, 10, path)


def the_hardest(count: int) -> list[tuple[Bytes, int, int]]:
    """The training images that most models of the comparison misread: image, label, what is read most often."""
    reads: dict[int, list[int]] = {}
    labels = {}
    for file in sorted((RESULTS / "comparison").glob("*.json")):
        found = json.loads(file.read_text("utf-8"))
        for fold in ("0", "1") if isinstance(found, dict) else ():
            for place, label, read in found.get(fold, {}).get("wrong", ()):
                reads.setdefault(place, []).append(read)
                labels[place] = label
    hardest = sorted(reads, key=lambda place: (-len(reads[place]), place))[:count]
    images = mnist.load("train").images
    return [(images[place], labels[place], Counter(reads[place]).most_common(1)[0][0]) for place in hardest]


def sheet(images: list[Bytes], columns: int, path: Path) -> None:
    """Save images of 28x28 side by side, ink on a transparent ground."""
    rows = -(-len(images) // columns)
    cover = np.zeros((28 * rows, 28 * columns), np.uint8)
    for place, image in enumerate(images):
        row, column = divmod(place, columns)
        cover[28 * row : 28 * row + 28, 28 * column : 28 * column + 28] = image
    save_ink(cover, path, times=2)


def save_ink(cover: Bytes, path: Path, times: int = 1) -> None:
    """Save how much ink there is, in 16 depths over nothing, each pixel so many times as large: PDF readers blur."""
    picture = Image.fromarray(((cover.astype(np.uint16) + 8) // 17).astype(np.uint8), "P")
    picture = picture.resize((picture.width * times, picture.height * times), Image.Resampling.NEAREST)
    picture.putpalette([value for _ in range(16) for value in INK])
    picture.save(path, optimize=True, bits=4, transparency=bytes(17 * depth for depth in range(16)))


def path_of_a_picture(folder: Path) -> None:
    """Photograph a digit of the training images on ruled paper, and save the steps of its normalization."""
    known = exemplars()
    digit = known.images[known.labels == 4][3]
    conditions = Conditions(
        digit=(0.5, 0.5), slope=(0.5, 0.5), lines=1.0, blackboard=0.0, tilt=(3.0, 3.0), aspect=(1.0, 1.0)
    )
    picture = photograph(digit, np.random.default_rng(5), conditions)
    steps = normalize_picture(picture)
    assert steps.scaled is not None
    assert steps.field is not None
    assert steps.box is not None
    photographed = Image.open(io.BytesIO(picture)).convert("RGB")
    photographed.thumbnail((360, 360))
    photographed.save(folder / "path-photograph.webp", quality=80)
    ink = Image.fromarray(steps.ink)
    ink.thumbnail((360, 360))
    save_ink(np.asarray(ink), folder / "path-ink.png")
    save_ink(steps.scaled, folder / "path-scaled.png", times=10)
    save_ink(steps.field, folder / "path-field.png", times=10)


@contextmanager
def server() -> Iterator[str]:
    """Run the application with the bundled network, and give its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "digits", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            yield next(word for word in line.split() if word.startswith("http://")).rstrip("/")
        finally:
            process.terminate()


def screenshot(browser: Browser, address: str, width: int, visit: Callable[[Page], Any], path: Path) -> None:
    """Save what is seen of a page after a visit that does something on it."""
    page = browser.new_page(
        viewport={"width": width, "height": width * 3 // 4},
        device_scale_factor=WIDTH / width,
        color_scheme="light",
        reduced_motion="reduce",
    )
    page.add_init_script("Math.random = () => 0.75;")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    visit(page)
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.save(path, quality=78, method=6)
    page.close()


def draw(page: Page, strokes: Strokes) -> None:
    """Draw on the page's field by mouse."""
    box = page.locator("[data-pad-canvas]:visible").first.bounding_box()
    assert box is not None
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=4)
        page.mouse.up()
    page.mouse.move(0, 0)


def recognize(page: Page) -> None:
    """Draw a 7 and have it read."""
    draw(page, SEVEN)
    page.locator("[data-pad-read]").click()
    expect(page.locator("[data-recognizer]")).to_have_attribute("aria-busy", "false")
    page.mouse.move(0, 0)


def inside(page: Page) -> None:
    """Scroll to the first convolution of the network that ships."""
    page.locator("#layer-2 .map canvas").first.wait_for()
    page.locator("#layer-2").evaluate("(card) => scrollTo(0, card.getBoundingClientRect().top + scrollY - 20)")
    page.wait_for_timeout(500)


def compare(page: Page) -> None:
    """Scroll to the chart of errors and sizes."""
    page.locator("#scatter").evaluate("(part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 20)")
    page.wait_for_timeout(500)


def practise(page: Page) -> None:
    """Write the 7 that was asked for."""
    draw(page, SEVEN)
    page.locator("[data-write] [data-pad-read]").click()
    page.locator("[data-write] [data-feedback-title]").wait_for()
    page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, 0)")


def learn(page: Page) -> None:
    """Let the perceptron learn some updates of AND."""
    for _ in range(6):
        page.locator("[data-perceptron] [data-update]").click()
    page.locator("[data-perceptron]").evaluate("(part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 20)")


ADDRESSES = {"recognize": "/", "inside": "/inside", "compare": "/compare", "practise": "/practise", "learn": "/learn"}
PAGES = {"recognize": recognize, "inside": inside, "compare": compare, "practise": practise, "learn": learn}
