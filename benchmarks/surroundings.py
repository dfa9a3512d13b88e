"""Numbers where people write them: how many are read right, and how many wrong without a warning.

Composed pictures of held-out writers, a row for each surrounding, and strings of five digits. With DIGITS_DATA also the
real pictures of `pictures/`, mark-sheet cells at one, two and three times their size. A rejection and an unsure number
with another text count as errors, but not as silent ones.
`python -m benchmarks.surroundings 300` takes 300 pictures of each kind, and every real picture.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image

from digits import Recognizer
from digits.image import Picture
from digits.lab.data.synthesis import strings, surroundings

SEED = 7
STRINGS: dict[str, dict[str, bool]] = {"spaced": {}, "ruled": {"ruled": True}, "touching": {"touching": True}}
SIZES = (1, 2, 3)


def composed(count: int) -> Iterator[tuple[str, Iterable[tuple[Picture, str]]]]:
    """Name and pictures, each with its text, of every composed kind."""
    for kind in surroundings.KINDS:
        yield kind, surroundings.pictures(kind, count, SEED)
    for kind, options in STRINGS.items():
        yield f"five digits, {kind}", ((one.picture, one.text) for one in strings.pictures(count, 5, SEED, **options))


def real(folder: Path) -> Iterator[tuple[str, Iterable[tuple[Picture, str]]]]:
    """The same of the real pictures."""
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in json.loads((folder / "index.json").read_text()):
        by_kind[one["kind"]].append((one["file"], one["label"]))
    for kind, files in by_kind.items():
        for size in SIZES if kind.startswith("marksheet") else (1,):
            yield f"{kind}, x{size}", from_files(folder, files, size)


def from_files(folder: Path, files: list[tuple[str, str]], size: int) -> Iterator[tuple[Picture, str]]:
    """Pictures from files, enlarged, each with its text."""
    for file, text in files:
        yield enlarged(folder / file, size), text


def enlarged(path: Path, size: int) -> Image.Image:
    """A picture from a file, enlarged."""
    with Image.open(path) as image:
        return image.resize((image.width * size, image.height * size), Image.Resampling.BICUBIC)


def measure(recognizer: Recognizer, pictures: Iterable[tuple[Picture, str]]) -> tuple[int, int, int]:
    """How many pictures there are, how many are read right, and how many wrong without a warning."""
    total = right = silent = 0
    for picture, text in pictures:
        reading = recognizer.read(picture)
        total += 1
        right += reading.text == text
        silent += reading.text != text and reading.verdict in {"digit", "number"}
    return total, right, silent


if __name__ == "__main__":
    recognizer = Recognizer()
    kinds = list(composed(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
    folder = Path(os.environ.get("DIGITS_DATA", ""), "pictures")
    if (folder / "index.json").exists():
        kinds += real(folder)
    print(f"{'where the number stands':34} {'pictures':>8} {'right':>8} {'silently wrong':>15}")
    for name, pictures in kinds:
        total, right, silent = measure(recognizer, pictures)
        print(f"{name:34} {total:8} {100 * right / total:6.1f} % {100 * silent / total:13.1f} %", flush=True)
