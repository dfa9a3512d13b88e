"""The paper of a photograph: how light each place of it would be without ink, and what the ink takes away.

Ink is narrower than any light or shadow. So the paper under dark ink is what a closing leaves, that is, the
largest value around each place and then the smallest of those (Serra, "Image Analysis and Mathematical Morphology",
1982): it fills what is narrower than its window and follows the edge of a shadow exactly, however hard.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image.morphology import running_maximum
from digits.image.pixels import Floats

Bytes = npt.NDArray[np.uint8]

_WINDOW = 0.27  # of the longer side: wider than the strokes of any digit that leaves some paper around it
_COARSE = 192  # pixels of the longer side on which polarity and the ink's colour are found
_WINDOWS = (0.012, 0.025, 0.06, 0.12, 0.27)  # of the longer side: in which what is narrow is looked for
_STRONGEST = 0.0005  # of all pixels: those that show the contrast
_VISIBLE = 9  # grey levels from which what is lighter or darker is more than noise
_WIDE = 0.06  # from this width on every other pixel is enough
_EXPECTED = ((110, 4.0), (70, 1.5), (0, 0.5))  # from which brightness on how much more light ink must show than dark
_FINE = 512  # ... and the paper's light
_LEAST_NOISE = 0.5  # grey levels: what rounding alone may leave
_LEAST_LIGHT = 0.4  # of the brightest paper: in a darker shadow ink is not made up for
_SAMPLE = 3  # every so many rows and columns are looked at to estimate the noise


@dataclass(frozen=True)
class Absorption:
    """How much of the light of its place each pixel lacks.

    Attributes:
        amount: (H, W) uint8; 255 = all of it.
        noise: the standard deviation of `amount` on bare paper.
        levels: grey levels in the picture that one of `amount` stands for, where the paper is brightest.
        paper: (H, W) uint8: the paper's light, as luminance along the ink's colour, dark under light ink.
    """

    amount: Bytes
    noise: float
    levels: float
    paper: Bytes


def absorb(colour: Bytes) -> Absorption:
    """Divide the light out of a photograph (H, W, C), C 1 or 3, dark on light or light on dark."""
    inverse, weights = _ink_colour(colour)
    axis = _along(colour, weights)
    if inverse:
        axis = 255 - axis
    paper = _resized(_closed(_reduced(axis, _FINE)), axis.shape)
    sample = (slice(None, None, _SAMPLE),) * 2
    above, noise = _bare(paper[sample].astype(np.int16) - axis[sample])
    paper = np.clip(np.arange(256) - round(above), 1, 255).astype(np.uint8)[paper]
    brightest = float(np.quantile(paper[::8, ::8], 0.95))
    # Ink takes a share of the light of its place; chalk reflects what it does against almost none from the board.
    least = brightest if inverse else _LEAST_LIGHT * brightest
    factor = (255 / np.maximum(np.arange(256), least)).astype(np.float32)[paper]
    amount = (np.maximum(paper, axis) - axis) * factor + np.float32(0.5)
    np.minimum(amount, 255, out=amount)
    noise *= float(np.median(factor[::8, ::8]))
    levels = max(brightest, 1.0) / 255
    seen = 255 - paper if inverse else paper
    return Absorption(amount.astype(np.uint8), max(noise, _LEAST_NOISE / levels), levels, seen)


def _bare(lacking: npt.NDArray[np.int16]) -> tuple[float, float]:
    """What bare paper lacks at the middle, and its standard deviation, by the brighter part: the rest may have ink."""
    brightest, bright = np.quantile(lacking, (0.05, 0.25))
    deviation = max(float(bright - brightest) / (1.645 - 0.674), _LEAST_NOISE)
    return float(bright) + 0.674 * deviation, deviation


def _ink_colour(colour: Bytes) -> tuple[bool, Floats]:
    """Whether the ink is lighter than the paper, and the weights of the channels in which it shows, of sum 1."""
    small = _reduced(colour, _COARSE)
    inverse = _is_inverse(small.mean(2).astype(np.uint8))
    vectors, strength = _strengths(small, _opened(small)) if inverse else _strengths(_closed(small), small)
    towards = np.maximum(vectors[strength >= strength.max() / 2].sum(0), 0)
    total = float(towards.sum())
    channels = colour.shape[2]
    return inverse, towards / total if total else np.full(channels, 1 / channels, np.float32)


def _is_inverse(grey: Bytes) -> bool:
    """Whether what is narrow in a picture (H, W) is lighter than its surroundings: ink, and printed lines.

    Asked in windows of several widths, the more of them narrow the more a thing counts, for in a wide one the paper
    between strokes is narrow too, and so is the bright middle of a picture under its lamp. A bright picture is
    expected to be of paper, a dark one of a board.
    """
    dark = light = 0.0
    for share in _WINDOWS:
        if share == _WIDE:
            grey = grey[::2, ::2]
        dark += _standing_out(_closed(grey, share) - grey) / share**2
        light += _standing_out(grey - _opened(grey, share)) / share**2
    usual = float(np.median(grey))
    expected = next(factor for level, factor in _EXPECTED if usual >= level)
    return light > expected * dark


def _standing_out(residue: Bytes) -> float:
    """The sum of squares of what stands out from the usual residue, down to a third of what stands out most."""
    counts = np.bincount(residue.ravel(), minlength=256)
    usual = int(np.searchsorted(counts.cumsum(), residue.size / 2))
    falling = counts[::-1].cumsum()[::-1]
    peak = int(np.count_nonzero(falling > _STRONGEST * residue.size)) - 1
    above = np.maximum(np.arange(256) - usual, 0)
    above[above <= max(_VISIBLE, (peak - usual) / 3)] = 0
    return float(counts @ above**2)


def _strengths(upper: Bytes, lower: Bytes) -> tuple[Floats, Floats]:
    """How far apart two pictures (H, W, C) are, as vectors (H, W, C) and as lengths (H, W)."""
    vectors = upper.astype(np.float32) - lower
    return vectors, np.sqrt(np.einsum("hwc,hwc->hw", vectors, vectors))


def _along(colour: Bytes, weights: Floats) -> Bytes:
    """(H, W, C) -> (H, W): the mean of the channels with these weights."""
    if colour.shape[2] == 1:
        return colour[..., 0]
    matrix = (*(float(weight) for weight in weights), 0.0)
    return np.asarray(Image.fromarray(colour).convert("L", matrix))


def _closed(values: Bytes, share: float = _WINDOW) -> Bytes:
    """The closing of (H, W) or (H, W, C) with a square window, a share of the longer side."""
    window = int(share * max(values.shape[:2])) | 1
    height, width = values.shape[:2]
    half = window // 2
    rows, columns = (np.arange(-half, side + half).clip(0, side - 1) for side in (height, width))
    values = values[rows][:, columns]
    for axis in (0, 1):
        values = running_maximum(values, window, axis)
    values = 255 - values
    for axis in (0, 1):
        values = running_maximum(values, window, axis)
    return 255 - values[half : half + height, half : half + width]


def _opened(values: Bytes, share: float = _WINDOW) -> Bytes:
    return 255 - _closed(255 - values, share)


def _reduced(values: Bytes, longest: int) -> Bytes:
    """Reduced by a whole factor to at most about `longest` pixels a side."""
    factor = round(max(values.shape[:2]) / longest)
    if factor < 2:
        return values
    picture = Image.fromarray(values[..., 0] if values.ndim == 3 and values.shape[2] == 1 else values)
    return np.asarray(picture.reduce(factor)).reshape(-1, -(-values.shape[1] // factor), *values.shape[2:])


def _resized(values: Bytes, shape: tuple[int, ...]) -> Bytes:
    if values.shape == shape:
        return values
    return np.asarray(Image.fromarray(values).resize((shape[1], shape[0]), Image.Resampling.BILINEAR))
