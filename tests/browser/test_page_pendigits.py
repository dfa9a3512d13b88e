"""Forty real pen recordings, drawn on the page stroke by stroke."""

from __future__ import annotations

from pathlib import Path

from draw_on_page import read_by_events

from absence import absent
from digits.lab.data.collections import pendigits

COUNT = 40


def test_real_pen_recordings_are_read(data: Path, open_page) -> None:
    if not (data / "pendigits").is_dir():
        absent("pendigits/ in $DIGITS_DATA")
    every = pendigits.load(data)
    page = open_page()
    wrong = []
    for recording in every[:: len(every) // COUNT][:COUNT]:
        strokes = [[(x / pendigits.TOP, y / pendigits.TOP) for x, y in stroke] for stroke in recording.strokes]
        read = read_by_events(page, strokes)
        if read != str(recording.digit):
            wrong.append(f"{recording.digit} read as {read}")
    assert len(wrong) <= 2, wrong
