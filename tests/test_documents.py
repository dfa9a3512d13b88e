"""Generated passages are what the results give now, and marks that match nothing are refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tools.documents import cards, ledger, tables
from tools.documents.__main__ import main
from tools.documents.filling import MarkError, documents, drifted, fill, filled
from tools.documents.language import ENGLISH, FRENCH
from tools.documents.passages import passages

MADE = {"one": lambda: "1", "table": lambda: "| a |\n|---|\n"}


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_no_document_has_drifted(path: Path) -> None:
    assert not drifted([path], passages()), "`python -m tools.documents` makes it anew"


def test_every_passage_has_text() -> None:
    assert not [name for name, made in passages().items() if not made().strip()]


def test_passages_are_filled_within_a_line_and_on_lines_of_their_own() -> None:
    text = "It is <!-- made: one -->old<!-- end -->.\n<!-- made: table -->\n<!-- end -->\nEnd <!-- a note -->\n"
    whole = text.replace("old", "1").replace("table -->\n", "table -->\n| a |\n|---|\n")
    assert filled(text, MADE) == whole
    assert filled(whole, MADE) == whole


@pytest.mark.parametrize(
    "text",
    [
        "A line\n  <!-- made: one --><!-- end --> of a paragraph",
        "<!-- made: one -->",
        "<!-- end -->",
        "<!-- made: one --><!-- made: one --><!-- end -->",
        "<!-- made: two --><!-- end -->",
    ],
)
def test_marks_that_match_nothing_are_refused(text: str) -> None:
    with pytest.raises(MarkError):
        filled(text, MADE)


def test_the_command_fills_and_checks(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("It makes <!-- made: error.default -->wrong<!-- end -->.\n")
    run = CliRunner().invoke
    assert run(main, ["--check", str(path)]).exit_code == 1
    assert "wrong" in path.read_text()
    assert run(main, [str(path)]).exit_code == 0
    assert "errors in 10,000" in path.read_text()
    assert run(main, ["--check", str(path)]).exit_code == 0
    path.write_text("It is <!-- made: nothing-like-it -->wrong<!-- end -->.\n")
    assert "page.md: nothing makes nothing-like-it" in run(main, [str(path)]).output


def test_a_file_that_is_as_it_should_be_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("It is <!-- made: one -->1<!-- end -->")
    assert fill([path], MADE) == []


def test_numbers_are_written_as_each_language_does() -> None:
    assert (ENGLISH.number(1234.5, 1), FRENCH.number(1234.5, 1)) == ("1,234.5", "1\u202f234,5")
    assert (ENGLISH.percent(0.0123), FRENCH.percent(0.0123)) == ("1.23\u00a0%", "1,23\u00a0%")
    assert (ENGLISH.interval((0.001, 0.02)), FRENCH.interval((0.001, 0.02))) == (
        "[0.10,\u00a02.00]",
        "[0,10\u00a0; 2,00]",
    )


@pytest.fixture
def with_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The results with the claim of an ensemble that makes 17 errors."""
    for path in ledger.RESULTS.iterdir():
        if path.name != "ensemble" and not path.name.startswith("ensemble-"):
            (tmp_path / path.name).symlink_to(path)
    default = ledger.cards()["default"]
    card = {key: default[key] for key in ("version", "calibration", "parameters", "multiplies")}
    card |= {"sha256": "0" * 64, "description": "An ensemble.", "members": [{"fold": 0}] * 2 + [{"fold": None}] * 3}
    claim = ledger.claims()["default"] | {"model": "ensemble", "sha256": "0" * 64, "errors": 17}
    for name, written in {"ensemble/ensemble.json": card, "ensemble-00000000/test_evaluation.json": claim}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(json.dumps(written))
    monkeypatch.setattr(ledger, "RESULTS", tmp_path)
    monkeypatch.setattr(ledger, "ENSEMBLE", tmp_path / "ensemble/ensemble.json")
    ledger.cards.cache_clear()
    ledger.claims.cache_clear()
    yield
    ledger.cards.cache_clear()
    ledger.claims.cache_clear()


def test_the_record_is_told_of_once_it_is_claimed(with_record: None) -> None:
    assert tables.record(ENGLISH).startswith("The `ensemble` of 5 networks makes 17 errors in 10,000")
    assert tables.record(FRENCH).startswith("L’ensemble (`ensemble`) de 5 réseaux fait 17 erreurs sur 10\u202f000")
    assert "The target was" not in tables.record(ENGLISH)
    for language in (ENGLISH, FRENCH):
        assert "| `ensemble` |" in tables.results(language)
        assert "| `ensemble` |" in tables.sizes(language)
    assert "### `ensemble`" in cards.others()


def test_before_that_it_is_said_to_be_in_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "claim", lambda _: None)
    assert "still in training" in tables.record(ENGLISH)
    assert "encore à l’entraînement" in tables.record(FRENCH)


def test_networks_that_shipped_before_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    first = {"model": "default", "sha256": "bcbfa0ba" + "0" * 56, "errors": 30}
    second = {"model": "default", "sha256": "1" * 64, "errors": 50}
    told = []
    for before in ([], [first], [first, second]):
        monkeypatch.setattr(tables, "superseded", lambda _, before=before: before)
        told.append([tables.earlier(language) for language in (ENGLISH, FRENCH)])
    assert told[0] == ["No other shipped before it.", "Aucun autre n’a été livré avant lui."]
    one = "made 30 (`results/default-bcbfa0ba`, trained on MNIST alone)"
    assert told[1][0] == f"The network that shipped before it {one}; its file is not kept."
    assert f"one {one}, one made 50 (`results/default-11111111`); their files" in told[2][0]
    assert "l’un en faisait 30" in told[2][1]
    assert "un autre en faisait 50" in told[2][1]
