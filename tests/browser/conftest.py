"""A real Chromium, and pages that fail their test when anything complains."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from chromium import find
from playwright.sync_api import expect, sync_playwright

from absence import absent

PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    """A Chromium: Playwright's own, else one on PATH."""
    with sync_playwright() as playwright:
        found = find(playwright)
        if found is None:
            absent("Chromium: playwright install chromium, or one of the system on PATH")
        arguments = ["--disable-blink-features=OnDeviceWebSpeechAvailable"]  # crashes a headless shell
        arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page complained about, and which complaints its test expects."""

    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Let complaints pass that hold this text."""
        self.expected.append(part)

    def unexpected(self) -> list[str]:
        return [said for said in self.complaints if not any(part in said for part in self.expected)]


@pytest.fixture
def watch() -> Watch:
    return Watch()


USUAL = {"reduced_motion": "reduce", "service_workers": "block"}


@pytest.fixture
def open_page(chromium, server: str, watch: Watch) -> Iterator[Callable]:
    """Open an address of the server in a fresh context: `open_page("/", has_touch=True)`.

    No service worker fetches all pages and their files behind it; the test of what is kept has a context of its own.
    """
    contexts = []

    def hear(message) -> None:
        if message.type in ("error", "warning") and "registration blocked by Playwright" not in message.text:
            watch.complaints.append(f"console {message.type}: {message.text}")

    def inspect(request) -> None:
        if not request.url.startswith((server, "data:", "blob:")):
            watch.complaints.append(f"request to another place: {request.url}")

    def open_(path: str = "/", **options):
        context = chromium.new_context(base_url=server, **(USUAL | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: watch.complaints.append(f"uncaught: {error}"))
        page.on("request", inspect)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert watch.unexpected() == []
