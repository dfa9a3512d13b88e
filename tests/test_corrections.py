"""Corrections: kept, found, taken back, exported, learned from, and held against the shipped model."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from digits.cli import digits as command
from digits.corrections import CorrectionError, Corrections, Kept, checked_label

SEVEN = [[(0.0, 0.0), (10.0, 0.0), (4.0, 20.0)]]


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'kept.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def keep(store: Corrections, label: str = "7") -> Kept:
    ink = np.full((28, 28), 9, np.uint8) if len(label) == 1 else None
    return store.keep(label, read_as="1", model="0" * 64, strokes=SEVEN, ink=ink)


def test_what_is_kept_is_found_again(address: str) -> None:
    kept = keep(Corrections(address))
    (found,) = Corrections(address)
    assert (found.id, found.label, found.read_as, found.picture) == (kept.id, "7", "1", None)
    assert found.strokes == [[[0.0, 0.0], [10.0, 0.0], [4.0, 20.0]]]
    assert found.ink is not None
    assert (found.ink == 9).all()


def test_whoever_kept_it_can_take_it_back_and_nobody_else(address: str) -> None:
    store = Corrections(address)
    kept, other = keep(store), keep(store)
    assert not store.take_back(Kept(kept.id, other.key))
    assert len(store) == 2
    assert store.take_back(kept)
    assert not store.take_back(kept)
    assert [one.id for one in store] == [other.id]


def test_keys_are_not_in_the_database(address: str, tmp_path: Path) -> None:
    kept = keep(Corrections(address))
    assert kept.key.encode() not in (tmp_path / "kept.sqlite").read_bytes()


@pytest.mark.parametrize(("given", "label"), [(" 7 ", "7"), ("−20.5", "-20,5"), ("06 12 34", "061234"), ("0,5", "0,5")])
def test_a_label_has_one_form(given: str, label: str) -> None:
    assert checked_label(given) == label


@pytest.mark.parametrize("label", ["", "seven", "7-", "٧", "1,2,3", "5,", "-", "1" * 41])
def test_a_label_is_a_number_in_digits(label: str) -> None:
    with pytest.raises(CorrectionError, match=r"digits|digit"):
        checked_label(label)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no address"),
        ("sqlite:////no/such/folder/x.sqlite", "cannot be opened"),
        ("nosuch://a/b", "no address"),
    ],
)
def test_a_database_that_cannot_be_opened_is_said(url: str, said: str) -> None:
    with pytest.raises(CorrectionError, match=said):
        Corrections(url)


def break_(file: Path, how: str) -> None:
    """Make a database fail: its file is no database any more, or a folder."""
    file.unlink()
    file.write_text("no database " * 999) if how == "overwritten" else file.mkdir()


@pytest.mark.parametrize("how", ["overwritten", "a folder"])
def test_whatever_fails_is_said(address: str, tmp_path: Path, how: str, run_cli) -> None:
    store = Corrections(address)
    kept = keep(store)
    break_(tmp_path / "kept.sqlite", how)
    for use in (lambda: len(store), lambda: list(store), lambda: keep(store), lambda: store.take_back(kept)):
        with pytest.raises(CorrectionError, match=r": (file is not a database|unable to open database file)"):
            use()
    for arguments in (["list"], ["delete", "--all"], ["export", str(tmp_path / "set.npz")]):
        run_cli("corrections", *arguments, fails="Error: the database of corrections cannot be opened: ")


def test_a_file_that_was_deleted_is_made_again(address: str, tmp_path: Path) -> None:
    store = Corrections(address)
    keep(store)
    (tmp_path / "kept.sqlite").unlink()
    assert len(store) == 0
    (tmp_path / "kept.sqlite").unlink()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: keep(store), range(24)))
    assert len(store) == len(Corrections(address)) == 24


def test_they_are_listed_exported_and_deleted(address: str, tmp_path: Path, run_cli) -> None:
    store = Corrections(address)
    first = keep(store)
    keep(store, "42")
    assert [line.split("\t")[2:] for line in run_cli("corrections", "list").splitlines()] == [
        ["7", "1", "drawing"],
        ["42", "1", "drawing"],
    ]
    run_cli("corrections", "export", str(tmp_path / "set.npz"))
    with np.load(tmp_path / "set.npz") as file:
        assert file["images"].shape == (1, 28, 28)
        assert file["labels"].tolist() == [7]
    run_cli("corrections", "export", str(tmp_path / "set.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "set.jsonl").read_text().splitlines()]
    assert [line["label"] for line in lines] == ["7", "42"]
    run_cli("corrections", "export", str(tmp_path / "set.npz"), fails="exists")
    run_cli("corrections", "delete", first.id)
    run_cli("corrections", "delete", first.id, fails="no correction")
    assert len(store) == 1
    run_cli("corrections", "delete", fails="IDs")
    run_cli("corrections", "delete", "--all")
    assert len(store) == 0


@pytest.fixture
def run_cli():
    """Run `digits ARGUMENTS`; return what it prints, or hold that it fails and says so."""
    from click.testing import CliRunner

    def run(*arguments: str, fails: str = "") -> str:
        done = CliRunner().invoke(command, arguments)
        assert (done.exit_code != 0) == bool(fails), done.output
        assert fails in done.output
        return done.output

    return run
