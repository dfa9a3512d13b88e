"""Pictures and strokes that the tests send."""

import io

from PIL import Image, ImageDraw


def seven(form: str = "PNG", side: int = 280) -> bytes:
    """A 7 in black on white, as a picture file."""
    image = Image.new("RGB", (side, side), "white")
    points = [(0.28 * side, 0.2 * side), (0.72 * side, 0.2 * side), (0.42 * side, 0.82 * side)]
    ImageDraw.Draw(image).line(points, fill="black", width=side // 12, joint="curve")
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def blank() -> bytes:
    """White paper, as a PNG."""
    file = io.BytesIO()
    Image.new("L", (40, 40), 255).save(file, "PNG")
    return file.getvalue()


SEVEN_STROKES = [[[20, 20], [50, 21], [80, 20]], [[80, 20], [60, 60], [40, 100]]]


FORM_TYPE = "multipart/form-data; boundary=x"


def form(content: bytes, name: str) -> bytes:
    """The body of a form of FORM_TYPE with one file."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--x--\r\n"
