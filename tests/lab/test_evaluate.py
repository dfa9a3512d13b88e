"""The test set is opened once per model file, and the entry says what was found."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from digits.lab.evaluation import ledger, provenance
from digits.lab.evaluation.evaluate import evaluate
from digits.lab.evaluation.ledger import LedgerError, open_test_set
from digits.mnist import Split

CARD = {"version": "1", "sha256": "abcdef0123456789"}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Split:
    """A stand-in for the test set."""
    chance = np.random.default_rng(0)
    split = Split(chance.integers(0, 256, (50, 28, 28), np.uint8), np.arange(50, dtype=np.uint8) % 10)
    monkeypatch.setattr(ledger.mnist, "load", lambda name: {"test": split}[name])
    return split


def right_but(*indices: int):
    def predict(images: np.ndarray) -> np.ndarray:
        read = np.arange(len(images)) % 10
        read[list(indices)] = (read[list(indices)] + 1) % 10
        return 0.91 * np.eye(10)[read] + 0.009

    return predict


def test_an_evaluation_counts_what_is_wrong(opened: Split) -> None:
    found = evaluate(right_but(3, 14), opened)
    assert found.wrong.tolist() == [3, 14]
    assert found.confusion[3, 4] == 1
    assert found.confusion[4, 5] == 1
    assert found.report[3].recall == pytest.approx(0.8)
    assert found.summary().startswith("2 errors in 50: 4.00 %, 95 % interval [0.4")


def test_a_test_evaluation_is_entered_once_and_then_checked(opened: Split, tmp_path: Path) -> None:
    card = CARD | {"training": {"recipe": {"seed": 7}}}
    _, folder = open_test_set("net", card, right_but(3), tmp_path, "digits evaluate net")
    entry = json.loads((folder / "test_evaluation.json").read_text())
    assert folder.name == "net-abcdef01"
    assert (entry["errors"], entry["images"], entry["wrong"]) == (1, 50, [3])
    assert (entry["command"], entry["seed"]) == ("digits evaluate net", 7)
    assert entry["error_interval"][0] < 0.02 < entry["error_interval"][1]
    for name in ("confusion.png", "report.png", "wrong.png"):
        assert (folder / name).read_bytes().startswith(b"\x89PNG")
    before = (folder / "test_evaluation.json").stat().st_mtime_ns
    open_test_set("net", CARD, right_but(3), tmp_path, "digits evaluate net")
    assert (folder / "test_evaluation.json").stat().st_mtime_ns == before
    with pytest.raises(LedgerError, match="states 1 errors"):
        open_test_set("net", CARD, right_but(3, 4), tmp_path, "digits evaluate net")


def test_an_opening_that_broke_off_is_filled_in(opened: Split, tmp_path: Path) -> None:
    def broken(images: np.ndarray) -> np.ndarray:
        raise MemoryError

    with pytest.raises(MemoryError):
        open_test_set("net", CARD, broken, tmp_path, "digits evaluate net")
    path = tmp_path / "net-abcdef01" / "test_evaluation.json"
    begun = json.loads(path.read_text())
    assert "wrong" not in begun
    open_test_set("net", CARD, right_but(3), tmp_path, "digits evaluate net")
    entry = json.loads(path.read_text())
    assert entry["wrong"] == [3]
    assert begun.items() <= entry.items()


def test_an_evaluation_on_the_card_needs_no_entry(opened: Split, tmp_path: Path) -> None:
    card = CARD | {"evaluation": {"wrong": [3]}}
    found, folder = open_test_set("net", card, right_but(3), tmp_path, "digits evaluate net")
    assert (found.wrong.tolist(), folder) == ([3], None)
    assert not list(tmp_path.iterdir())
    with pytest.raises(LedgerError, match="the card of net states 1 errors"):
        open_test_set("net", card, right_but(5), tmp_path, "digits evaluate net")


def test_an_entry_says_which_opening_it_is_on_which_machine_and_with_which_packages(
    opened: Split, tmp_path: Path
) -> None:
    entries = []
    for name in ("one", "two"):
        _, folder = open_test_set(name, CARD, right_but(3), tmp_path, "digits evaluate")
        entries.append(json.loads((folder / "test_evaluation.json").read_text()))
    assert [entry["opening"] for entry in entries] == [1, 2]
    assert "cores" in entries[0]["machine"]
    assert {"python", "numpy", "onnxruntime"} <= set(entries[0]["packages"])


def test_a_file_that_ships_is_evaluated_from_committed_code_only(
    opened: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "shipped_models", lambda: {"net": CARD})
    monkeypatch.setattr(provenance, "commit", lambda: "abc+")
    with pytest.raises(LedgerError, match="commit it"):
        open_test_set("net", CARD, right_but(3), tmp_path, "digits evaluate net")
    assert not list(tmp_path.iterdir())
    open_test_set("toy", CARD | {"sha256": "0" * 64}, right_but(3), tmp_path, "digits evaluate toy")
    monkeypatch.setattr(provenance, "commit", lambda: "abc")
    open_test_set("net", CARD, right_but(3), tmp_path, "digits evaluate net")


def test_the_commit_is_that_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert provenance.commit() is None
    subprocess.run(["git", "init", "-q"], check=True)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "one"], check=True)
    found = provenance.commit()
    assert found is not None
    assert len(found) == 40
    Path("notes.txt").write_text("not code")
    assert provenance.commit() == found
    Path("net.py").write_text("code")
    assert provenance.commit() == found + "+"
