"""A photographed page on its way to 28x28, and images moved and resized."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from digits.image import Page, normalize_picture
from digits.image.rasterize import draw_strokes
from digits.lab.data.synthesis.digit_shapes import curve, shapes_of
from digits.lab.data.synthesis.photograph_conditions import EVERYDAY
from digits.lab.data.synthesis.photographs import photograph
from digits.page import find_digits

Bytes = npt.NDArray[np.uint8]

RULED_PAPER = replace(
    EVERYDAY, side=(560, 640), digit=(0.42, 0.5), shadow=1.0, shadow_depth=(0.3, 0.4), lines=1.0, bleed=0.0
)
"""A ruled page, half of it in a shadow."""


def photographed_digit(digit: int, seed: int) -> bytes:
    """A synthetic photograph of a digit on ruled paper: the bytes of a colour JPEG.

    Args:
        digit: 0..9.
        seed: of light, paper and lens.
    """
    strokes = [[(float(x), float(y)) for x, y in curve(stroke)] for stroke in shapes_of(digit)[0].strokes]
    return photograph(draw_strokes(strokes, 0.07), np.random.default_rng(seed), RULED_PAPER)


def normalization_steps(photo: bytes) -> dict[str, Bytes]:
    """The images from photograph to 28x28, by name; 0 = black."""
    steps = normalize_picture(photo)
    page, digit = steps.source, find_digits(steps).only_digit
    if not isinstance(page, Page) or page.background is None or digit is None:
        raise ValueError("the photograph has not exactly one digit, or no background to estimate")
    return {
        "1. photograph, in grey": steps.grey,
        "2. estimated background": page.background,
        "3. ink": 255 - steps.ink,
        "4. the digit's own ink": 255 - digit.cropped,
        "5. longest side 20": 255 - digit.scaled,
        "6. centred, 28 × 28": 255 - digit.image,
    }


def displaced(images: Bytes, seed: int, shift: float = 4.0, sizes: tuple[float, float] = (0.6, 1.0)) -> Bytes:
    """Images moved and made smaller at random.

    Args:
        images: (N, 28, 28).
        seed: of the random numbers.
        shift: largest displacement along each axis, pixels.
        sizes: smallest and largest factor.
    """
    generator = np.random.default_rng(seed)
    found = np.empty_like(images)
    for index, image in enumerate(images):
        factor = generator.uniform(*sizes)
        offset = 13.5 - (13.5 + generator.uniform(-shift, shift, 2)) / factor
        found[index] = np.rint(ndimage.affine_transform(image.astype(float), np.eye(2) / factor, offset, order=1))
    return found


def normalized(images: Bytes) -> Bytes:
    """(N, 28, 28) each image as `digits.image` normalizes a picture; one without ink unchanged."""
    found = (normalize_picture(image).image for image in images)
    return np.array([image if one is None else one for image, one in zip(images, found, strict=True)])
