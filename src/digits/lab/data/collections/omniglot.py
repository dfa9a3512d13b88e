"""Omniglot: letters of five scripts, drawn online by twenty people each, as real non-digits.

Lake, Salakhutdinov and Tenenbaum, "Human-level concept learning through probabilistic program induction" (2015), the
background set "small 2": Greek, Japanese (katakana), Latin, Sanskrit and Tagalog, 105x105, black on white.
"""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from digits.image import normalize_picture
from digits.mnist import DataError

SCRIPTS = ("Greek", "Japanese_(katakana)", "Latin", "Sanskrit", "Tagalog")

PENS = (1, 3, 5)
"""By how many pixels lines may be broadened: as they are (two or three of 105), a ballpoint's, a felt pen's."""

LOOKALIKES: dict[str, dict[int, str]] = {
    "Greek": {
        3: "8",
        4: "8",
        5: "mirrored 3",
        6: "5",
        8: "8",
        9: "1",
        14: "mirrored 3",
        15: "0",
        17: "mirrored 9",
        18: "6",
    },
    "Japanese_(katakana)": {2: "1", 8: "7", 22: "7", 24: "1", 27: "7", 37: "3", 42: "0", 43: "7", 45: "2", 46: "7"},
    "Latin": {
        2: "6",
        4: "mirrored 6",
        7: "9",
        9: "1",
        12: "1",
        15: "0",
        16: "mirrored 9",
        17: "9",
        19: "5",
        25: "4",
        26: "2",
    },
    "Sanskrit": {5: "5", 13: "5", 27: "2", 36: "3", 37: "3"},
    "Tagalog": {3: "3", 4: "0", 16: "0"},
}
"""Letters drawn as a digit is, or as its mirror image, by script and number of the character. They are counted apart.

They were chosen by their shape before any network saw them, but for characters 2 and 22 of katakana: a first network
had learned to reject them, and with them the 1 with a long flag and the barred 7."""

_FILE = Path("omniglot", "images_background_small2.zip")


@dataclass(frozen=True)
class Letter:
    """One letter as one person drew it.

    Attributes:
        script: one of `SCRIPTS`.
        character: its number in the script, from 1.
        drawer: 1..20; in different scripts different people.
        ink: (105, 105) uint8, 0 = paper, 255 = ink.
    """

    script: str
    character: int
    drawer: int
    ink: npt.NDArray[np.uint8]

    @property
    def lookalike(self) -> bool:
        """Whether the letter is drawn as a digit is."""
        return self.character in LOOKALIKES[self.script]


def load(data: Path) -> list[Letter]:
    """Read the letters from the folder that holds `omniglot/`, by script, character and drawer.

    Raises:
        DataError: the file is missing or damaged.
    """
    path = data / _FILE
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.endswith(".png"))
            return [_letter(name, archive.read(name)) for name in names]
    except FileNotFoundError as error:
        raise DataError(f"{path} is missing: give --data, or set DIGITS_DATA, a folder that holds omniglot/") from error
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise DataError(f"{path} is damaged ({error}): fetch it again from brendenlake/omniglot") from error


def field(letter: Letter, pen: int = 1) -> npt.NDArray[np.uint8]:
    """A letter as the recognizer sees it: (28, 28) uint8.

    Args:
        letter: what was drawn.
        pen: one of `PENS`.
    """
    ink = Image.fromarray(np.pad(letter.ink, 8)).filter(ImageFilter.MaxFilter(pen))
    normalized = normalize_picture(Image.fromarray(255 - np.asarray(ink))).image
    if normalized is None:
        raise DataError(f"character {letter.character} of {letter.script} by drawer {letter.drawer} has no ink")
    return normalized


def _letter(name: str, contents: bytes) -> Letter:
    """From `.../<script>/character<number>/<any>_<drawer>.png`."""
    path = PurePosixPath(name)
    script, character, drawer = path.parts[-3], path.parts[-2].removeprefix("character"), path.stem.split("_")[1]
    with Image.open(BytesIO(contents)) as image:
        ink = np.where(np.asarray(image.convert("L")) < 128, 255, 0).astype(np.uint8)
    return Letter(script, int(character), int(drawer), ink)
