"""Corrections: saved, listed, exported and deleted."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from digits.cli import digits as command
from digits.corrections import CorrectionError, Corrections, FullError, Receipt, parse_label

SEVEN = [[(0.0, 0.0), (10.0, 0.0), (4.0, 20.0)]]


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'kept.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def save(store: Corrections, label: str = "7") -> Receipt:
    ink = np.full((28, 28), 9, np.uint8) if len(label) == 1 else None
    return store.save(label, read_as="1", model="0" * 64, strokes=SEVEN, ink=ink)


def test_a_saved_correction_is_found_again(address: str) -> None:
    receipt = save(Corrections(address))
    (found,) = Corrections(address)
    assert (found.id, found.label, found.read_as, found.picture) == (receipt.id, "7", "1", None)
    assert found.strokes == [[[0.0, 0.0], [10.0, 0.0], [4.0, 20.0]]]
    assert found.ink is not None
    assert (found.ink == 9).all()


def test_only_the_sender_can_delete_it(address: str) -> None:
    store = Corrections(address)
    receipt, other = save(store), save(store)
    assert not store.delete_with_key(Receipt(receipt.id, other.key))
    assert len(store) == 2
    assert store.delete_with_key(receipt)
    assert not store.delete_with_key(receipt)
    assert [one.id for one in store] == [other.id]


def test_keys_are_not_in_the_database(address: str, tmp_path: Path) -> None:
    receipt = save(Corrections(address))
    assert receipt.key.encode() not in (tmp_path / "kept.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("given", "label"),
    [
        (" 7 ", "7"),
        ("−20.5", "-20,5"),
        ("06  12\t34", "06 12 34"),
        ("3 / 4", "3/4"),
        ("12 − 3.5\n1/2", "12 -3,5 1/2"),
        ("0 , 5", "0,5"),
    ],
)
def test_labels_are_normalized(given: str, label: str) -> None:
    assert parse_label(given) == label


@pytest.mark.parametrize(
    "label", ["", "seven", "7-", "٧", "1,2,3", "5,", "-", "3/", "/4", "1" * 41, "12 -", "12 a", "1 " * 21]
)
def test_a_label_is_a_number_in_digits(label: str) -> None:
    with pytest.raises(CorrectionError, match=r"digits|digit"):
        parse_label(label)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "not the URL"),
        ("sqlite:////no/such/folder/x.sqlite", "cannot be opened"),
        ("nosuch://a/b", "not the URL"),
    ],
)
def test_a_database_that_cannot_be_opened_is_an_error(url: str, said: str) -> None:
    with pytest.raises(CorrectionError, match=said):
        Corrections(url)


def break_(file: Path, how: str) -> None:
    """Make a database fail: its file is no database any more, or a folder."""
    file.unlink()
    file.write_text("no database " * 999) if how == "overwritten" else file.mkdir()


@pytest.mark.parametrize("how", ["overwritten", "a folder"])
def test_a_failing_database_is_an_error(address: str, tmp_path: Path, how: str, run_cli) -> None:
    store = Corrections(address)
    receipt = save(store)
    break_(tmp_path / "kept.sqlite", how)
    for use in (lambda: len(store), lambda: list(store), lambda: save(store), lambda: store.delete_with_key(receipt)):
        with pytest.raises(CorrectionError, match=r": (file is not a database|unable to open database file)"):
            use()
    for arguments in (["list"], ["delete", "--all"], ["export", str(tmp_path / "set.npz")]):
        run_cli("corrections", *arguments, fails="Error: the database of corrections cannot be opened: ")


def test_a_shared_store_is_never_fuller_than_allowed(address: str) -> None:
    stores = [Corrections(address) for _ in range(8)]
    at_once = Barrier(8)

    def saved(store: Corrections) -> int:
        at_once.wait()
        return sum(_is_saved(store, limit=10) for _ in range(4))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(saved, stores)) == len(stores[0]) == 10
    with pytest.raises(FullError, match="10 corrections"):
        stores[0].save("7", read_as="1", model="0" * 64, limit=10)
    assert _is_saved(stores[0], limit=11)
    first, *_ = stores[0]
    assert (first.label, first.strokes, first.picture) == ("7", None, b"\0")


def _is_saved(store: Corrections, limit: int) -> bool:
    try:
        store.save("7", read_as="1", model="0" * 64, picture=b"\0", limit=limit)
    except FullError:
        return False
    return True


def test_a_deleted_database_is_created_again(address: str, tmp_path: Path) -> None:
    store = Corrections(address)
    save(store)
    (tmp_path / "kept.sqlite").unlink()
    assert len(store) == 0
    (tmp_path / "kept.sqlite").unlink()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: save(store), range(24)))
    assert len(store) == len(Corrections(address)) == 24


def test_corrections_are_listed_exported_and_deleted(address: str, tmp_path: Path, run_cli) -> None:
    store = Corrections(address)
    first = save(store)
    save(store, "42")
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
    run_cli("corrections", "delete", first.id, fails=first.id)
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
