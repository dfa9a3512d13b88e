"""Where a notebook finds the results, and how much it does."""

import hashlib
import os
from pathlib import Path

SHORT = "DIGITS_NOTEBOOKS"
"""The environment variable that makes the notebooks short, with the value `short`."""


class PlaceError(FileNotFoundError):
    """The results are nowhere near; the message says where to go."""


def repository(start: Path | None = None) -> Path:
    """The folder of the repository: the first that holds the results, from here upwards.

    Args:
        start: where to begin; by default the current folder.

    Raises:
        PlaceError: neither this folder nor any above it holds `results/comparison/table.json`.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "results/comparison/table.json").is_file():
            return folder
    raise PlaceError(
        f"no results/ in {here} or above it: open the notebook in the folder notebooks/ of a copy of the repository"
    )


def results() -> Path:
    """The folder of the ledger."""
    return repository() / "results"


def digest(folder: Path) -> str:
    """SHA-256 of all figures in the ledger's JSON files: what a notebook was made from."""
    files = sorted(folder.rglob("*.json"), key=lambda path: path.relative_to(folder).as_posix())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def short() -> bool:
    """Whether the notebooks are to do as little as shows that they work."""
    return os.environ.get(SHORT) == "short"


def amount(whole: int, little: int) -> int:
    """So much, or in short mode so little."""
    return little if short() else whole
