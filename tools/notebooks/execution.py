"""Executed notebooks: ``notebooks/NAME.py`` (jupytext's percent format) is the source, ``NAME.ipynb`` is generated."""

import base64
import io
import time
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient
from PIL import Image

from digits.atomic_write import atomic_write

Notebook = Any
"""A notebook of nbformat, which has no types."""

FOLDER = Path(__file__).parents[2] / "notebooks"
COLORS = 32
SECONDS = 900
"""Limit for one cell."""
_QUIET = ["--log-level=ERROR"]  # the kernel warns that its local port is not encrypted


def texts(folder: Path = FOLDER) -> list[Path]:
    """The sources of the notebooks, in order."""
    return sorted(folder.glob("[0-9][0-9]-*.py"))


def read(text: Path) -> Notebook:
    """The notebook of a source, without outputs; equal sources give equal notebooks."""
    notebook = jupytext.read(text)
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:03}"
        cell["metadata"] = {}
    return notebook


def execute(notebook: Notebook, folder: Path = FOLDER) -> Notebook:
    """Run all cells in a folder, from top to bottom.

    Raises:
        CellExecutionError: a cell fails.
    """
    resources = {"metadata": {"path": folder}}
    NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources=resources, extra_arguments=_QUIET
    ).execute()
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell["metadata"] = {}
        for output in cell.get("outputs", []):
            _finish(output, cell.source)
    return notebook


def build(text: Path) -> float:
    """Execute a notebook and write it beside its source; the seconds that it took."""
    start = time.monotonic()
    notebook = execute(read(text))
    with atomic_write(text.with_suffix(".ipynb")) as hidden:
        nbformat.write(notebook, hidden)
    return time.monotonic() - start


def is_current(text: Path) -> bool:
    """Whether the .ipynb beside a source has the same cells, executed once from top to bottom."""
    committed = nbformat.read(text.with_suffix(".ipynb"), 4).cells
    counts = [cell.execution_count for cell in committed if cell.cell_type == "code"]
    cells = [(cell.cell_type, cell.source) for cell in committed]
    return cells == [(cell.cell_type, cell.source) for cell in read(text).cells] and counts == [
        *range(1, len(counts) + 1)
    ]


def _finish(output: Any, source: str) -> None:
    """Reduce a figure to 32 colours, and describe it by the comment in its cell's first line."""
    picture = output.get("data", {}).get("image/png")
    if picture is None:
        return
    with Image.open(io.BytesIO(base64.b64decode(picture))) as opened:
        reduced = opened.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    written = io.BytesIO()
    reduced.save(written, format="PNG", optimize=True)
    output["data"] = {"image/png": base64.b64encode(written.getvalue()).decode()}
    output["metadata"] = {"image/png": {"alt": source.partition("\n")[0].lstrip("# ")}}
