import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from digits.cli import digits

RESULTS = Path(__file__).parents[2] / "results"


def test_the_page_alone_is_written_from_the_figures(tmp_path: Path) -> None:
    shutil.copy(RESULTS / "real-handwriting.json", tmp_path)
    done = CliRunner().invoke(digits, ["handwriting", "--page", "--results", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "real-handwriting.md").read_text() == (RESULTS / "real-handwriting.md").read_text()


def test_figures_that_are_not_there_are_reported_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(digits, ["handwriting", "--page", "--results", str(tmp_path)])
    assert done.exit_code == 1
    assert "real-handwriting.json" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_data_is_wrong_usage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DIGITS_DATA", raising=False)
    done = CliRunner().invoke(digits, ["handwriting", "--results", str(tmp_path)])
    assert done.exit_code == 2
    assert "DIGITS_DATA" in done.stderr


def test_a_set_that_is_missing_is_reported_with_the_remedy_before_anything_is_done(tmp_path: Path) -> None:
    results = tmp_path / "results"
    done = CliRunner().invoke(digits, ["handwriting", "--results", str(results), "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert f"{tmp_path} has no omniglot, semeion, pendigits: give --data" in done.stderr
    assert not results.exists()
