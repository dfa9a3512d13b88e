"""Pictures of digits, for tests and benchmarks that need no data set."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.exemplar_images import exemplar_images


def seven(side: int = 280) -> bytes:
    """A PNG of a seven drawn with a thick pen, dark on light."""
    picture = Image.new("L", (side, side), 255)
    points = [(0.3 * side, 0.25 * side), (0.7 * side, 0.25 * side), (0.45 * side, 0.8 * side)]
    ImageDraw.Draw(picture).line(points, fill=0, width=max(1, side // 14), joint="curve")
    return _png(picture)


def digit_pngs(count: int, side: int = 280) -> list[bytes]:
    """PNGs of MNIST digits, enlarged, dark on light, each somewhere on its page."""
    chance, images = np.random.default_rng(1), exemplar_images()
    pictures = []
    for index in range(count):
        digit = Image.fromarray(255 - images[index % len(images)]).resize(
            (side * 5 // 7,) * 2, Image.Resampling.BICUBIC
        )
        page = Image.new("L", (side, side), 255)
        page.paste(digit, tuple(chance.integers(0, side * 2 // 7, 2).tolist()))
        pictures.append(_png(page))
    return pictures


def sketch_png(png: bytes) -> bytes:
    """The picture as a canvas gives it: black ink, its darkness in the alpha channel."""
    darkness = Image.eval(Image.open(io.BytesIO(png)), lambda value: 255 - value)
    sketch = Image.new("RGBA", darkness.size)
    sketch.putalpha(darkness)
    return _png(sketch)


def mnist_pngs(count: int) -> list[bytes]:
    """PNGs of MNIST digits as they are, 28x28."""
    return [_png(Image.fromarray(image)) for image in exemplar_images()[:count]]


def write_folder(folder: Path, count: int, side: int) -> None:
    """Write so many PNG files into a folder; of side 28 they are MNIST's images as they are."""
    pngs = mnist_pngs(count) if side == 28 else digit_pngs(min(count, 1000), side)
    for index in range(count):
        (folder / f"{index:06}.png").write_bytes(pngs[index % len(pngs)])


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
