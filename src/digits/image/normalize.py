"""Normalize ink to the 28x28 image that MNIST would have held.

The steps are those by which NIST's forms became MNIST, as reconstructed by Yadav and Bottou, "Cold Case: The Lost
MNIST Digits" (2019): the bounding box of the ink, its longest side scaled to 20 pixels by area-weighted
resampling, grey levels scaled so that the darkest is full, and the centre of mass placed at the centre of
28x28 by whole pixels.

A pixel's coordinate is its index. Measured on MNIST's 10,000 test images the centre of mass lies within
[13.5, 14.5) on both axes, in all of them: MNIST's centre is pixel 14.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.image.decode import MAX_PIXELS, Picture, Size, decode_picture
from digits.image.ink import DIGIT_SIDE, FULL, Box, bounding_box, find_ink
from digits.image.pixels import read_pixels
from digits.image.rasterize import Strokes, draw_strokes
from digits.image.reweight import reweight_to_fit
from digits.image.stroke_width import thicken_thin_strokes

SIDE = 28
"""Pixels on a side of a normalized image."""

CENTRE = 14
"""Index of the pixel at which the centre of mass is placed."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Page:
    """A picture, which may hold several digits.

    Attributes:
        ink: (H, W) uint8: the ink before thin strokes are thickened.
        scale: pixels of the original picture per pixel of `ink`.
        size: width and height of the original picture in pixels, upright.
        background: (H, W) uint8: the picture without its ink, as estimated; None if the background is one colour.
    """

    ink: Bytes
    scale: int
    size: Size
    background: Bytes | None


@dataclass(frozen=True)
class Drawing:
    """Strokes, which may be several digits."""

    strokes: Strokes


@dataclass(frozen=True)
class DigitImage:
    """A 28x28 array, or a picture that is a normalized image already; both are always one digit."""


@dataclass(frozen=True)
class NormalizedDigit:
    """Steps from the ink of one digit to its normalized image; arrays are uint8.

    Attributes:
        box: left, top, right, bottom of the ink, the last two exclusive, in pixels of the ink that was normalized: the
            whole picture's, or the part cut out around an isolated digit (`digits.isolation.Isolated`).
        cropped: (H, W): the ink in its box.
        scaled: (h, w): the ink in its box, the longer side 20, the largest value 254 or 255.
        image: (28, 28): the normalized image, centred by centre of mass.
    """

    box: Box
    cropped: Bytes
    scaled: Bytes
    image: Bytes


@dataclass(frozen=True)
class Normalization:
    """Ink of a picture or drawing, and the steps to the normalized image; arrays are uint8.

    Attributes:
        grey: (H, W): the picture as luminance, upright, transparent parts white, reduced if it was large.
        ink: (H, W): background removed, very thin strokes thickened; 0 = background, 255 = full ink.
        digit: all the ink as one digit; None when blank.
        source: the kind of input.
    """

    grey: Bytes
    ink: Bytes
    digit: NormalizedDigit | None
    source: Page | Drawing | DigitImage

    @property
    def image(self) -> Bytes | None:
        """(28, 28): the normalized image of all the ink; None when blank."""
        return self.digit.image if self.digit else None


def normalize_picture(source: Picture, max_pixels: int = MAX_PIXELS) -> Normalization:
    """Normalize a picture; `open_picture` lists the accepted types and the errors."""
    pixels = read_pixels(decode_picture(source, max_pixels))
    normalized = _as_normalized(pixels.colour)
    if normalized is not None:
        return Normalization(pixels.grey, normalized.image, normalized, DigitImage())
    found = find_ink(pixels)
    ink, box = found.ink, found.box
    page: Page | DigitImage = Page(ink, found.pixels.scale, found.pixels.size, found.background)
    if isinstance(source, np.ndarray) and source.shape == (SIDE, SIDE):
        page = DigitImage()
    if box is not None:
        ink, box = thicken_thin_strokes(ink, box, DIGIT_SIDE)
    return Normalization(found.pixels.grey, ink, _normalize_digit(ink, box), page)


def normalized_images(pictures: Bytes) -> tuple[npt.NDArray[np.bool_], Bytes]:
    """Tell which grey pictures (N, 28, 28) are normalized images already, as MNIST's are.

    They may be dark on light or light on dark. No other normalization could improve them.

    Returns:
        Which are, (N,), and all pictures as ink on background 0, (N, 28, 28).
    """
    is_light = pictures[:, :1, :1] > FULL // 2
    images = np.where(is_light, 255 - pictures, pictures)
    axis = np.arange(SIDE)
    largest: Bytes = images.max((1, 2))
    good = largest >= FULL
    longest = np.zeros(len(images), np.int64)
    for across in (2, 1):
        inked = images.max(across) > 0
        longest = np.maximum(longest, SIDE - inked.argmax(1) - inked[:, ::-1].argmax(1))
        profile = images.sum(across, dtype=np.int64)
        total = np.maximum(profile.sum(1), 1)
        good &= (2 * (profile @ axis) + total) // (2 * total) == CENTRE
    good &= longest == DIGIT_SIDE
    return good, images


def _as_normalized(colour: Bytes) -> NormalizedDigit | None:
    """The digit of a picture (H, W, C) that is a normalized image already; None for any other."""
    if colour.shape != (SIDE, SIDE, 1):
        return None
    good, (image,) = normalized_images(colour[np.newaxis, ..., 0])
    if not good.any():
        return None
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    cropped = image[top:bottom, left:right]
    return NormalizedDigit((left, top, right, bottom), cropped, cropped, image)


def normalize_strokes(strokes: Strokes, width: float | None = None) -> Normalization:
    """Draw and normalize strokes; `draw_strokes` explains arguments and errors."""
    ink = draw_strokes(strokes, width)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    box = None
    if len(rows):
        box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return Normalization(255 - ink, ink, _normalize_digit(ink, box), Drawing(strokes))


def normalize_isolated(ink: Bytes) -> NormalizedDigit | None:
    """Normalize the ink of one digit that was cut out of a page, (H, W); None when blank."""
    if not ink.any():
        return None
    return _normalize_digit(*thicken_thin_strokes(ink, bounding_box(ink), DIGIT_SIDE))


def _normalize_digit(ink: Bytes, box: Box | None) -> NormalizedDigit | None:
    if box is None:
        return None
    left, top, right, bottom = box
    cropped = ink[top:bottom, left:right]
    scaled = resize_digit(cropped)
    return NormalizedDigit(box, cropped, scaled, centre_by_mass(scaled))


def resize_digit(ink: Bytes) -> Bytes:
    """Resize ink in its box (H, W) to longest side 20, and make sure that it can be centred."""
    return reweight_to_fit(_resize(ink), SIDE, CENTRE)


def _resize(ink: Bytes) -> Bytes:
    """Resize ink in its box to longest side 20, maximum 254 or 255; faint ink stays above 0."""
    height, width = ink.shape
    longest = max(height, width)
    rows = max(1, round(height * DIGIT_SIDE / longest))
    columns = max(1, round(width * DIGIT_SIDE / longest))
    if (rows, columns) == (height, width):
        values = ink.astype(np.float32)
    else:
        values = resample_area(ink, area_weights(height, rows), area_weights(width, columns))
    largest = float(values.max())
    if largest < FULL:
        values *= 255 / largest
    return np.maximum(np.rint(values), values > 0).astype(np.uint8)


def area_weights(source: int, target: int) -> npt.NDArray[np.float32]:
    """Return weights (target, source): each source pixel's share in each target pixel."""
    cells = np.arange(target)[:, None] * source  # in units of 1/target of a source pixel
    pixels = np.arange(source)[None, :] * target
    overlap = np.minimum(cells + source, pixels + target) - np.maximum(cells, pixels)
    shares: npt.NDArray[np.float64] = np.maximum(overlap, 0) / source
    return shares.astype(np.float32)


def resample_area(
    ink: Bytes, down: npt.NDArray[np.float32], across: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Resample ink (H, W) to (h, w) with `area_weights` of rows, (h, H), and columns, (w, W)."""
    with np.errstate(invalid="ignore"):  # BLAS may read beyond the edges of a small matrix
        resampled: npt.NDArray[np.float32] = down @ ink.astype(np.float32) @ across.T
    return resampled


def centre_by_mass(scaled: Bytes) -> Bytes:
    """Place ink (h, w) in 28x28 so that its centre of mass rounds to the centre on both axes."""
    height, width = scaled.shape
    top, left = centring_offset(scaled.sum(1)), centring_offset(scaled.sum(0))
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[top : top + height, left : left + width] = scaled
    return image


def centring_offset(profile: npt.NDArray[np.integer]) -> int:
    """Return the index of a profile's first pixel, with centre of mass in [13.5, 14.5)."""
    total = int(profile.sum())
    moment = int(profile @ np.arange(len(profile)))
    return CENTRE - (2 * moment + total) // (2 * total)
