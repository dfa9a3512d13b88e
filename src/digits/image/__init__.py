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
    normalize_picture,
    normalize_strokes,
)
from digits.image.pieces import pieces_of
from digits.image.rasterize import PEN_WIDTH, Strokes
from digits.image.text_line import TextLine

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
    "TextLine",
    "normalize_picture",
    "normalize_strokes",
    "open_picture",
    "pieces_of",
]
