"""The notebooks run from top to bottom on real data, and what is committed was made from their text."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
from tools.exploration.building import execute, read, texts
from tools.exploration.place import SHORT, digest

ROOT = Path(__file__).parents[1]
TEXTS = texts(ROOT / "notebooks")
LARGEST = 2_000_000
"""Bytes of all executed notebooks together."""
A_MACHINE = re.compile(r"/(home|Users|tmp|root|work|content|var|opt|mnt)/|\b127\.0\.0\.1\b|\blocalhost\b|[A-Z]:\\\\")
"""What only one machine has: its folders and its name."""


def outputs(notebook: Any) -> Iterator[Any]:
    """All outputs of a notebook."""
    for cell in notebook.cells:
        yield from cell.get("outputs", [])


def words(output: Any) -> str:
    """What an output says, without its pictures."""
    data = {kind: one for kind, one in output.get("data", {}).items() if not kind.startswith("image/")}
    return str(data) + output.get("text", "") + str(output.get("metadata", ""))


def sources(notebook: Any) -> list[tuple[str, str]]:
    """The kind and the text of each cell."""
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


@pytest.fixture(params=TEXTS, ids=lambda text: text.stem)
def text(request: pytest.FixtureRequest) -> Path:
    """A notebook's text."""
    path: Path = request.param
    return path


@pytest.fixture
def committed(text: Path) -> Any:
    """The executed notebook beside it."""
    return nbformat.read(text.with_suffix(".ipynb"), 4)


def test_there_are_two() -> None:
    assert [text.stem for text in TEXTS] == ["01-exploration", "02-modelling"]


def test_runs_from_top_to_bottom(text: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHORT, "short")
    monkeypatch.setenv("DIGITS_DATA", str(data))
    for library in ("OMP", "OPENBLAS"):
        monkeypatch.setenv(f"{library}_NUM_THREADS", "1")  # waiting threads would take time from other tests
    inherited = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT / "src"), inherited])))
    done = execute(read(text), text.parent)
    assert [one for one in outputs(done) if one.output_type in {"error", "stream"}] == []
    assert sources(done) == sources(nbformat.read(text.with_suffix(".ipynb"), 4))


def test_what_is_committed_was_made_from_the_text(text: Path, committed: Any) -> None:
    remedy = f"{text.name} has changed: `make notebooks ARGS={text.stem[:2]}`"
    assert sources(committed) == sources(read(text)), remedy
    counts = [cell.execution_count for cell in committed.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1)), remedy


def test_what_is_committed_was_made_from_these_results(text: Path, committed: Any) -> None:
    assert committed.metadata["results"] == digest(ROOT / "results"), "results/ has changed: `make notebooks`"


def test_what_is_committed_has_figures_and_no_errors(committed: Any) -> None:
    kinds = [one.output_type for one in outputs(committed)]
    assert not {"error", "stream"} & set(kinds)
    pictures = [one for one in outputs(committed) if "image/png" in one.get("data", {})]
    assert len(pictures) > 20
    for one in pictures:
        assert one.metadata["image/png"]["alt"], "a figure has no words for who does not see it"


def test_what_is_committed_was_made_in_full(text: Path, committed: Any) -> None:
    """In short mode these figures are of fewer images."""
    title = {"01-exploration": "A map of 3,000 training images", "02-modelling": "learns 1,000 images by heart"}
    assert any(title[text.stem] in words(one) for one in outputs(committed)), "`make notebooks` without short mode"


def test_what_is_committed_says_nothing_of_the_machine(committed: Any) -> None:
    for one in outputs(committed):
        found = A_MACHINE.search(words(one))
        assert not found, f"{found}: {words(one)[:200]}"
        assert not re.search(rf"\b{re.escape(os.uname().nodename)}\b", words(one))


def test_they_are_small() -> None:
    assert sum(text.with_suffix(".ipynb").stat().st_size for text in TEXTS) < LARGEST


def test_every_figure_is_interpreted(text: Path) -> None:
    """After each cell that shows a figure there is a sentence before the next heading."""
    cells = read(text).cells
    for number, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.source.lstrip().startswith(("show(", "stored(")):
            after = []
            for later in cells[number + 1 :]:
                if later.cell_type == "markdown" and later.source.startswith("#"):
                    break
                after.append(later.source)
            assert any("say(" in one or "**" in one for one in after), cell.source


def set_up(text: Path) -> str:
    """The first cell of code."""
    return str(next(cell.source for cell in read(text).cells if cell.cell_type == "code"))


def test_in_colab_the_first_cell_installs_from_the_copy(
    text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    monkeypatch.chdir(tmp_path)
    given: list[list[str]] = []
    monkeypatch.setattr("subprocess.run", lambda command, **_: given.append(command))
    exec(set_up(text).replace("/content/digits-classification", str(tmp_path)), {})  # noqa: S102
    assert given == [[sys.executable, "-m", "pip", "install", "--quiet", f"{tmp_path}[lab]"]]
    assert Path.cwd() == tmp_path / "notebooks"


def test_in_colab_without_a_copy_it_says_so(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    with pytest.raises(SystemExit, match="Upload or clone the repository to /content/digits-classification"):
        exec(set_up(text), {})  # noqa: S102


def test_elsewhere_it_only_looks_whether_the_laboratory_is_there(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exec(set_up(text), {})  # noqa: S102
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SystemExit, match=r'pip install "\.\[lab,notebooks\]"'):
        exec(set_up(text), {})  # noqa: S102
