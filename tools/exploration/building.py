"""The notebooks: from their text, in Python files, to executed ones with figures.

A notebook's text is ``notebooks/<name>.py`` (jupytext's percent format). The executed notebook beside it,
``<name>.ipynb``, is generated: it is changed nowhere but in the text.
"""

import time
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

from digits.atomic_write import atomic_write
from tools.exploration.place import digest, repository

Notebook = Any
"""A notebook of nbformat, which has no types."""

SECONDS = 900
"""For one cell, at most."""
_QUIET = ["--log-level=ERROR"]  # else the kernel warns that it can be overheard, on this machine


def texts(folder: Path) -> list[Path]:
    """The notebooks of a folder, as text, in their order."""
    return sorted(folder.glob("[0-9][0-9]-*.py"))


def read(text: Path) -> Notebook:
    """The notebook that a text describes, without outputs; equal texts give equal notebooks."""
    notebook = jupytext.read(text)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:03}"
        cell["metadata"] = {}
    return notebook


def execute(notebook: Notebook, folder: Path) -> Notebook:
    """Run all cells of a notebook in a folder, from top to bottom, and keep what they put out.

    Raises:
        CellExecutionError: a cell fails.
    """
    resources = {"metadata": {"path": folder}}
    client = NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources=resources, extra_arguments=_QUIET
    )
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell["metadata"] = {}
    return notebook


def build(text: Path) -> float:
    """Execute a notebook and write it beside its text, with the digest of the results; the seconds that it took."""
    began = time.monotonic()
    notebook = execute(read(text), text.parent)
    notebook.metadata["results"] = digest(repository(text.parent) / "results")
    with atomic_write(text.with_suffix(".ipynb")) as hidden:
        nbformat.write(notebook, hidden)
    return time.monotonic() - began
