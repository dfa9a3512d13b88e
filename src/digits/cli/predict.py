"""``digits predict``: read digits and numbers in picture files."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from digits.cli import printable
from digits.cli._options import model_option

if TYPE_CHECKING:
    from digits.recognizer import Number, Reading

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")
"""Suffixes of pictures in a folder, in lower case."""
_COLUMNS = ("picture", "digit", "verdict", "probability", "candidates", "doubts")
_CSV_COLUMNS = (
    *("picture", "digit", "verdict", *(f"probability_{digit}" for digit in range(10)), "candidates"),
    *("numbers", "mirrored", "doubts"),
)

Fail = Callable[[str, str], None]
"""Called with the name of an input that failed, and the reason."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, in the format of the web API.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV with the probability of every digit.")
@click.option(
    "--top",
    type=click.IntRange(1, 10),
    default=1,
    show_default=True,
    help="Number of most probable digits in the table.",
)
@model_option
def predict(paths: tuple[str, ...], as_json: bool, as_csv: bool, top: int, model: str) -> None:
    """Read the digit, or the numbers, in each picture.

    PATH is a picture, a folder, or - for a picture on standard input. In a folder and its subfolders all files with
    the suffix bmp, gif, jpeg, jpg, png or webp are read, in order of name, except hidden ones.

    The output is a table, or with --json or --csv one line per picture; a pipe gets the table with tabs between the
    columns. Inputs that cannot be read are reported on standard error, the others are read, and the exit status is 1.

    The verdict is digit, unsure, number, blank or not_a_digit; "mirrored" marks a mirror-image digit.
    Several numbers are given in reading order with a space between; their probability is that of the least certain
    digit. The column doubts says what to check: digit (hard to read), mark (a decimal mark, minus sign or slash that
    may be none), cut (by the edge of the picture), unread (handwriting that was not read), gap (one number or two).

    \b
    Examples:
      digits predict seven.png
      digits predict --json scans/ | jq .digit
      curl -s https://example.org/7.png | digits predict -
    """
    if as_json and as_csv:
        raise click.UsageError("give --json or --csv, not both")
    form = "json" if as_json else "csv" if as_csv else None
    failures = 0

    def fail(name: str, reason: str) -> None:
        nonlocal failures
        failures += 1
        message = reason if reason.startswith(name) else f"{name}: {reason}"
        click.echo(f"digits predict: {printable(message)}", err=True)

    readings = _readings(model, paths, fail)
    if form is None and sys.stdout.isatty():
        _print_table(readings, top)
    else:
        _print_lines(readings, form, top)
    if failures:
        raise SystemExit(1)


def _readings(model: str, paths: tuple[str, ...], fail: Fail) -> Iterator[tuple[str, "Reading"]]:
    """Yield each input's name and reading; report inputs that cannot be read to ``fail``."""
    from digits.cli._file_readings import read_files
    from digits.image import PictureError

    for name, reading in read_files(model, _contents(paths, fail)):
        if isinstance(reading, PictureError):
            fail(name, str(reading))
        else:
            yield name, reading


def _contents(paths: tuple[str, ...], fail: Fail) -> Iterator[tuple[str, bytes | None]]:
    """Yield each input's name, with its contents where it is no file."""
    from digits.image import PictureError

    for name in _inputs(paths, fail):
        try:
            yield name, _standard_input() if name == "-" else None
        except PictureError as error:
            fail(name, str(error))


def _standard_input() -> bytes:
    """Read standard input, at most one byte more than `MAX_BYTES`."""
    from digits.image import MAX_BYTES, PictureError

    if sys.stdin is None:
        raise PictureError("standard input is closed: pipe a picture into it")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _inputs(paths: tuple[str, ...], fail: Fail) -> Iterator[str]:
    """Yield the paths, each folder replaced by the pictures in it."""
    for path in paths:
        if path == "-" or not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises at a name too long
            yield path
            continue
        pictures = list(_pictures(path, fail))
        if not pictures:
            fail(path, f"the folder has no pictures: give one with files in {', '.join(SUFFIXES)}")
        yield from pictures


def _pictures(folder: str, fail: Fail) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        fail(str(error.filename), f"the folder cannot be read ({error.strerror}): check its permissions")

    for place, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(place, name)  # noqa: PTH118 - keeps ./ as it was given
            if not name.startswith(".") and name.lower().endswith(SUFFIXES) and os.path.isfile(path):  # noqa: PTH113
                yield path


def _print_lines(readings: Iterator[tuple[str, "Reading"]], form: str | None, top: int) -> None:
    """Print each reading at once: as JSON, as CSV, or as tab-separated columns."""
    writer = csv.writer(_Output(), lineterminator="\n")
    if form == "csv":
        writer.writerow(_CSV_COLUMNS)
    elif form is None:
        click.echo("\t".join(_COLUMNS))
    for name, reading in readings:
        if form == "json":
            click.echo(json.dumps({"name": name, **reading.as_dict()}, separators=(",", ":")))
        elif form == "csv":
            writer.writerow(_csv_row(name, reading))
        else:
            click.echo("\t".join(_cells(name, reading, top)))


def _csv_row(name: str, reading: "Reading") -> list[str]:
    """Return the cells of `_CSV_COLUMNS`; empty without a digit, a number or a doubt."""
    return [
        printable(name),
        "" if reading.digit is None else str(reading.digit),
        reading.verdict,
        *("" if reading.numbers else f"{probability:.6f}" for probability in reading.probabilities),
        " ".join(map(str, reading.candidates)),
        reading.text if reading.numbers else "",
        str(reading.mirrored).lower(),
        " ".join(_reasons(reading)),
    ]


class _Output:
    """File object for the ``csv`` module that prints each line at once."""

    def write(self, line: str) -> None:
        click.echo(line, nl=False)


def _print_table(readings: Iterator[tuple[str, "Reading"]], top: int) -> None:
    """Print a table of all readings; show their count until it is complete."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for column in _COLUMNS:
        table.add_column(column, overflow="fold", no_wrap=column == "verdict")
    errors = Console(stderr=True)
    with errors.status("reading") as status:
        for count, (name, reading) in enumerate(readings, start=1):
            table.add_row(*(Text(cell) for cell in _cells(name, reading, top)))
            status.update(f"reading: {count} pictures")
    if table.row_count:
        Console().print(table)


def _cells(name: str, reading: "Reading", top: int) -> tuple[str, ...]:
    """Return a row of the table, with dashes for what there is not."""
    doubts = " ".join(_reasons(reading)) or "-"
    if reading.numbers:
        return printable(name), reading.text, reading.verdict, _least_certain(reading.numbers), "-", doubts
    if reading.digit is None:
        return printable(name), "-", reading.verdict, "-", "-", doubts
    falling = sorted(range(10), key=lambda digit: -reading.probabilities[digit])[:top]
    shown = [_percent(reading.probabilities[digit]) for digit in falling]
    if top > 1:
        shown = [f"{digit}: {percent}" for digit, percent in zip(falling, shown, strict=True)]
    return (
        printable(name),
        str(reading.digit),
        f"{reading.verdict}, mirrored" if reading.mirrored else reading.verdict,
        ", ".join(shown),
        " ".join(map(str, reading.candidates)),
        doubts,
    )


def _reasons(reading: "Reading") -> list[str]:
    """Return the reasons of a reading's doubts, each once."""
    return list(dict.fromkeys(doubt.reason for doubt in reading.doubts))


def _least_certain(numbers: "tuple[Number, ...]") -> str:
    """Return the least certain digit of all numbers, and its probability."""
    parts = (part for number in numbers for part in number.parts)
    probability, digit = min((max(part.reading.probabilities), part.text) for part in parts if part.reading)
    return f"{digit}: {_percent(probability)}"


def _percent(probability: float) -> str:
    """Format a probability with one decimal, never as 0 % or 100 %."""
    if probability < 0.0005:
        return "<0.1 %"
    return ">99.9 %" if probability > 0.999 else f"{100 * probability:.1f} %"
