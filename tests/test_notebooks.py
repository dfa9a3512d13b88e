"""The notebooks run from top to bottom, and the committed ones are executed from their sources."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from tools.notebooks.__main__ import main
from tools.notebooks.execution import execute, is_current, read, texts

ROOT = Path(__file__).parents[1]
TEXTS = texts()
LARGEST = 2_000_000
"""Bytes of an executed notebook."""
A_MACHINE = re.compile(r"/(home|Users|tmp|root|work|var|opt|mnt)/|\b127\.0\.0\.1\b|\blocalhost\b|[A-Z]:\\\\")
"""Paths and names of one machine."""


def outputs(notebook: Any) -> Iterator[Any]:
    """All outputs of a notebook."""
    for cell in notebook.cells:
        yield from cell.get("outputs", [])


@pytest.fixture(params=TEXTS, ids=lambda text: text.stem)
def text(request: pytest.FixtureRequest) -> Path:
    """The source of a notebook."""
    path: Path = request.param
    return path


@pytest.mark.slow
def test_runs_from_top_to_bottom(text: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITS_NOTEBOOKS", "short")
    monkeypatch.setenv("DIGITS_DATA", str(data))
    for library in ("OMP", "OPENBLAS"):
        monkeypatch.setenv(f"{library}_NUM_THREADS", "1")  # idle threads would take time from other tests
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")])))
    assert [one for one in outputs(execute(read(text))) if one.get("name") == "stderr"] == []


def test_the_committed_notebook_is_executed_small_and_accessible(text: Path) -> None:
    committed = nbformat.read(text.with_suffix(".ipynb"), 4)
    assert is_current(text), f"{text.name} has changed: run `make notebooks ARGS={text.stem[:2]}`"
    assert text.with_suffix(".ipynb").stat().st_size < LARGEST
    pictures = [one for one in outputs(committed) if "image/png" in one.get("data", {})]
    assert len(pictures) > 10
    assert all(one.metadata["image/png"]["alt"] for one in pictures)
    for one in outputs(committed):
        words = {kind: value for kind, value in one.get("data", {}).items() if not kind.startswith("image/")}
        assert not A_MACHINE.search(f"{words} {one.get('text', '')}")


def test_a_changed_source_is_noticed(text: Path, tmp_path: Path) -> None:
    for suffix in (".py", ".ipynb"):
        (tmp_path / text.with_suffix(suffix).name).write_bytes(text.with_suffix(suffix).read_bytes())
    copy = tmp_path / text.name
    assert is_current(copy)
    copy.write_text(copy.read_text().replace("# ## Setup", "# ## Set-up"))
    assert not is_current(copy)


def test_the_check_command_accepts_what_is_committed() -> None:
    assert CliRunner().invoke(main, ["--check"]).exit_code == 0
    assert CliRunner().invoke(main, ["no-such-notebook"]).exit_code == 2


def test_in_colab_the_first_cell_installs_the_repository(
    text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(tmp_path)
    commands: list[list[str]] = []
    monkeypatch.setattr("subprocess.run", lambda command, **_: commands.append(command))
    setup = next(cell.source for cell in read(text).cells if cell.cell_type == "code")
    exec(setup.replace("/content/digits-classification", str(tmp_path)), {})  # noqa: S102
    assert commands == [[sys.executable, "-m", "pip", "install", "--quiet", f"{tmp_path}[lab]"]]
    assert Path.cwd() == tmp_path / "notebooks"
