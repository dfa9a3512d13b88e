"""Image processing: from a picture or strokes to a normalized 28x28 image.

`README.md` lists the modules in the order in which a picture passes them.
"""

from digits.image.decode import FORMATS, MAX_BYTES, MAX_PIXELS, Picture, PictureError, open_picture
from digits.image.normalize import (
    DigitImage,
    Drawing,
    Normalization,
    NormalizedDigit,
    Page,
    normalize_isolated,
    normalize_picture,
    normalize_strokes,
    normalized_images,
)
from digits.image.rasterize import PEN_WIDTH, Strokes

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_PIXELS",
    "PEN_WIDTH",
    "DigitImage",
    "Drawing",
    "Normalization",
    "NormalizedDigit",
    "Page",
    "Picture",
    "PictureError",
    "Strokes",
    "normalize_isolated",
    "normalize_picture",
    "normalize_strokes",
    "normalized_images",
    "open_picture",
]
