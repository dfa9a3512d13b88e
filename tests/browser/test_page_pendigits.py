"""A hundred real pen recordings, drawn on the page stroke by stroke."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hands import read_by_events

COUNT = 100
SIDE = 500

Recording = tuple[str, list[list[tuple[float, float]]]]


def recordings(path: Path) -> list[Recording]:
    """Return label and strokes of each digit in a UNIPEN file, y downwards, in 0..1 of the tablet."""
    found: list[Recording] = []
    for row in gzip.decompress(path.read_bytes()).decode("ascii").splitlines():
        fields = row.split()
        if row.startswith(".SEGMENT"):
            found.append((fields[-1].strip('"'), []))
        elif row.startswith(".PEN_DOWN"):
            found[-1][1].append([])
        elif len(fields) == 2 and not row.startswith("."):
            found[-1][1][-1].append((int(fields[0]) / SIDE, 1 - int(fields[1]) / SIDE))
    return found


def test_real_pen_recordings_are_read(open_page) -> None:
    path = Path(os.environ.get("DIGITS_DATA", ""), "pendigits", "pendigits-train.unipen.gz")
    if not path.is_file():
        pytest.skip("ABSENT: pendigits/ in $DIGITS_DATA")
    every = recordings(path)
    page = open_page()
    wrong = []
    for label, strokes in every[:: len(every) // COUNT][:COUNT]:
        read = read_by_events(page, strokes)
        if read != label:
            wrong.append(f"{label} read as {read}")
    assert len(wrong) <= 5, wrong
