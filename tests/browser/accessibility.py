"""What axe finds wrong with a page."""

from axe_playwright_python.sync_playwright import Axe

ALL = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SEEN = ("color-contrast", "target-size", "valid-lang")
"""The rules whose outcome depends on the colour scheme, the width of the window or the language."""


def violations(page, rules: tuple[str, ...] = ALL) -> list[tuple[str, list[str]]]:
    """The rules (axe's names or tags) that the page breaks, each with the elements that break it."""
    found = Axe().run(page, options={"runOnly": list(rules), "resultTypes": ["violations"]}).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
