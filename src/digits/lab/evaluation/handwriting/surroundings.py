"""Sections on numbers where people write them: composed surroundings, real pictures, and words that are no numbers."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image import Picture
from digits.lab.data.collections import omniglot
from digits.lab.data.synthesis import surroundings
from digits.lab.evaluation.handwriting.setup import Setup, error_counts
from digits.lab.rejection.data import HELD_OUT_DRAWERS
from digits.recognizer import Recognizer

Bytes = npt.NDArray[np.uint8]
Figures = dict[str, Any]

SIZES = (1, 2, 3)
"""Factors by which cells of mark sheets are enlarged."""

_SEED = 7
_EXAMPLES = 10
_LETTER = 60  # pixels of a word's letters
_SURE = {"digit", "number"}


def composed(setup: Setup) -> Figures:
    """Numbers by held-out writers, one to a picture, in the surroundings where people write."""
    kinds = surroundings.KINDS
    return {kind: _read(setup.recognizer, surroundings.pictures(kind, setup.sizes.strings, _SEED)) for kind in kinds}


def real(setup: Setup) -> Figures:
    """Real pictures by other people, in the folder `pictures` of the data; nothing where it is missing."""
    folder = setup.data / "pictures"
    if not (folder / "index.json").exists():
        return {}
    by_kind: dict[str, list[tuple[Path, str]]] = defaultdict(list)
    for one in json.loads((folder / "index.json").read_text()):
        by_kind[one["kind"]].append((folder / one["file"], one["label"]))
    found = {}
    for kind, files in by_kind.items():
        for size in SIZES if kind.startswith("marksheet") else (1,):
            name = f"{kind}, x{size}" if kind.startswith("marksheet") else kind
            chosen = files[: setup.sizes.pictures]
            found[name] = _read(setup.recognizer, ((_enlarged(path, size), text) for path, text in chosen))
    return found


def words(setup: Setup) -> Figures:
    """Words, and lines of words, of letters by people of whom nothing was trained on: how many are read as numbers."""
    letters = [one for one in omniglot.load(setup.data) if one.script == "Latin" and one.drawer in HELD_OUT_DRAWERS]
    found = {}
    for name, lines in (("words", 1), ("sentences", 3)):
        read = []
        for index in range(setup.sizes.strings):
            generator = np.random.default_rng([_SEED, lines, index])
            reading = setup.recognizer.read(_text(letters, lines, generator))
            if reading.verdict in _SURE:
                read.append(reading.text)
        found[name] = error_counts(len(read), setup.sizes.strings) | {"read": read[:_EXAMPLES]}
    return found


def _read(recognizer: Recognizer, pictures: Iterable[tuple[Picture, str]]) -> Figures:
    """Read pictures; an unsure number with another text counts as an error, but not as a silent one."""
    texts, silent, total = [], 0, 0
    for picture, text in pictures:
        reading = recognizer.read(picture)
        total += 1
        if reading.text != text:
            texts.append({"written": text, "read": reading.text or reading.verdict})
            silent += reading.verdict in _SURE
    return error_counts(len(texts), total) | {"silent": silent, "misread": texts[:_EXAMPLES]}


def _enlarged(path: Path, size: int) -> Image.Image:
    with Image.open(path) as image:
        return image.resize((image.width * size, image.height * size), Image.Resampling.BICUBIC)


def _text(letters: list[omniglot.Letter], lines: int, generator: np.random.Generator) -> Bytes:
    """A page (H, W) with lines of words, each of 3 to 8 letters by one person."""
    drawer = generator.choice(sorted({one.drawer for one in letters}))
    own = [one for one in letters if one.drawer == drawer]
    rows = [_line(own, 1 if lines == 1 else 3, generator) for _ in range(lines)]
    height, width = sum(len(row) for row in rows), max(row.shape[1] for row in rows)
    page = np.zeros((height + 2 * _LETTER, width + 2 * _LETTER), np.uint8)
    top = _LETTER
    for row in rows:
        page[top : top + len(row), _LETTER : _LETTER + row.shape[1]] = row
        top += len(row)
    return 255 - page


def _line(letters: list[omniglot.Letter], count: int, generator: np.random.Generator) -> Bytes:
    line = np.zeros((round(1.6 * _LETTER), 12 * _LETTER * count), np.uint8)
    left = 0
    for _ in range(count):
        for _ in range(int(generator.integers(3, 9))):
            glyph = _glyph(letters[generator.integers(len(letters))].ink)
            line[_LETTER - len(glyph) + 20 : _LETTER + 20, left : left + glyph.shape[1]] = glyph
            left += glyph.shape[1] + int(generator.integers(2, 14))
        left += _LETTER
    return line[:, : left - _LETTER]


def _glyph(ink: npt.NDArray[np.generic]) -> Bytes:
    """A letter cut to its ink, 0.7 of the page's letter height or as wide."""
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    part = np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.uint8)
    scale = 0.8 * _LETTER / max(part.shape)
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    return np.asarray(Image.fromarray(part).resize(size, Image.Resampling.BILINEAR))
