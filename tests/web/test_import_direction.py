"""The folders of `web/` import in one direction."""

import ast
from pathlib import Path

import pytest

import digits.web

WEB = Path(digits.web.__file__).parent
MAY_IMPORT = {
    "http": {"http", "settings"},
    "services": {"services", "http", "settings"},
    "api": {"api", "services", "http", "settings"},
    "pages": {"pages", "services", "http", "settings"},
}


def imported(path: Path) -> set[str]:
    """The modules of the project that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("digits.")}


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_folder_imports_only_what_it_may(folder: str) -> None:
    for path in (WEB / folder).rglob("*.py"):
        for name in imported(path):
            if name.startswith("digits.web."):
                assert name.split(".")[2] in MAY_IMPORT[folder], (path, name)
            else:
                assert folder != "http", (path, name)
