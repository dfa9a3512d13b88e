"""Generated blocks are filled, drift is found, and broken markers are errors."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tools.documents.__main__ import fill, main
from tools.documents.language import ENGLISH, FRENCH


@pytest.mark.parametrize(
    "text",
    [
        "<!-- generated: results -->\n",
        "Within a line: <!-- generated: results --><!-- end -->\n",
        "<!-- generated: results -->\n<!-- generated: results -->\n<!-- end -->\n",
        "<!-- generated: unknown -->\n<!-- end -->\n",
    ],
)
def test_broken_marker_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"marker|unknown"):
        fill(text)


def test_command_fills_and_checks(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("Before\n<!-- generated: experiment.fr depth -->\nold\n<!-- end -->\nAfter\n")
    run = CliRunner().invoke
    checked = run(main, ["--check", str(path)])
    assert (checked.exit_code, "page.md" in checked.output) == (1, True)
    assert "old" in path.read_text()
    assert run(main, [str(path)]).exit_code == 0
    assert "| couches cachées" in path.read_text()
    assert path.read_text().endswith("<!-- end -->\nAfter\n")
    assert run(main, ["--check", str(path)]).exit_code == 0


def test_numbers_are_written_as_in_each_language() -> None:
    assert (ENGLISH.number(1234.5, 1), FRENCH.number(1234.5, 1)) == ("1,234.5", "1\u202f234,5")
    assert (ENGLISH.percent(0.0123), FRENCH.percent(0.0123)) == ("1.23\u00a0%", "1,23\u00a0%")
    assert (ENGLISH.error(1, 100), FRENCH.error(1, 100)) == (
        "1.00 [0.03,\u00a05.45]",
        "1,00 [0,03\u00a0; 5,45]",
    )
