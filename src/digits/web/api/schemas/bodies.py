"""JSON bodies of requests with a picture or a drawing."""

from __future__ import annotations

from pydantic import Field

from digits.web.api.schemas.basics import DocumentedSchema, Drawing, Pixels28, StrictSchema


class ImageBody(DocumentedSchema):
    """An image file (PNG, JPEG, WebP, GIF or BMP)."""

    image: str = Field(description="The file in base64, or as a data URL.")


class StrokesBody(DocumentedSchema):
    """A drawing: one list of points (x, y) for each time the pen was down; y grows downwards, any scale."""

    strokes: Drawing = Field(
        description="Points in the order in which they were drawn.",
        examples=[[[[20.0, 20.0], [80.0, 20.0], [40.0, 100.0]]]],
    )


class PixelsBody(DocumentedSchema):
    """An image of 28 rows of 28 grey levels; ink may be dark or light."""

    pixels: Pixels28


class PredictBody(StrictSchema):
    """A picture or a drawing; exactly one of the three members is required."""

    image: str | None = None
    strokes: Drawing | None = None
    pixels: Pixels28 | None = None


class CorrectionBody(StrictSchema):
    """A misread drawing or image (a file in base64 or as a data URL) with its true label."""

    label: str = Field(
        max_length=80,
        description="Numbers with spaces between, of digits, decimal marks, minus signs and slashes.",
    )
    image: str | None = None
    strokes: Drawing | None = None
    model: str | None = Field(
        default=None, description="Name of the model that misread it; the server's default one otherwise."
    )
