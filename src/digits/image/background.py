"""Estimate the background of a photograph, the light on bare paper, and divide it out.

Ink is narrower than light and shadow. So a morphological closing, the largest value around each pixel and then the
smallest of those (Serra, "Image Analysis and Mathematical Morphology", 1982), gives the paper under dark ink: it fills
what is narrower than its window and follows the edge of a shadow exactly, however hard.
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
_WINDOWS = (0.012, 0.025, 0.06, 0.12, 0.27)  # of the longer side: windows of the search for narrow things
_STRONGEST = 0.0005  # of all pixels: those that show the contrast
_VISIBLE = 9  # grey levels from which what is lighter or darker is more than noise
_WIDE = 0.06  # from this width on every other pixel is enough
_EXPECTED = ((110, 4.0), (70, 1.5), (0, 0.5))  # from which brightness on how much more light ink must show than dark
_FINE = 512  # ... and the background
_MIN_NOISE = 0.5  # grey levels: from rounding alone
_MIN_LIGHT = 0.4  # of the brightest paper: in a darker shadow ink is not amplified
_SAMPLE = 3  # rows and columns per sample in the estimate of the noise


@dataclass(frozen=True)
class Absorption:
    """The share of the background's light that each pixel lacks.

    Attributes:
        amount: (H, W) uint8; 255 = all of it.
        noise: the standard deviation of `amount` on bare paper.
        levels: grey levels in the picture per unit of `amount`, where the paper is brightest.
        background: (H, W) uint8: the light on the bare paper, as luminance along the ink's colour, dark under light
            ink.
    """

    amount: Bytes
    noise: float
    levels: float
    background: Bytes


def remove_background(colour: Bytes) -> Absorption:
    """Divide the background out of a photograph.

    Args:
        colour: (H, W, C) uint8, C 1 or 3, dark on light or light on dark.
    """
    inverse, weights = _ink_colour(colour)
    luminance = _weighted_mean(colour, weights)
    if inverse:
        luminance = 255 - luminance
    background, noise = estimate_background(luminance)
    brightest = float(np.quantile(background[::8, ::8], 0.95))
    # Ink absorbs a share of the light on it; chalk reflects its light against almost none from the board.
    least = brightest if inverse else _MIN_LIGHT * brightest
    factor = (255 / np.maximum(np.arange(256), least)).astype(np.float32)[background]
    amount = (np.maximum(background, luminance) - luminance) * factor + np.float32(0.5)
    np.minimum(amount, 255, out=amount)
    noise *= float(np.median(factor[::8, ::8]))
    levels = max(brightest, 1.0) / 255
    seen = 255 - background if inverse else background
    return Absorption(amount.astype(np.uint8), max(noise, _MIN_NOISE / levels), levels, seen)


def estimate_background(luminance: Bytes) -> tuple[Bytes, float]:
    """Estimate the light on the bare paper under dark ink, by closing.

    Args:
        luminance: (H, W) uint8.

    Returns:
        The background, (H, W) uint8, and the standard deviation of `luminance` on bare paper, in grey levels.
    """
    closed = _resized(_closed(_reduced(luminance, _FINE)), luminance.shape)
    sample = (slice(None, None, _SAMPLE),) * 2
    above, noise = _median_and_deviation(closed[sample].astype(np.int16) - luminance[sample])
    return np.clip(np.arange(256) - round(above), 1, 255).astype(np.uint8)[closed], noise


def _median_and_deviation(differences: npt.NDArray[np.int16]) -> tuple[float, float]:
    """Estimate median and deviation on bare paper from small values; others may be ink."""
    brightest, bright = np.quantile(differences, (0.05, 0.25))
    deviation = max(float(bright - brightest) / (1.645 - 0.674), _MIN_NOISE)
    return float(bright) + 0.674 * deviation, deviation


def _ink_colour(colour: Bytes) -> tuple[bool, Floats]:
    """Return whether the ink is lighter than the paper, and the weights of its channels."""
    small = _reduced(colour, _COARSE)
    inverse = _is_inverse(small.mean(2).astype(np.uint8))
    vectors, strength = _strengths(small, _opened(small)) if inverse else _strengths(_closed(small), small)
    towards = np.maximum(vectors[strength >= strength.max() / 2].sum(0), 0)
    total = float(towards.sum())
    channels = colour.shape[2]
    return inverse, towards / total if total else np.full(channels, 1 / channels, np.float32)


def _is_inverse(grey: Bytes) -> bool:
    """Whether narrow things (ink, printed lines) are lighter than their surroundings.

    Windows of several widths are used, narrow ones with more weight, because in a wide window the paper between
    strokes is narrow too, and so is the bright middle of a picture under a lamp. A bright picture is expected to show
    paper, a dark one a board.
    """
    dark = light = 0.0
    for share in _WINDOWS:
        if share == _WIDE:
            grey = grey[::2, ::2]
        dark += _contrast_energy(_closed(grey, share) - grey) / share**2
        light += _contrast_energy(grey - _opened(grey, share)) / share**2
    usual = float(np.median(grey))
    expected = next(factor for level, factor in _EXPECTED if usual >= level)
    return light > expected * dark


def _contrast_energy(residue: Bytes) -> float:
    """Sum the squares of a residue above its median, down to a third of the largest."""
    counts = np.bincount(residue.ravel(), minlength=256)
    usual = int(np.searchsorted(counts.cumsum(), residue.size / 2))
    falling = counts[::-1].cumsum()[::-1]
    peak = int(np.count_nonzero(falling > _STRONGEST * residue.size)) - 1
    above = np.maximum(np.arange(256) - usual, 0)
    above[above <= max(_VISIBLE, (peak - usual) / 3)] = 0
    return float(counts @ above**2)


def _strengths(upper: Bytes, lower: Bytes) -> tuple[Floats, Floats]:
    """Return the differences of two pictures (H, W, C), and their lengths (H, W)."""
    vectors = upper.astype(np.float32) - lower
    return vectors, np.sqrt(np.einsum("hwc,hwc->hw", vectors, vectors))


def _weighted_mean(colour: Bytes, weights: Floats) -> Bytes:
    """Return the weighted mean of the channels: (H, W, C) -> (H, W)."""
    if colour.shape[2] == 1:
        return colour[..., 0]
    matrix = (*(float(weight) for weight in weights), 0.0)
    return np.asarray(Image.fromarray(colour).convert("L", matrix))


def _closed(values: Bytes, share: float = _WINDOW) -> Bytes:
    """Close (H, W) or (H, W, C) with a square window whose side is a share of the longer side."""
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
    """Reduce by a whole factor to at most about `longest` pixels a side."""
    factor = round(max(values.shape[:2]) / longest)
    if factor < 2:
        return values
    picture = Image.fromarray(values[..., 0] if values.ndim == 3 and values.shape[2] == 1 else values)
    return np.asarray(picture.reduce(factor)).reshape(-1, -(-values.shape[1] // factor), *values.shape[2:])


def _resized(values: Bytes, shape: tuple[int, ...]) -> Bytes:
    if values.shape == shape:
        return values
    return np.asarray(Image.fromarray(values).resize((shape[1], shape[0]), Image.Resampling.BILINEAR))
