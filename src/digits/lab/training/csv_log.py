"""The log of a run, `log.csv`: one row of metrics per epoch, written from `state.npz`."""

import csv
import json
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from digits.atomic_write import atomic_write
from digits.lab.training.runs.run import Epoch, RunError

_LOGGED = {"epoch", "seconds", "loss", "accuracy"}


def read_log(folder: Path) -> list[Epoch]:
    """The metrics of each epoch so far.

    Raises:
        RunError: the log is damaged; `digits train --resume` writes it again.
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
    """Save the metrics of each epoch."""
    with atomic_write(folder / "log.csv") as path, path.open("w", newline="") as table:
        writer = csv.DictWriter(table, fieldnames=list(history[0]))
        writer.writeheader()
        writer.writerows(history)


def repair_log(folder: Path) -> None:
    """Write a finished run's log again if it is damaged.

    Raises:
        RunError: `state.npz` is damaged too.
    """
    try:
        read_log(folder)
    except RunError:
        path = folder / "state.npz"
        try:
            with path.open("rb") as file, np.load(file) as state:
                history = json.loads(str(state["history"]))
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise RunError(f"{folder / 'log.csv'} and {path} are damaged or missing: train a new run") from error
        write_log(folder, history)


def _rows(path: Path) -> list[Epoch]:
    with path.open(newline="") as file:
        table = csv.DictReader(file)
        if not set(table.fieldnames or ()) >= _LOGGED:
            raise ValueError("columns are missing")
        return [{name: float(value) for name, value in row.items()} for row in table]
