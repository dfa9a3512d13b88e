"""The log of a run, `log.csv`: a row of figures per epoch, made from `state.npz`, and again where it is damaged."""

import csv
import json
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from digits.atomic_write import replacing
from digits.lab.training.runs.run import Epoch, RunError

_LOGGED = {"epoch", "seconds", "loss", "accuracy"}


def read_log(folder: Path) -> list[Epoch]:
    """The figures of each epoch so far.

    Raises:
        RunError: the log is damaged; training that goes on, or is asked for again, writes it anew.
    """
    path = folder / "log.csv"
    if not path.exists():
        return []
    try:
        return _rows(path)
    except (OSError, ValueError, TypeError, csv.Error) as error:
        remedy = f"`digits train --resume {folder}` writes it again from state.npz"
        raise RunError(f"{path} is damaged ({error}): {remedy}") from error


def write_log(folder: Path, history: list[Epoch]) -> None:
    """Save the figures of each epoch."""
    with replacing(folder / "log.csv") as path, path.open("w", newline="") as table:
        writer = csv.DictWriter(table, fieldnames=list(history[0]))
        writer.writeheader()
        writer.writerows(history)


def mend_log(folder: Path) -> None:
    """Write the log of a finished run again where it is damaged.

    Raises:
        RunError: what it is made from is damaged too.
    """
    try:
        read_log(folder)
    except RunError:
        path = folder / "state.npz"
        try:
            with path.open("rb") as file, np.load(file) as state:
                history = json.loads(str(state["history"]))
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise RunError(f"{folder / 'log.csv'} and {path} are damaged or missing: train anew") from error
        write_log(folder, history)


def _rows(path: Path) -> list[Epoch]:
    with path.open(newline="") as file:
        table = csv.DictReader(file)
        if not set(table.fieldnames or ()) >= _LOGGED:
            raise ValueError("columns are missing")
        return [{name: float(value) for name, value in row.items()} for row in table]
