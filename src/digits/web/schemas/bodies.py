"""What a request may hold."""

from __future__ import annotations

from pydantic import Field

from digits.web.schemas.basics import Described, Drawing, Field28, Strict


class ImageBody(Described):
    """A picture file (PNG, JPEG, WebP, GIF or BMP)."""

    image: str = Field(description="The file in base64, or as a data URL.")


class StrokesBody(Described):
    """A drawing: one list of points (x, y) for each time the pen was down; y grows downwards, any scale."""

    strokes: Drawing = Field(
        description="Points in the order in which they were drawn.",
        examples=[[[[20.0, 20.0], [80.0, 20.0], [40.0, 100.0]]]],
    )


class PixelsBody(Described):
    """A picture of 28 rows of 28 grey levels; ink may be dark or light."""

    pixels: Field28


class PredictBody(Strict):
    """What a JSON body may hold; exactly one of the three must be there."""

    image: str | None = None
    strokes: Drawing | None = None
    pixels: Field28 | None = None


class CorrectionBody(Strict):
    """What was meant, and the drawing or the picture (a file in base64 or as a data URL) that was read wrongly."""

    label: str = Field(max_length=80, description="Digits, perhaps with a decimal comma and a minus sign.")
    image: str | None = None
    strokes: Drawing | None = None
    model: str | None = Field(
        default=None, description="The model that read it wrongly, by its name; the server's default one otherwise."
    )
