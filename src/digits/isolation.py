"""Isolate a digit: which ink in and around its box is its own, not a line's or a neighbour's.

A small network sees the ink around the box, scaled so that the box's longest side is 32 of 48 pixels, and a second
channel with the box. ``models/detection/isolation.onnx`` maps ``images``, float32 (N, 48, 48, 2) with 0..255, to
``logits``, float32 (N, 48, 48): that a pixel's ink belongs to the digit. `digits.lab.detection` trains it.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.metrics import softmax
from digits.model_card import load_with_card
from digits.onnx_session import MODELS, ModelError, remedy

Bytes = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]

SIDE = 48
"""Pixels on a side of a view."""

BOX_SIDE = 32
"""Pixels of the box's longest side in a view."""


def view_window(box: Box) -> Box:
    """The part of the page that a view shows: left, top, right, bottom, possibly beyond the page."""
    left, top, right, bottom = box
    half = max(right - left, bottom - top) * SIDE / BOX_SIDE / 2
    x, y = (left + right) / 2, (top + bottom) / 2
    return x - half, y - half, x + half, y + half


def view_of(ink: Bytes, box: Box) -> Bytes:
    """The view of a box on a page.

    Args:
        ink: (H, W) of the page.
        box: left, top, right, bottom, in pixels of the page.

    Returns:
        (48, 48, 2): the ink, and 255 inside of the box.
    """
    window = view_window(box)
    left, top = int(np.floor(window[0])), int(np.floor(window[1]))
    right, bottom = int(np.ceil(window[2])), int(np.ceil(window[3]))
    part = np.zeros((bottom - top, right - left), np.uint8)
    rows = slice(max(top, 0), max(min(bottom, len(ink)), 0))
    columns = slice(max(left, 0), max(min(right, ink.shape[1]), 0))
    part[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = ink[rows, columns]
    view = np.zeros((SIDE, SIDE, 2), np.uint8)
    inner = (window[0] - left, window[1] - top, window[2] - left, window[3] - top)
    view[..., 0] = np.asarray(Image.fromarray(part).resize((SIDE, SIDE), Image.Resampling.BILINEAR, inner))
    scale = SIDE / (window[2] - window[0])
    x0, y0, x1, y1 = (
        round((box[0] - window[0]) * scale),
        round((box[1] - window[1]) * scale),
        round((box[2] - window[0]) * scale),
        round((box[3] - window[1]) * scale),
    )
    view[y0:y1, x0:x1, 1] = 255
    return view


FILE = MODELS / "detection" / "isolation.onnx"
"""The isolation network that ships with the package."""

_BATCH = 16
LEAST = 1e-12
"""Probability below which the logarithm says no more."""

_OWN = 0.5  # probability from which ink is the digit's


@dataclass(frozen=True)
class Isolated:
    """The ink of one digit, cut out of its page.

    Attributes:
        ink: (h, w) uint8, without what is not the digit's.
        corner: left, top of `ink` on the page.
    """

    ink: Bytes
    corner: tuple[int, int]


class Isolation:
    """Says which ink is a digit's; safe to share between threads.

    Args:
        path: the ``.onnx`` file, its card beside it.

    Attributes:
        weight: of the detector's probabilities beside the classifier's, for a digit that was cut out.
        temperature: divides the sum of the logarithms of their probabilities.
        candidate: probability from which a digit is then a candidate.

    Raises:
        ModelError: the file or its card is missing, damaged or invalid.
    """

    def __init__(self, path: Path = FILE) -> None:
        self.card, self._session = load_with_card(path, SIDE, None)
        try:
            numbers = self.card["numbers"]
            self.weight, self.temperature, self.candidate = (
                float(numbers[name]) for name in ("weight", "temperature", "threshold")
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"the card of {path} has no usable calibration ({error}): {remedy(path)}") from error

    def shares(self, views: Bytes) -> npt.NDArray[np.float32]:
        """Views (N, 48, 48, 2) to the probability that each pixel's ink is the digit's, (N, 48, 48)."""
        logits = np.concatenate(
            [
                self._session.run(["logits"], {"images": views[start : start + _BATCH].astype(np.float32)})[0]
                for start in range(0, len(views), _BATCH)
            ]
        )
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)

    def combined(self, told: npt.NDArray[np.float64], seen: npt.NDArray[np.float64] | None) -> npt.NDArray[np.float64]:
        """The probabilities, (10,), of a digit that was cut out of its surroundings.

        Args:
            told: (10,), by the classifier, of the digit alone.
            seen: (10,), by the detector, of the digit in its surroundings; None: they say nothing of it.
        """
        return softmax(combined_logits(told, seen, self.weight), self.temperature)

    def isolate(self, ink: Bytes, boxes: list[Box]) -> list[Isolated]:
        """The ink of each box's digit alone.

        Args:
            ink: (H, W) of the page.
            boxes: left, top, right, bottom of each digit, in pixels of the page.
        """
        if not boxes:
            return []
        shares = self.shares(np.stack([view_of(ink, box) for box in boxes]))
        return [_own(ink, box, share) for box, share in zip(boxes, shares, strict=True)]


def combined_logits(
    told: npt.NDArray[np.float64], seen: npt.NDArray[np.float64] | None, weight: float
) -> npt.NDArray[np.float64]:
    """The sum of the logarithms of two networks' probabilities, (..., 10) each, the second one's weighted."""
    logits = np.log(np.maximum(told, LEAST))
    return logits if seen is None else logits + weight * np.log(np.maximum(seen, LEAST))


@cache
def shared() -> Isolation:
    """Load the shipped isolation network, once for all recognizers.

    Raises:
        ModelError: its file or its card is missing or damaged.
    """
    return Isolation()


def _own(ink: Bytes, box: Box, share: npt.NDArray[np.float32]) -> Isolated:
    """The part of the page that the view shows, without what is not the digit's."""
    window = view_window(box)
    left, top, right, bottom = (int(np.floor(value)) for value in window)
    rows = slice(max(top, 0), max(min(bottom + 1, len(ink)), 0))
    columns = slice(max(left, 0), max(min(right + 1, ink.shape[1]), 0))
    size = right + 1 - left, bottom + 1 - top
    wanted = np.asarray(Image.fromarray(share).resize(size, Image.Resampling.BILINEAR)) >= _OWN
    inside = wanted[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    return Isolated(np.where(inside, ink[rows, columns], 0).astype(np.uint8), (columns.start, rows.start))
