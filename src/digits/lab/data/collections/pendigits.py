"""Pendigits: digits as pen strokes on a tablet, UCI's Pen-Based Recognition of Handwritten Digits, in UNIPEN format.

Alimoğlu and Alpaydın, "Methods of combining multiple classifiers based on different representations for pen-based
handwritten digit recognition" (1996). 7,494 digits by 30 writers, a point each 100 ms: what a browser's canvas
delivers. They measure, and no network is trained on them.
"""

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits.image import normalize_strokes
from digits.mnist import DataError, Split

TOP = 500.0
"""The tablet's largest coordinate; y points upwards on it."""

_FILE = Path("pendigits", "pendigits-train.unipen.gz")


@dataclass(frozen=True)
class Recording:
    """One digit as a pen wrote it.

    Attributes:
        digit: 0..9.
        writer: the number of who wrote it.
        strokes: of points (x, y), y downwards, in 0..500.
    """

    digit: int
    writer: int
    strokes: list[list[tuple[float, float]]]


def load(data: Path) -> list[Recording]:
    """Read the recordings from the folder that holds `pendigits/`, in the order of the file.

    Raises:
        DataError: the file is missing or damaged.
    """
    path = data / _FILE
    try:
        text = gzip.decompress(path.read_bytes()).decode("ascii")
        return _recordings(text)
    except FileNotFoundError as error:
        raise DataError(
            f"{path} is missing: give --data, or set DIGITS_DATA, a folder that holds pendigits/"
        ) from error
    except (OSError, EOFError, zlib.error, ValueError, IndexError) as error:
        raise DataError(f"{path} is damaged ({error}): fetch it again from UCI's repository") from error


def images(recordings: list[Recording]) -> Split:
    """The recordings drawn and normalized as the recognizer does: (N, 28, 28) uint8, and the digits."""
    normalized = [normalize_strokes(recording.strokes).image for recording in recordings]
    drawn: npt.NDArray[np.uint8] = np.stack([image for image in normalized if image is not None])
    return Split(drawn, np.array([recording.digit for recording in recordings], np.uint8))


def _recordings(text: str) -> list[Recording]:
    recordings: list[Recording] = []
    down = False
    for line in text.splitlines():
        if line.startswith(".SEGMENT DIGIT"):
            digit = int(line.split('"')[1])
        elif line.startswith(".COMMENT"):  # the line after: a number of the digit, its writer, and another number
            recordings.append(Recording(digit, int(line.split()[2]), []))
        elif line.startswith(".PEN_DOWN"):
            recordings[-1].strokes.append([])
            down = True
        elif line.startswith(".PEN_UP"):
            down = False
        elif down and line.strip() and not line.startswith("."):
            x, y = line.split()
            recordings[-1].strokes[-1].append((float(x), TOP - float(y)))
    return recordings
