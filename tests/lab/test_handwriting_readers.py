"""Other people's digits are read as they stand in their files, and what is damaged is said."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from absence import absent
from digits.lab.data.collections import pendigits, semeion
from digits.mnist import DataError

RECORDING = """.INCLUDE dene.doc
.SEGMENT DIGIT 0-1 ? "7"
.COMMENT 8 12 224
.PEN_DOWN
 100 400
 200 400
.PEN_UP
.DT 100
.PEN_DOWN
 150 300
.PEN_UP
"""


def packed(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(text.encode()))
    return path.parents[1]


def test_a_recording_has_its_strokes_with_y_downwards(tmp_path: Path) -> None:
    (recording,) = pendigits.load(packed(tmp_path / "pendigits" / "pendigits-train.unipen.gz", RECORDING))
    assert (recording.digit, recording.writer) == (7, 12)
    assert recording.strokes == [[(100.0, 100.0), (200.0, 100.0)], [(150.0, 200.0)]]


def test_a_scan_has_its_bits_and_its_digit(tmp_path: Path) -> None:
    bits = "0" * 17 + "1" + "0" * 238
    split = semeion.load(packed(tmp_path / "semeion" / "semeion.data.gz", bits + "0000000100\n"))
    assert np.argwhere(split.images).tolist() == [[0, 1, 1]]
    assert split.images.max() == 255
    assert split.labels.tolist() == [7]


def test_all_recordings_are_there(data: Path) -> None:
    if not (data / "pendigits").is_dir():
        absent("pendigits/ in $DIGITS_DATA")
    recordings = pendigits.load(data)
    assert len(recordings) == 7494
    assert np.bincount([one.digit for one in recordings]).min() > 700
    assert len({one.writer for one in recordings}) == 30
    split = pendigits.images(recordings[::500])
    assert split.images.shape == (15, 28, 28)
    assert split.labels.tolist() == [one.digit for one in recordings[::500]]


def test_all_scans_are_there_and_become_pictures_of_their_digits(data: Path) -> None:
    if not (data / "semeion").is_dir():
        absent("semeion/ in $DIGITS_DATA")
    scans = semeion.load(data)
    assert scans.images.shape == (1513, 16, 16)
    assert np.bincount(scans.labels).min() > 140
    page = np.asarray(semeion.picture(scans.images[0]))
    assert page[0, 0] == 255
    assert page.min() == 0


@pytest.mark.parametrize("reader", [pendigits.load, semeion.load])
def test_what_is_missing_is_reported(reader: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is missing: give --data"):
        reader(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [("semeion/semeion.data.gz", "0101\n"), ("pendigits/pendigits-train.unipen.gz", ".PEN_DOWN\n1 2\n")],
)
def test_what_is_damaged_is_reported(name: str, text: str, tmp_path: Path) -> None:
    data = packed(tmp_path / name, text)
    reader = semeion.load if "semeion" in name else pendigits.load
    with pytest.raises(DataError, match="is damaged"):
        reader(data)
    (data / name).write_bytes(b"no archive")
    with pytest.raises(DataError, match="is damaged"):
        reader(data)
