"""A drawn picture of a digit, for tests that need no data set."""

import io

from PIL import Image, ImageDraw


def seven(side: int = 280) -> bytes:
    """A PNG of a seven drawn with a thick pen, dark on light."""
    picture = Image.new("L", (side, side), 255)
    points = [(0.3 * side, 0.25 * side), (0.7 * side, 0.25 * side), (0.45 * side, 0.8 * side)]
    ImageDraw.Draw(picture).line(points, fill=0, width=max(1, side // 14), joint="curve")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
