"""Nearest neighbours under deformation: Euclidean candidates, then an image distortion model.

Keysers, Deselaers, Gollan and Ney, "Deformation models for image recognition" (IEEE PAMI 29(8), 2007). To a Euclidean
distance, a stroke moved by two pixels is another stroke. The image distortion model (IDM) lets every pixel p of the
image x choose the pixel q of the reference r that explains it, within `warp` pixels of its own place:

    d(x, r) = sum over p of min over |q - p| <= warp of sum over n in 3x3 of |g_x(p + n) - g_r(q + n)|².

g is the gradient (Sobel, horizontal and vertical); the context of 3x3 pixels keeps the choice honest, since what is to
match is a piece of stroke with its direction. Each pixel chooses for itself, so the minimum is exact and cheap: for
one displacement q - p the sum over n is a box filter of one picture of squared differences. The distance is not
symmetric: r must explain all of x. The other way about there were six times as many errors on fold 0.

IDM is asked only of the `candidates` nearest in Euclidean distance after a blur of one pixel, which forgives small
shifts. Another departure from the paper: a gradient keeps its direction, but its length becomes its square root
(`length`), so that faint strokes and bold ones are more alike. Of the 607 images of fold 0 whose ten nearest did not
agree, 71 were read wrongly with it, and 91 without.

Each of the nearest adds 1/d to its class, and every class begins with a thousandth of what the nearest adds; these
sums, scaled to one, are the probabilities.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.ndimage import correlate1d, gaussian_filter

from digits.lab.networks.common.published import Published
from digits.lab.training.settings_parser import SettingError
from digits.metrics import CLASSES

Bytes = npt.NDArray[np.uint8]
Gradients = npt.NDArray[np.int8]

PUBLISHED = Published(
    accuracy=0.9946,
    source='Keysers et al., "Deformation models for image recognition" (PAMI 2007): the image distortion model',
    note="their P2DHMDM, whose columns move together, has 0.52 % error",
)
STEPS = 40
"""The longest gradient. Nine squared differences of 2 STEPS, rounding included, stay below 65,536."""
_STEEPEST = 255 * 20**0.5  # the longest that Sobel's filters can give on 0..255
_PRIOR = 0.001  # of what the nearest adds
_CHUNK = 500  # images: their Euclidean distances to all training images fit in 120 MB


@dataclass(frozen=True)
class Settings:
    """Search for neighbours and their weights.

    Attributes:
        neighbours: how many of the nearest have a say.
        candidates: how many training images, the nearest in Euclidean distance, are compared with deformation.
        warp: how far, in pixels on each axis, a pixel may look for its match.
        length: of a gradient: as it is (`plain`), or its square root (`root`).
    """

    neighbours: int = 3
    candidates: int = 500
    warp: int = 2
    length: Literal["plain", "root"] = "root"

    def __post_init__(self) -> None:
        """Reject settings that leave nothing to compare."""
        if not 1 <= self.neighbours <= self.candidates:
            raise SettingError(
                f"neighbours is out of range: it must be at least 1 and at most candidates, "
                f"{self.candidates}, not {self.neighbours}"
            )
        if not 0 <= self.warp <= 13:
            raise SettingError(f"warp is out of range: it must be at least 0 and at most 13 pixels, not {self.warp}")


SETTINGS = Settings()


@dataclass(frozen=True)
class Classifier:
    """The training images themselves: nothing is learned before an image is to be read.

    Attributes:
        images: (N, 28, 28).
        labels: (N,).
        settings: search for neighbours and their weights.
    """

    images: Bytes
    labels: Bytes
    settings: Settings

    def probabilities(self, images: Bytes) -> npt.NDArray[np.float64]:
        """(M, 28, 28) images to (M, 10) probabilities."""
        chunks = [images[start : start + _CHUNK] for start in range(0, len(images), _CHUNK)]
        votes = [self._votes(*one) for chunk in chunks for one in zip(*self._compared(chunk), strict=True)]
        return np.array(votes).reshape(-1, CLASSES)

    def _compared(self, images: Bytes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uint32]]:
        """Each image's candidates and their distances, (M, C) each."""
        candidates = self._candidates(images)
        queries = gradients(images, self.settings.length)
        of = self._gradients
        distances = [
            distortion(one, of[near], self.settings.warp) for one, near in zip(queries, candidates, strict=True)
        ]
        return candidates, np.array(distances)

    def _candidates(self, images: Bytes) -> npt.NDArray[np.intp]:
        """(M, C) indices of the nearest in Euclidean distance, by |r|² / 2 - x · r, in no order."""
        distances = self._half_squares - _blurred(images) @ self._blurred.T
        count = min(self.settings.candidates, len(self.images))
        return np.argpartition(distances, count - 1, axis=1)[:, :count]

    def _votes(self, candidates: npt.NDArray[np.intp], distances: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
        """(10,) shares of the nearest in each class; equal images, at distance 0, count as at distance 1."""
        nearest = np.lexsort((candidates, distances))[: self.settings.neighbours]
        weights = 1 / np.maximum(distances[nearest], 1)
        votes = np.bincount(self.labels[candidates[nearest]], weights, CLASSES) + _PRIOR * weights[0]
        return np.asarray(votes / votes.sum())

    @cached_property
    def _gradients(self) -> Gradients:
        return gradients(self.images, self.settings.length)

    @cached_property
    def _blurred(self) -> npt.NDArray[np.float32]:
        return _blurred(self.images)

    @cached_property
    def _half_squares(self) -> npt.NDArray[np.float32]:
        return np.asarray((self._blurred**2).sum(axis=1) / 2)


def fit(images: Bytes, labels: Bytes, settings: Settings) -> Classifier:
    """Keep the images."""
    return Classifier(images, labels, settings)


def gradients(images: Bytes, length: Literal["plain", "root"] = "plain") -> Gradients:
    """(N, 28, 28) images to (N, 2, 28, 28) horizontal and vertical gradients, in steps, at most `STEPS` long."""
    pixels = images.astype(np.float32)
    slopes = np.stack([_sobel(pixels, along, across) for along, across in ((2, 1), (1, 2))], axis=1)
    if length == "root":
        slopes /= np.sqrt(np.maximum(np.hypot(slopes[:, :1], slopes[:, 1:]), np.float32(1e-9)))
    return np.asarray(np.rint(STEPS * slopes), np.int8)


def _sobel(images: npt.NDArray[np.float32], along: int, across: int) -> npt.NDArray[np.float32]:
    """The slope along one axis, smoothed along the other; 1 is the longest gradient there can be."""
    smooth = correlate1d(images, (1, 2, 1), across, mode="constant")
    return np.asarray(correlate1d(smooth, (-1, 0, 1), along, mode="constant") / np.float32(_STEEPEST))


def distortion(query: Gradients, references: Gradients, warp: int) -> npt.NDArray[np.uint32]:
    """The image distortion model's distances from one image to many.

    Args:
        query: (2, H, W) gradients of the image.
        references: (C, 2, H, W) gradients of what it is compared with; there is no slope outside.
        warp: how far, in pixels on each axis, a pixel may look for its match.

    Returns:
        (C,) sums of squared differences, in steps².
    """
    _, height, width = query.shape
    references = np.ascontiguousarray(references.transpose(1, 2, 3, 0))  # last what NumPy is to run along
    there = np.pad(references, ((0, 0), (warp + 1, warp + 1), (warp + 1, warp + 1), (0, 0))).astype(np.int16)
    here = np.pad(query, ((0, 0), (1, 1), (1, 1))).astype(np.int16)[..., None]
    best = np.full((height, width, there.shape[-1]), np.iinfo(np.uint16).max, np.uint16)
    room = _Room(*best.shape)
    for down, right in product(range(2 * warp + 1), repeat=2):
        np.subtract(here, there[:, down : down + height + 2, right : right + width + 2], out=room.difference)
        np.minimum(best, _context(room), out=best)
    return np.asarray(best.sum(axis=(0, 1), dtype=np.uint32))


class _Room:
    """Arrays that are written again for every displacement: new ones each time take longer to get than to fill."""

    def __init__(self, height: int, width: int, count: int) -> None:
        self.difference = np.empty((2, height + 2, width + 2, count), np.int16)
        self.squares = np.empty((height + 2, width + 2, count), np.uint16)
        self.rows = np.empty((height, width + 2, count), np.uint16)
        self.sums = np.empty((height, width, count), np.uint16)


def _context(room: _Room) -> npt.NDArray[np.uint16]:
    """Sums of the squared differences over 3x3 pixels: (2, H + 2, W + 2, C) to (H, W, C)."""
    np.multiply(room.difference, room.difference, out=room.difference)
    squares = room.difference.view(np.uint16)
    np.add(squares[0], squares[1], out=room.squares)
    np.add(room.squares[:-2], room.squares[1:-1], out=room.rows)
    room.rows += room.squares[2:]
    np.add(room.rows[:, :-2], room.rows[:, 1:-1], out=room.sums)
    room.sums += room.rows[:, 2:]
    return room.sums


def _blurred(images: Bytes) -> npt.NDArray[np.float32]:
    """(N, 784) float32: images after a Gaussian blur of one pixel."""
    return np.asarray(gaussian_filter(images.astype(np.float32), (0, 1, 1)).reshape(len(images), -1))
