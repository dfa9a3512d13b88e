"""A pool of composed pages on disk, in chunks that several processes compose.

Each chunk is a file of pages, what the detector learns of them, and views of single digits with the ink that is
theirs, which the isolation network learns.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from digits.atomic_write import atomic_write
from digits.isolation import SIDE, view_of
from digits.lab.data.synthesis.page_canvas import Item, Page
from digits.lab.data.synthesis.pages import READABLE, RECOGNIZABLE, Composer

Bytes = npt.NDArray[np.uint8]

CHUNK = 128
"""Pages in a chunk."""

_VIEWS = 0.4  # share of the readable digits of which a view is kept
_SHAKEN = 0.08  # of a box's side: standard deviation by which a view's box differs from the true one


@dataclass(frozen=True)
class Chunk:
    """Composed pages.

    Attributes:
        ink: (N, H, W) uint8.
        writing: (N, H, W) bool.
        items: (M, 10) float32: page, kind (one of `KINDS` of `digits.detector_outputs`), digit, box (4), height,
            continues, visible.
        views: (K, 48, 48, 2) uint8, see `digits.isolation.view_of`.
        shares: (K, 48, 48) uint8: 255 where the ink is that of the digit in the middle.
    """

    ink: Bytes
    writing: npt.NDArray[np.bool_]
    items: npt.NDArray[np.float32]
    views: Bytes
    shares: Bytes


def compose(composer: Composer, seed: int, index: int, count: int = CHUNK) -> Chunk:
    """Compose the chunk with this index; the same again for the same arguments."""
    generator = np.random.default_rng([seed, index])
    pages = [composer.page(generator) for _ in range(count)]
    rows = [_row(place, item) for place, page in enumerate(pages) for item in page.items]
    views = [
        _view(page, item, generator)
        for page in pages
        for item in page.items
        if _is_readable_digit(item) and generator.random() < _VIEWS
    ]
    return Chunk(
        np.rint(255 * np.stack([page.ink for page in pages])).astype(np.uint8),
        np.stack([page.writing for page in pages]),
        np.array(rows, np.float32).reshape(-1, 10),
        np.array([view for view, _ in views], np.uint8).reshape(-1, SIDE, SIDE, 2),
        np.array([share for _, share in views], np.uint8).reshape(-1, SIDE, SIDE),
    )


def save(chunk: Chunk, path: Path) -> None:
    """Write a chunk."""
    with atomic_write(path) as hidden, hidden.open("wb") as file:
        np.savez_compressed(file, **vars(chunk))


def load(path: Path) -> Chunk:
    """Read a chunk."""
    with np.load(path) as arrays:
        return Chunk(**{name: arrays[name] for name in arrays.files})


def _is_readable_digit(item: Item) -> bool:
    return item.kind.isdigit() and READABLE[0] <= item.height <= READABLE[1] and item.visible >= RECOGNIZABLE


def _row(place: int, item: Item) -> list[float]:
    kind = 0 if item.kind.isdigit() else ",-/".index(item.kind) + 1
    digit = int(item.kind) if kind == 0 else -1
    return [place, kind, digit, *item.box, item.height, item.continues, item.visible]


def _view(page: Page, item: Item, generator: np.random.Generator) -> tuple[Bytes, Bytes]:
    """What the isolation network sees of a digit, its box not quite exact, and the share of the ink that is its."""
    sides = np.array(item.box)
    size = np.array((item.box[2] - item.box[0], item.box[3] - item.box[1]) * 2)
    box = sides + generator.normal(0, _SHAKEN, 4) * np.maximum(size, 4)
    box[2:] = np.maximum(box[2:], box[:2] + 2)
    claim = _claim(page, item)
    ink = np.rint(255 * page.ink).astype(np.uint8)
    view = view_of(ink, (float(box[0]), float(box[1]), float(box[2]), float(box[3])))
    share = view_of(claim, (float(box[0]), float(box[1]), float(box[2]), float(box[3])))
    return view, share[..., 0]


def _claim(page: Page, item: Item) -> Bytes:
    """(H, W): 255 where the darkest ink, within two pixels, is the item's."""
    own = np.zeros(page.ink.shape, np.float32)
    x, y = item.corner
    height, width = item.ink.shape[:2]
    top, left = max(y, 0), max(x, 0)
    bottom, right = min(y + height, len(own)), min(x + width, len(own[0]))
    own[top:bottom, left:right] = item.ink[top - y : bottom - y, left - x : right - x]
    mine, every = (
        np.asarray(Image.fromarray(np.rint(255 * one).astype(np.uint8)).filter(ImageFilter.MaxFilter(5)), np.int32)
        for one in (own, page.clean)
    )
    return np.where((mine > 10) & (2 * mine >= every), 255, 0).astype(np.uint8)
