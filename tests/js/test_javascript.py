"""Run the tests of the page's logic, which need Node but no browser."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from absence import absent

TESTS = sorted(Path(__file__).parent.glob("*.test.js"))


def _node() -> str:
    """Return a Node on PATH, else the one that Playwright brings for its own use."""
    found = shutil.which("node")
    if found is not None:
        return found
    import playwright

    own = Path(playwright.__file__).parent / "driver" / "node"
    if own.exists():
        return str(own)
    return absent("Node, on PATH or in Playwright")


@pytest.mark.parametrize("test", TESTS, ids=lambda path: path.name)
def test_logic(test: Path) -> None:
    environment = os.environ | {"PYTHON": sys.executable}  # for tests that compare with Python's own
    command = [_node(), "--test", str(test)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout
