"""What holds of every page: for everyone, on every screen, in both directions of writing, light and quick."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from digits.web.services.languages import ADDRESSES, words

PAGES = [*ADDRESSES.values(), "/practise/worksheet", "/docs", "/nothing-here"]
MOST_BYTES = 300_000
FIRST_PAINT = 1000  # milliseconds
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WATCHED = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({type: "layout-shift", buffered: true});
}"""


@pytest.fixture
def visit(open_page, watch):
    """Open a page and wait until it is at rest."""

    def open_(path: str, language: str = "en", **options):
        if path == "/nothing-here":
            watch.expect("status of 404")
        page = open_page(f"{path}?lang={language}", **options)
        page.wait_for_load_state("networkidle")
        return page

    return open_


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)], ids=["english", "arabic"]
)
def test_axe_finds_nothing(visit, path: str, language: str, scheme: str, width: int) -> None:
    page = visit(path, language, color_scheme=scheme, viewport={"width": width, "height": 800})
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_is_wider_than_the_window(visit, path: str, language: str) -> None:
    page = visit(path, language, viewport={"width": 320, "height": 640})
    for width in (320, 640, 1920):  # the second is 1280 at a zoom of 200 %
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_menu_is_whole_on_the_smallest_phone(visit, language: str) -> None:
    page = visit("/learn", language, viewport={"width": 320, "height": 640})
    cut = "(links) => links.filter((link) => link.scrollWidth > link.clientWidth).map((link) => link.textContent)"
    assert page.locator(".pages a").evaluate_all(cut) == []


@pytest.mark.parametrize("path", ADDRESSES.values())
def test_a_page_is_light_quick_and_still(open_page, path: str) -> None:
    page = open_page("/docs")
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body()) if response.ok else 0))
    page.add_init_script(f"({WATCHED})()")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert sum(sizes) < MOST_BYTES
    assert page.evaluate("window.shifted") < 0.05
    assert paint < FIRST_PAINT * slowness(page)


def slowness(page) -> float:
    """How much slower than an idle machine this one is now, at least 1: a page of nothing takes 50 ms to be painted."""
    page.goto("data:text/html,<p>nothing")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    return max(1.0, page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 50)


@pytest.mark.parametrize("path", ADDRESSES.values())
def test_the_keyboard_reaches_the_main_part_and_the_menu(visit, path: str) -> None:
    page = visit(path)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    current = page.locator(".pages [aria-current=page]")
    expect(current).to_have_count(1)
    assert current.get_attribute("href") == path


def test_the_language_is_changed_on_the_page_and_remembered(visit) -> None:
    page = visit("/practise")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.goto("/compare")
    expect(page.locator("html")).to_have_attribute("lang", "ar")


KEPT_IN = "async ([path, language]) => (await caches.match(path))?.headers.get('Content-Language') === language"


def test_the_notice_goes_when_the_server_is_back(open_page, watch) -> None:
    watch.expect("ERR_FAILED")
    page = open_page("/learn")
    page.route("**/health/live", lambda route: route.abort())
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.unroute("**/health/live")
    expect(page.locator("[data-offline]")).to_be_hidden()


def test_after_a_visit_all_pages_are_there_without_the_server_as_last_seen(chromium, server: str) -> None:
    context = chromium.new_context(base_url=server, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/learn")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.goto("/compare?lang=ar")
    page.wait_for_function(KEPT_IN, arg=["/learn", "ar"])
    context.set_offline(True)
    for path in ADDRESSES.values():
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "ar")
        expect(page.locator("[data-offline]")).to_be_visible()
        assert page.evaluate("[...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)")
    expect(page.locator("[data-perceptron] svg").first).to_be_visible()
    page.goto("/practise/worksheet")
    expect(page.locator("h1")).to_have_text(words("common", "ar")("no_server"))
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-offline]")).to_be_hidden()
    context.close()
