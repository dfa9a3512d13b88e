"""The documentation builds as a site without a broken link, and reads and searches without a network."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.release

ROOT = Path(__file__).parents[2]
LOADED = re.compile(r'<(?:script|img|iframe|source)[^>]*?src="([^"]+)"|<link[^>]*?href="([^"]+)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def read(chromium, address: str) -> Iterator[Callable]:
    """Open a page of the site where nothing else can be reached; anything it asks for elsewhere fails the test."""
    elsewhere: list[str] = []
    contexts = []

    def open_(path: str, **options):
        context = chromium.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: elsewhere.append(request.url))
        page.on("console", lambda message: elsewhere.append(message.text) if message.type == "error" else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [url for url in elsewhere if not url.startswith((address, "data:", "blob:"))] == []


def test_no_page_loads_anything_from_outside(site: Path) -> None:
    for page in site.rglob("*.html"):
        for found in LOADED.findall(page.read_text("utf-8")):
            assert not "".join(found).startswith(("http:", "https:", "//")), (page.name, found)
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\W?(https?:)?//|@import", style.read_text("utf-8")), style.name


def test_results_are_part_of_the_site(site: Path) -> None:
    assert (site / "results" / "experiments" / "learning_rate.png").exists()
    assert 'href="results/index.html"' in (site / "answers.html").read_text("utf-8")


def test_a_french_page_says_that_it_is(site: Path) -> None:
    assert '<html lang="fr"' in (site / "answers.fr.html").read_text("utf-8")
    assert '<html lang="en"' in (site / "answers.html").read_text("utf-8")


def test_generated_tables_are_tables(site: Path) -> None:
    assert "| ---" not in (site / "answers.html").read_text("utf-8")
    assert "<!-- generated" not in (site / "answers.html").read_text("utf-8")


def test_it_is_searched_in_both_languages(read: Callable) -> None:
    page = read("/index.html")
    box = page.get_by_role("textbox", name="Search")
    for word in ("overfitting", "surapprentissage"):
        box.fill("")
        box.press_sequentially(word, delay=100)  # the site looks for the word after each key, once its index is there
        expect(page.locator(".md-search-result__link").first).to_be_visible()


@pytest.mark.parametrize(
    ("path", "scheme", "width"),
    [("/answers.fr.html", "light", 1280), ("/deployment.html", "dark", 360)],
    ids=["desktop", "phone"],
)
def test_it_is_read_by_everyone(read: Callable, path: str, scheme: str, width: int) -> None:
    page = read(path, color_scheme=scheme, viewport={"width": width, "height": 800})
    found = Axe().run(page, options={"runOnly": ["color-contrast", "html-has-lang", "image-alt"]})
    assert found.violations_count == 0, found.generate_report()


def test_long_names_and_wide_tables_fit_a_phone(read: Callable) -> None:
    page = read("/commands.html", viewport={"width": 360, "height": 800})
    for path in ("/commands.html", "/python.html", "/results/index.html"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
