"""Reader of the pen recordings of UCI's Pen-Based Recognition of Handwritten Digits, in UNIPEN format."""

import gzip
from dataclasses import dataclass
from pathlib import Path

TOP = 500.0
"""The tablet's largest coordinate; y points upwards on it."""


@dataclass(frozen=True)
class Recording:
    """One digit as a pen wrote it: the digit, and its strokes of points (x, y), y downwards, in 0..500."""

    digit: int
    strokes: list[list[tuple[float, float]]]


def load(folder: Path) -> list[Recording]:
    """Read the recordings from the folder that holds `pendigits/`, in the order of the file."""
    text = gzip.decompress((folder / "pendigits" / "pendigits-train.unipen.gz").read_bytes()).decode("ascii")
    recordings: list[Recording] = []
    down = False
    for line in text.splitlines():
        if line.startswith(".SEGMENT DIGIT"):
            recordings.append(Recording(int(line.split('"')[1]), []))
        elif line.startswith(".PEN_DOWN"):
            recordings[-1].strokes.append([])
            down = True
        elif line.startswith(".PEN_UP"):
            down = False
        elif down and line.strip() and not line.startswith("."):
            x, y = line.split()
            recordings[-1].strokes[-1].append((float(x), TOP - float(y)))
    return recordings
