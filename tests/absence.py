"""What happens when something a test needs is absent."""

import os
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """Skip the test loudly; in continuous integration nothing may be absent, and it fails."""
    if os.environ.get("CI"):
        pytest.fail(f"absent in CI: {what}")
    pytest.skip(f"ABSENT: {what}")
