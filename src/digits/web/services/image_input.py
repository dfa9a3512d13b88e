"""A picture or a drawing that a request sends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from flask import current_app

from digits.image import Normalization, Strokes, normalize_picture, normalize_strokes


@dataclass(frozen=True)
class ImageInput:
    """An image file, an image's pixels, or the strokes of a drawing: one of the three.

    Attributes:
        file: the contents of an image file.
        strokes: points (x, y) by stroke, y downwards, at any scale.
        pixels: (28, 28) uint8.
    """

    file: bytes | None = None
    strokes: Strokes | None = None
    pixels: npt.NDArray[np.uint8] | None = None

    def normalize(self) -> Normalization:
        """The ink that is found, and the digit as the models see it.

        Raises:
            PictureError: the picture cannot be read.
        """
        if self.strokes is not None:
            return normalize_strokes(self.strokes)
        picture = self.pixels if self.file is None else self.file
        if picture is None:
            raise ValueError("an ImageInput needs a file, strokes or pixels")
        return normalize_picture(picture, current_app.config["MAX_PIXELS"])
