"""A command as it is typed, in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digits.cli import digits


@pytest.fixture
def typed(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command from an empty folder; what it raises besides an exit is raised here."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(digits, arguments, prog_name="digits")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
