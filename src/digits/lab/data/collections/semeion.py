"""Semeion: scanned digits of about 80 people, UCI's Semeion Handwritten Digit.

Buscema, "MetaNet: the theory of independent judges" (1998). Each digit was stretched to a box of 16x16 and made black
and white, so that proportions are lost: a one may fill its square. They measure, and no network is trained on them.
"""

import gzip
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image import normalize_picture
from digits.metrics import CLASSES
from digits.mnist import DataError, Split

SIDE = 16
"""Pixels a side of a scan."""

ENLARGED = 10
"""Pixels of `picture` to each of a scan's."""

MARGIN = 40
"""Pixels of paper around the scan in `picture`."""

_FILE = Path("semeion", "semeion.data.gz")


def load(data: Path) -> Split:
    """Read the scans from the folder that holds `semeion/`: (1513, 16, 16) uint8, 0 = paper, 255 = ink, and the digits.

    Raises:
        DataError: the file is missing or damaged.
    """
    path = data / _FILE
    try:
        return _scans(gzip.decompress(path.read_bytes()).decode("ascii"))
    except FileNotFoundError as error:
        raise DataError(f"{path} is missing: give --data, or set DIGITS_DATA, a folder that holds semeion/") from error
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise DataError(f"{path} is damaged ({error}): fetch it again from UCI's repository") from error


def picture(scan: npt.NDArray[np.uint8]) -> Image.Image:
    """A scan (16, 16) as dark ink on light paper, (240, 240), smoothly enlarged as an image viewer would."""
    side = SIDE * ENLARGED
    enlarged = Image.fromarray(255 - scan).resize((side, side), Image.Resampling.BICUBIC)
    page = Image.new("L", (side + 2 * MARGIN, side + 2 * MARGIN), 255)
    page.paste(enlarged, (MARGIN, MARGIN))
    return page


def images(scans: Split) -> Split:
    """The scans normalized as the recognizer does with a picture: (N, 28, 28) uint8, and the digits."""
    normalized = [normalize_picture(picture(scan)).image for scan in scans.images]
    return Split(np.stack([image for image in normalized if image is not None]), scans.labels)


def _scans(text: str) -> Split:
    lines = np.array([[int(figure) for figure in line] for line in text.split()], np.uint8)
    bits, one_hot = lines[:, : SIDE * SIDE], lines[:, SIDE * SIDE :]
    if lines.max() > 1 or one_hot.shape[1] != CLASSES or (one_hot.sum(1) != 1).any():
        raise ValueError("not lines of 256 bits and a digit, one of ten bits")
    return Split(bits.reshape(-1, SIDE, SIDE) * np.uint8(255), one_hot.argmax(1).astype(np.uint8))
