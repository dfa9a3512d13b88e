"""Batches of composed pages and of views of digits, each varied a little every time it is seen."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.detector_outputs import STRIDE
from digits.lab.detection.pool import Chunk
from digits.lab.detection.targets import TARGET_CHANNELS, targets

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_ZOOM = 0.3  # largest logarithm of the factor by which a page is enlarged or made smaller
_HALF = 127


def page_batches(chunks: Sequence[Chunk], steps: int, size: int, seed: int) -> Iterator[tuple[Floats, Floats]]:
    """Pages (B, H, W, 1), 0..1, each zoomed, moved and varied a little, and targets (B, H/4, W/4, 23)."""
    height, width = chunks[0].ink.shape[1:]
    for step in range(steps):
        generator = np.random.default_rng([seed, step])
        ink = np.zeros((size, height, width, 1), np.float32)
        wanted = np.zeros((size, height // STRIDE, width // STRIDE, TARGET_CHANNELS), np.float32)
        for row, chosen in enumerate(generator.integers(len(chunks), size=size)):
            chunk = chunks[chosen]
            page = int(generator.integers(len(chunk.ink)))
            items = chunk.items[chunk.items[:, 0] == page, 1:].copy()
            zoom = float(np.exp(generator.uniform(-_ZOOM, _ZOOM)))
            move = generator.uniform(min(0, 1 - zoom), max(0, 1 - zoom), 2) * (height, width)
            items[:, 2:6] = zoom * items[:, 2:6] + np.tile(move[::-1], 2)
            items[:, 6] *= zoom
            writing = zoomed(chunk.writing[page].astype(np.uint8) * np.uint8(255), zoom, move) > _HALF
            ink[row, ..., 0] = varied(zoomed(chunk.ink[page], zoom, move), generator)
            wanted[row] = targets(writing, items)
        yield ink, wanted


def view_batches(chunks: Sequence[Chunk], steps: int, size: int, seed: int) -> Iterator[tuple[Floats, Floats]]:
    """Views of digits (B, 48, 48, 2), 0..255, and which ink is theirs, (B, 48, 48, 2): the share, and its weight."""
    views, shares = (np.concatenate([getattr(chunk, name) for chunk in chunks]) for name in ("views", "shares"))
    for step in range(steps):
        generator = np.random.default_rng([seed, step])
        chosen = generator.integers(len(views), size=size)
        seen = views[chosen].astype(np.float32)
        seen[..., 0] = np.stack([255 * varied(view[..., 0], generator) for view in views[chosen]])
        weight = 0.02 + views[chosen, ..., 0] / np.float32(255)
        yield seen, np.stack([shares[chosen] / np.float32(255), weight], -1)


def varied(ink: npt.NDArray[np.uint8], generator: np.random.Generator) -> Floats:
    """Ink 0..1 with another contrast and noise."""
    values = (ink / np.float32(255)) ** np.float32(np.exp(generator.normal(0, 0.2)))
    values *= np.float32(generator.uniform(0.6, 1.0) if generator.random() < 0.3 else 1.0)
    if generator.random() < 0.3:
        values += generator.standard_normal(values.shape, np.float32) * np.float32(generator.uniform(0, 0.03))
    return np.clip(values, 0, 1)


def zoomed(page: Bytes, zoom: float, move: npt.NDArray[np.float64]) -> Bytes:
    """A page (H, W) enlarged by a factor about its corner and moved (down, across); empty where nothing comes from."""
    height, width = page.shape
    down, across = move
    inverse = (1 / zoom, 0.0, -across / zoom, 0.0, 1 / zoom, -down / zoom)
    image = Image.fromarray(page)
    return np.asarray(image.transform((width, height), Image.Transform.AFFINE, inverse, Image.Resampling.BILINEAR))
