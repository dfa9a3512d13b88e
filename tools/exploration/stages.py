"""A page drawn in code, each step from it to 28x28, and digits moved and resized on their field."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from digits.image import Normalization, Page, normalize_picture
from digits.image.rasterize import draw_strokes
from digits.lab.data.synthesis.digit_shapes import curve, shapes_of
from digits.lab.data.synthesis.photographs import EVERYDAY, photograph

Bytes = npt.NDArray[np.uint8]

DESK = replace(
    EVERYDAY,
    side=(560, 640),
    digit=(0.42, 0.5),
    darkness=(0.85, 1.0),
    slope=(0.3, 0.4),
    shadow=1.0,
    shadow_depth=(0.3, 0.4),
    lines=1.0,
    spacing=(44.0, 56.0),
    line_width=(2.0, 3.0),
    bleed=0.0,
    noise=(3.0, 5.0),
)
"""A phone over a ruled page, half of it in the shadow of a hand."""


def page(digit: int, seed: int) -> bytes:
    """The photograph of a digit that a pen wrote on ruled paper: the bytes of a colour JPEG.

    Args:
        digit: 0..9, in the most usual of its shapes.
        seed: of the light, the paper and the lens.
    """
    strokes = [[(float(x), float(y)) for x, y in curve(stroke)] for stroke in shapes_of(digit)[0].strokes]
    return photograph(draw_strokes(strokes, 0.07), np.random.default_rng(seed), DESK)


def steps(steps_of: Normalization) -> list[tuple[str, Bytes]]:
    """What a picture went through, each step with its name, as grey levels with 0 = black."""
    found = [("1. the picture, in grey", steps_of.grey)]
    if isinstance(steps_of.source, Page) and steps_of.source.background is not None:
        found.append(("2. the light on the paper", steps_of.source.background))
    if isinstance(steps_of.source, Page) and steps_of.source.lines is not None:
        found.append(("3. printed lines", 255 - steps_of.source.lines))
    found.append(("4. what is left: the ink", 255 - steps_of.ink))
    if steps_of.digit is not None:
        left, top, right, bottom = steps_of.digit.box
        found.append(("5. the ink in its box", 255 - steps_of.ink[top:bottom, left:right]))
        height, width = steps_of.digit.scaled.shape
        found.append((f"6. longest side 20: {width} × {height}", 255 - steps_of.digit.scaled))
        found.append(("7. centred by mass: 28 × 28", 255 - steps_of.digit.image))
    return found


def displaced(images: Bytes, seed: int, shift: float = 4.0, sizes: tuple[float, float] = (0.6, 1.0)) -> Bytes:
    """Images made smaller, and moved, each by chance: what MNIST would be if nobody had normalized it.

    Args:
        images: (N, 28, 28).
        seed: of the chance.
        shift: pixels that they are moved by at most, along each axis.
        sizes: the least and the largest factor.
    """
    generator = np.random.default_rng(seed)
    found = np.empty_like(images)
    for place, image in enumerate(images):
        factor = generator.uniform(*sizes)
        moved = generator.uniform(-shift, shift, 2)
        offset = 13.5 - (13.5 + moved) / factor
        grey = ndimage.affine_transform(image.astype(np.float64), np.eye(2) / factor, offset, order=1)
        found[place] = np.clip(np.rint(grey), 0, 255).astype(np.uint8)
    return found


def normalized(images: Bytes) -> Bytes:
    """Each image as `digits.image` brings a picture to MNIST's form; one without ink stays as it is."""
    fields = (normalize_picture(image).image for image in images)
    return np.array([image if field is None else field for image, field in zip(images, fields, strict=True)])
