"""Files that are written atomically: one, or several that belong together."""

import errno
from pathlib import Path

import pytest

from digits.atomic_write import atomic_write, atomic_writes


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def write(*paths: Path) -> None:
    with atomic_writes(paths) as hidden:
        for one in hidden:
            one.write_text("new")


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    with atomic_write(path) as hidden:
        hidden.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"
    assert names(tmp_path) == {"card.json"}


def test_an_error_leaves_everything_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError), atomic_write(path) as hidden, hidden.open("w", encoding="ascii") as file:
        file.writelines(("half", "é"))
    assert path.read_text() == "old"
    assert names(tmp_path) == {"card.json"}


@pytest.mark.parametrize("exists", [True, False])
def test_a_symbolic_link_is_written_through(tmp_path: Path, exists: bool) -> None:
    kept, here = tmp_path / "kept", tmp_path / "here"
    kept.mkdir()
    here.mkdir()
    if exists:
        (kept / "card.json").write_text("old")
    link = here / "link.json"
    link.symlink_to(Path("..", "kept", "card.json"))
    with atomic_write(link) as hidden:
        hidden.write_text("new")
    assert link.is_symlink()
    assert (kept / "card.json").read_text() == "new"
    assert (names(kept), names(here)) == ({"card.json"}, {"link.json"})


def test_an_error_of_the_writing_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "card.json"
    with pytest.raises(OSError, match="cannot be written") as raised, atomic_write(path) as hidden:
        hidden.write_text("new")
    assert raised.value.filename == str(path)
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OSError, match=r"cannot be written \(No space") as raised, atomic_write(tmp_path / "card.json"):
        raise full
    assert raised.value.filename == str(tmp_path / "card.json")


@pytest.mark.parametrize(
    "error",
    [FileNotFoundError(errno.ENOENT, "No such file", "source.json"), TimeoutError("no answer"), OSError("damaged")],
    ids=repr,
)
def test_another_error_of_the_block_stays_as_it_is(tmp_path: Path, error: OSError) -> None:
    with pytest.raises(OSError, match=r"^(?!.*cannot be written)") as raised, atomic_write(tmp_path / "card.json"):
        raise error
    assert raised.value is error


@pytest.mark.parametrize("exists", [True, False])
def test_files_that_belong_together_are_replaced_together(tmp_path: Path, exists: bool) -> None:
    model, card = tmp_path / "mine.onnx", tmp_path / "mine.json"
    if exists:
        model.write_text("old model")
    card.mkdir()  # so that it cannot be replaced
    with pytest.raises(OSError, match="cannot be written") as raised:
        write(model, card)
    assert raised.value.filename == str(card)
    assert (model.read_text() if model.exists() else None) == ("old model" if exists else None)
    assert names(tmp_path) == ({"mine.onnx", "mine.json"} if exists else {"mine.json"})
    card.rmdir()
    write(model, card)
    assert [model.read_text(), card.read_text()] == ["new", "new"]
