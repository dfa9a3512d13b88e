"""Pictures and strokes that the tests send."""

import io

from PIL import Image, ImageChops, ImageDraw


def seven(form: str = "PNG", side: int = 280) -> bytes:
    """A 7 in black on white, as a picture file."""
    image = Image.new("RGB", (side, side), "white")
    points = [(0.28 * side, 0.2 * side), (0.72 * side, 0.2 * side), (0.42 * side, 0.82 * side)]
    ImageDraw.Draw(image).line(points, fill="black", width=side // 12, joint="curve")
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def boxed(what: bytes, margin: int = 40) -> bytes:
    """A picture in a printed box, 20 pixels from the edge, as a PNG."""
    with Image.open(io.BytesIO(what)) as inner:
        page = Image.new("L", (inner.width + 2 * margin, inner.height + 2 * margin), 255)
        page.paste(inner.convert("L"), (margin, margin))
    ImageDraw.Draw(page).rectangle((20, 20, page.width - 20, page.height - 20), outline=0, width=4)
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def blank() -> bytes:
    """White paper, as a PNG."""
    file = io.BytesIO()
    Image.new("L", (40, 40), 255).save(file, "PNG")
    return file.getvalue()


def seventy_seven(form: str = "PNG", side: int = 280) -> bytes:
    """Two sevens beside each other, as a picture file twice as wide as high."""
    page = Image.new("RGB", (2 * side, side), "white")
    with Image.open(io.BytesIO(seven(side=side))) as one:
        for left in (side // 6, side - side // 6):
            page.paste(one, (left, 0))
    file = io.BytesIO()
    page.save(file, form)
    return file.getvalue()


def ruled_seven() -> bytes:
    """A 7 on ruled paper in light that falls off to one side, as a photograph."""
    side = 600
    page = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(page)
    for top in range(25, side, 50):
        pen.line([(0, top), (side, top)], fill=190, width=2)
    pen.line([(170, 130), (420, 130), (260, 480)], fill=60, width=26, joint="curve")
    light = Image.linear_gradient("L").resize((side, side)).rotate(90).point([110 + level // 2 for level in range(256)])
    file = io.BytesIO()
    ImageChops.multiply(page, light).save(file, "JPEG", quality=85)
    return file.getvalue()


def printed_lines() -> bytes:
    """A form's lines without a digit, as a PNG."""
    page = Image.new("L", (300, 200), 255)
    for top in range(30, 200, 40):
        ImageDraw.Draw(page).line([(0, top), (300, top)], fill=60, width=3)
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def heart() -> bytes:
    """What is no digit, as a PNG."""
    image = Image.new("L", (200, 200), 255)
    points = [(100, 170), (30, 95), (30, 60), (55, 40), (85, 45), (100, 75), (115, 45), (145, 40), (170, 60), (170, 95)]
    ImageDraw.Draw(image).line([*points, points[0]], fill=0, width=12, joint="curve")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


SEVEN_STROKES = [[[20, 20], [50, 21], [80, 20]], [[80, 20], [60, 60], [40, 100]]]
SEVENTY_SEVEN_STROKES = [[[x + shift, y] for x, y in stroke] for shift in (0, 100) for stroke in SEVEN_STROKES]
TWENTY_STROKES = [
    [[30, 32], [38, 18], [56, 16], [66, 30], [58, 50], [42, 68], [28, 83], [73, 81]],
    [[127, 16], [109, 28], [104, 52], [113, 78], [128, 84], [142, 72], [146, 46], [139, 22], [125, 16]],
]
MIRRORED_SEVEN_STROKES = [[[100 - x, y] for x, y in stroke] for stroke in SEVEN_STROKES]


FORM_TYPE = "multipart/form-data; boundary=x"


def form(content: bytes, name: str) -> bytes:
    """The body of a form of FORM_TYPE with one file."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--x--\r\n"
