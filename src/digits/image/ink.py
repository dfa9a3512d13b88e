"""Find the ink of a picture, dark on light or light on dark, by threshold.

The pixels are divided into two classes of colours (Otsu, "A Threshold Selection Method from Gray-Level
Histograms", 1979, on the axis along which the colours vary most). The class that holds more of the border and of
the whole is the background. Ink is what differs from it in colour, on the side where most of the ink lies.
Photographs go to `digits.image.photographed` instead.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image.components import main_box
from digits.image.photographed import SMALLEST, find_photographed
from digits.image.pixels import Floats, Pixels, reduced

Box = tuple[int, int, int, int]
Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

STRONG = 0.1
"""Share of full ink from which a pixel extends the bounding box.

Fainter pixels count only next to such a pixel."""

DIGIT_SIDE = 20
"""Pixels of a digit's longest side in a normalized image."""

FULL = 254
"""Level from which the darkest ink is full: MNIST's images reach 254 or 255."""

PHOTOGRAPH_SIDE = 512
"""Approximate longest side of a reduced photograph: 20 pixels for a digit of a twentieth."""

_SAMPLES = 64  # the least number of rows and columns sampled in estimates
_MAD_TO_DEVIATION = 1.4826  # of a normal distribution, from its median absolute deviation
_LAPLACIAN = 3  # pixels a side of the mask that measures noise
_LAPLACIAN_GAIN = 6.0  # the root of the sum of its squares: by how much it enlarges noise
_LEAST_NOISE = 0.5  # grey levels: from rounding alone
_CLEAN_SHARE = 0.5  # paper is clean if one exact colour covers this share of it
_EVEN_SHARE = 0.9  # ... and ink too faint for other paper needs paper as even as this
_NOISE_WIDTHS = 4.0  # standard deviations of the paper's noise that are still paper
_BLANK_WIDTHS = 8.0  # ... that the strongest ink must exceed
_BLANK_LEVELS = 20.0  # grey levels that the strongest ink must exceed on paper that is not clean
_MIN_LEVELS = 8.0  # grey levels that are never ink: compression may leave them on any paper
_FAINT_LEVELS = 40.0  # grey levels up to which ink is faint enough to be the paper's grain, or a trace of JPEG
_SOLID_SHARE = 0.2  # of the pixels of faint ink, how many a pen leaves darker than half
_MAIN_SHARE = 0.3  # of faint ink, how much a pen leaves in its largest connected component
_FULL_QUANTILE = 0.9  # of the ink's pixels on noisy paper, the level that counts as full


@dataclass(frozen=True)
class PageInk:
    """The ink of a whole picture; arrays are (H, W) uint8, of the size of `pixels.grey`.

    Attributes:
        pixels: the picture in which ink was searched for: a photograph is reduced.
        ink: 0 = background, 255 = full ink, printed lines included; all 0 when blank.
        box: left, top, right, bottom of all ink without specks, the last two exclusive; None when blank.
        background: the light on a photograph's bare paper; None for a clean or a small picture.
    """

    pixels: Pixels
    ink: Bytes
    box: Box | None
    background: Bytes | None


def find_ink(pixels: Pixels) -> PageInk:
    """Find the ink of a picture."""
    if min(pixels.grey.shape) >= SMALLEST and not _has_one_background_colour(pixels.colour):
        pixels = reduced(pixels, PHOTOGRAPH_SIDE)
        ink, background = find_photographed(pixels.colour)
        return PageInk(pixels, ink, bounding_box(ink) if ink.any() else None, background)
    ink, box = _find_plain(pixels.colour)
    return PageInk(pixels, ink, box, None)


def _has_one_background_colour(colour: Bytes) -> bool:
    """Whether much of the background has one exact colour, as in a drawing or a screenshot."""
    step = max(1, min(colour.shape[:2]) // (2 * _SAMPLES))
    return _most_common_background(np.ascontiguousarray(colour[::step, ::step]))[1] >= _CLEAN_SHARE


def _find_plain(colour: Bytes) -> tuple[Bytes, Box | None]:
    """Find the ink of a clean or small picture, and its bounding box."""
    background, share = _most_common_background(colour)
    noise = 0.0
    if share < _CLEAN_SHARE:
        background, noise = _fit_background(colour, _background_class(_main_axis(colour)))
        noise = min(noise, fine_noise(colour))
    distance = _distance_from_background(colour - background)
    ink = _stretch_contrast(distance, noise)
    if not ink.any() or _is_grain(ink, float(distance.max()), share):
        return np.zeros_like(ink), None
    return ink, bounding_box(ink)


def _main_axis(colour: Bytes) -> Bytes:
    """Project colours on the direction in which they vary most: (H, W, C) -> (H, W), 0..255."""
    if colour.shape[2] == 1:
        return colour[..., 0]
    step = max(1, min(colour.shape[:2]) // _SAMPLES)
    sample = colour[::step, ::step].reshape(-1, 3).astype(np.float32)
    sample -= sample.mean(0)
    direction = np.linalg.eigh(sample.T @ sample)[1][:, -1]
    values = colour @ direction
    low, high = float(values.min()), float(values.max())
    scaled: Floats = (values - low) * (255 / max(high - low, 1.0))
    return scaled.astype(np.uint8)


def _histogram(axis: Bytes) -> Counts:
    """The number of pixels of each level, (256,)."""
    return np.array(Image.fromarray(axis).histogram())


def _otsu_threshold(counts: Counts) -> int:
    """Return Otsu's threshold of a histogram, the last level of the lower class."""
    below = counts.cumsum(dtype=np.float64)
    sums = (counts * np.arange(256)).cumsum(dtype=np.float64)
    above = below[-1] - below
    between = (sums[-1] * below - below[-1] * sums) ** 2 / np.maximum(below * above, 1)
    best = np.flatnonzero(between == between.max())
    return int(best[0] + best[-1]) // 2


def _background_levels(axis: Bytes, counts: Counts) -> slice:
    """Return the background's levels: those of the class with more of the border and the whole."""
    first = _otsu_threshold(counts) + 1
    border = np.concatenate((axis[0], axis[-1], axis[:, 0], axis[:, -1]))
    is_high = np.count_nonzero(border >= first) / border.size + counts[first:].sum() / axis.size > 1
    return slice(first, 256) if is_high else slice(0, first)


def _background_class(axis: Bytes) -> Mask:
    """Return the background's mask."""
    levels = _background_levels(axis, _histogram(axis))
    inside: Mask = (axis >= levels.start) & (axis < levels.stop)
    return inside


def _most_common_background(colour: Bytes) -> tuple[Floats, float]:
    """Find the background's most common colour (C,), and its share of the background."""
    if colour.shape[2] > 1:
        return _most_common_colour(colour, _background_class(_main_axis(colour)))
    counts = _histogram(colour[..., 0])
    levels = _background_levels(colour[..., 0], counts)
    most = int(counts[levels].argmax())
    return np.array([levels.start + most], np.float32), counts[levels][most] / counts[levels].sum()


def _most_common_colour(colour: Bytes, mask: Mask) -> tuple[Floats, float]:
    """Find the most common colour (C,) in `mask`, channel by channel, and its share."""
    equal = mask
    found = []
    for channel in range(colour.shape[2]):
        values = colour[..., channel]
        found.append(int(np.bincount(values[equal], minlength=256).argmax()))
        equal = equal & (values == found[-1])
    return np.array(found, np.float32), np.count_nonzero(equal) / np.count_nonzero(mask)


def _fit_background(colour: Bytes, mask: Mask) -> tuple[Floats, float]:
    """Fit a smooth surface to unevenly lit, noisy paper by least squares without outliers.

    Planes first, which extrapolate safely from one part of the paper to all of it, then quadratics.

    Returns:
        The background's colour at each pixel, (H, W, C), and the standard deviation of its noise in grey levels.
    """
    height, width, channels = colour.shape
    y, x = np.linspace(-1, 1, height, dtype=np.float32), np.linspace(-1, 1, width, dtype=np.float32)
    step = max(1, min(height, width) // _SAMPLES)
    samples = colour[::step, ::step].reshape(-1, channels).astype(np.float32)
    v, u = (grid.ravel() for grid in np.meshgrid(y[::step], x[::step], indexing="ij"))
    basis = np.stack((np.ones_like(u), u, v, u * u, u * v, v * v), -1)
    inside = mask[::step, ::step].ravel()
    coefficients = np.zeros((6, channels), np.float32)
    noise = 0.0
    for terms in (1, 3, 3, 3, 6, 6):
        if np.count_nonzero(inside) < 2 * terms:
            break
        coefficients[:terms] = np.linalg.lstsq(basis[inside, :terms], samples[inside], rcond=None)[0]
        residual = np.abs(samples - basis[:, :terms] @ coefficients[:terms]).max(1)
        noise = _MAD_TO_DEVIATION * float(np.median(residual[inside]))
        inside = residual <= max(3 * noise, 4.0)
    c = coefficients
    along_x = c[1] * x[:, None] + c[3] * (x * x)[:, None]
    along_y = c[0] + c[2] * y[:, None] + c[5] * (y * y)[:, None]
    surface = along_y[:, None] + along_x[None] + c[4] * (y[:, None] * x)[..., None]
    return np.clip(surface, 0, 255), max(noise, _LEAST_NOISE)


def fine_noise(colour: Bytes) -> float:
    """Estimate the noise of single pixels, in grey levels, however blurred or unevenly lit the picture is.

    The difference of two Laplacians leaves out all that is smooth (Immerkær, "Fast Noise Variance Estimation", 1996);
    ink is left out by the median.
    """
    if min(colour.shape[:2]) < _LAPLACIAN:
        return np.inf
    values = colour.astype(np.float32)
    across = values[:, :-2] - 2 * values[:, 1:-1] + values[:, 2:]
    mixed = across[:-2] - 2 * across[1:-1] + across[2:]
    return max(_MAD_TO_DEVIATION * float(np.median(np.abs(mixed))) / _LAPLACIAN_GAIN, _LEAST_NOISE)


def _distance_from_background(difference: Floats) -> Floats:
    """Return the length (H, W) of differences (H, W, C), 0 on the side with less ink."""
    if difference.shape[2] == 1:
        signed = difference[..., 0]
        strongest = max(float(signed.max()), -float(signed.min())) / 2
        side = signed[signed > strongest].sum() + signed[signed < -strongest].sum()
        return np.maximum(signed if side > 0 else -signed, 0)
    squares = np.einsum("hwc,hwc->hw", difference, difference)
    direction = difference[squares > squares.max() / 4].sum(0)
    return np.where(difference @ direction > 0, np.sqrt(squares), np.float32(0))


def _stretch_contrast(distance: Floats, noise: float) -> Bytes:
    """Stretch distances from the background to ink 0..255; all 0 if none exceeds the noise."""
    full = float(distance.max())
    floor = 0.0
    if noise > 0:
        floor = _NOISE_WIDTHS * noise
        if full <= max(_BLANK_WIDTHS * noise, _BLANK_LEVELS):
            return np.zeros(distance.shape, np.uint8)
        full = float(np.quantile(distance[distance > (floor + full) / 2], _FULL_QUANTILE))
    elif full <= _MIN_LEVELS:
        return np.zeros(distance.shape, np.uint8)
    if FULL <= full <= 255:
        full = 255.0
    scaled: Floats = (distance - np.float32(floor)) * np.float32(255 / (full - floor))
    return np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)


def _is_grain(ink: Bytes, full: float, share: float) -> bool:
    """Whether faint ink is only the paper's grain, or an artefact of compression.

    Args:
        ink: (H, W), not empty.
        full: the difference of full ink from the background, in grey levels.
        share: the share of the background that has one exact colour.
    """
    if full > _FAINT_LEVELS:
        return False
    if full <= _BLANK_LEVELS and share < _EVEN_SHARE:
        return True
    solid = np.count_nonzero(ink > 127) >= _SOLID_SHARE * np.count_nonzero(ink)
    return not solid or main_box(ink, 128)[1] < _MAIN_SHARE


def bounding_box(ink: Bytes) -> Box:
    """Return the bounding box of strong ink, with an adjacent faint row or column per side."""
    (left, top, right, bottom), _ = main_box(ink, max(1, int(STRONG * ink.max())))
    left -= left > 0 and bool(ink[top:bottom, left - 1].any())
    right += right < ink.shape[1] and bool(ink[top:bottom, right].any())
    top -= top > 0 and bool(ink[top - 1, left:right].any())
    bottom += bottom < ink.shape[0] and bool(ink[bottom, left:right].any())
    return trim_blur(ink, (int(left), int(top), int(right), int(bottom)))


def trim_blur(ink: Bytes, box: Box) -> Box:
    """Trim the fringe of blur or enlargement around ink from its box.

    The edge of a blurred stroke is where it reaches half of its height; that height is read half a pixel of the final
    size further in, at the middle of the outermost pixel of the final size.
    """
    left, top, right, bottom = box
    ahead = round(max(right - left, bottom - top) / DIGIT_SIDE / 2)
    if ahead < 1:
        return box
    part = ink[top:bottom, left:right].astype(np.int32)
    columns, rows = part.max(0), part.max(1)
    left, right = left + _fringe_width(columns, ahead), right - _fringe_width(columns[::-1], ahead)
    top, bottom = top + _fringe_width(rows, ahead), bottom - _fringe_width(rows[::-1], ahead)
    columns, rows = (np.flatnonzero(ink[top:bottom, left:right].any(axis)) for axis in (0, 1))
    if not len(columns):
        return box
    return left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1


def _fringe_width(profile: npt.NDArray[np.int32], ahead: int) -> int:
    """Count values before the first that is at least half of the one `ahead` further."""
    further = np.concatenate((profile[ahead:], np.full(min(ahead, len(profile)), profile[-1])))
    return int(np.argmax((2 * profile >= further) & (profile > 0)))
