"""Any picture of a digit, or the strokes of a pen, brought to the form that MNIST's images have.

``decode`` reads what strangers send, ``ink`` tells ink from paper, ``strokes`` draws what a pen recorded, and
``normalize`` does with the ink what was done with NIST's forms on the way to MNIST.
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
from digits.image.rasterize import Strokes
from digits.image.text_line import TextLine

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_PIXELS",
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
