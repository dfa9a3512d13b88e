"""``digits data``: download, verify and show the MNIST data set."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data

if TYPE_CHECKING:
    from PIL.Image import Image

    from digits.mnist import Split

_COLUMNS = 20
_SCALE = 2
_CELL = (28 * _SCALE + 8, 28 * _SCALE + 22)
"""Width and height in pixels of an image on the sheet with its label below."""

_directory_option = click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the data; by default $DIGITS_DATA, then the user's cache.",
)


@click.group()
def data() -> None:
    """Download, verify and show the MNIST data set.

    \b
    Example:
      digits data fetch
    """


@data.command()
@_directory_option
def fetch(directory: Path | None) -> None:
    """Download the missing files, and print the paths of all.

    \b
    Example:
      digits data fetch
    """
    for path in fetch_data(directory):
        click.echo(path)


@data.command()
@_directory_option
def verify(directory: Path | None) -> None:
    """Check the SHA-256 of every file's contents.

    \b
    Example:
      digits data verify
    """
    from digits.mnist import verify as verify_files

    for path in verify_files(directory):
        click.echo(f"{path}: OK")


@data.command()
@click.option(
    "--split", type=click.Choice(["train", "test"]), default="train", show_default=True, help="Which images to show."
)
@click.option("--digit", type=click.IntRange(0, 9), help="Only images of this digit.")
@click.option("--count", type=click.IntRange(1, 2000), default=200, show_default=True, help="Number of images.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the random choice.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("mnist.png"),
    show_default=True,
    help="PNG file to write.",
)
def show(split: str, digit: int | None, count: int, seed: int, output: Path) -> None:
    """Write a PNG with randomly chosen images and their labels.

    \b
    Example:
      digits data show --digit 7 --output sevens.png
    """
    import numpy as np

    from digits.atomic_write import atomic_write
    from digits.mnist import load

    fetch_data(folders=("mnist",))
    chosen_from = load("test" if split == "test" else "train")
    labels = chosen_from.labels
    eligible = np.arange(len(labels)) if digit is None else np.flatnonzero(labels == digit)
    chosen = np.random.default_rng(seed).permutation(eligible)[:count]
    with atomic_write(output) as temporary:
        _sheet(chosen_from, chosen.tolist()).save(temporary, format="PNG")
    click.echo(f"{len(chosen)} images of the {split} set: {output}")


def _sheet(split: "Split", indices: list[int]) -> "Image":
    """Draw the images at these indices in rows, black on white, each with its label below."""
    from PIL import Image, ImageDraw, ImageFont

    width, height = _CELL
    rows = -(-len(indices) // _COLUMNS)
    sheet = Image.new("L", (min(len(indices), _COLUMNS) * width, rows * height), 255)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(12)
    side = 28 * _SCALE
    for cell, index in enumerate(indices):
        left, top = cell % _COLUMNS * width, cell // _COLUMNS * height
        picture = Image.fromarray(255 - split.images[index]).resize((side, side), Image.Resampling.NEAREST)
        sheet.paste(picture, (left + 4, top + 2))
        draw.text((left + width // 2, top + side + 4), str(split.labels[index]), 90, font, anchor="ma")
    return sheet
