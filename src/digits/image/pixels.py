"""Convert a decoded picture to 8-bit grey or colour, reduced and without transparency."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from digits.image.decode import WORKING_SIDE, DecodedPicture, PictureError, Size

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_DEEP_MODES = ("I", "F")  # and "I;16" in its byte orders: more than 8 bits to a pixel
_CARD_SPREAD = 16  # grey levels: the standard deviation from which an opaque part shows more than one shade


@dataclass(frozen=True)
class Pixels:
    """A picture to look for ink in.

    Attributes:
        colour: (H, W, C) uint8; C is 1 if the picture is grey, else 3 (red, green, blue). Transparent parts
            show a background.
        grey: (H, W) uint8: the luminance of `colour` (ITU-R BT.601).
        scale: pixels of the original picture per pixel of these; those of its last row and column may be fewer.
        size: width and height of the original picture in pixels, upright.
    """

    colour: Bytes
    grey: Bytes
    scale: int
    size: Size


def read_pixels(picture: DecodedPicture) -> Pixels:
    """Reduce a picture to at most `WORKING_SIDE` pixels a side, and flatten its transparency.

    Raises:
        PictureError: a floating-point picture (mode F) that holds values that are not finite.
    """
    image = _plain_mode(picture.image)
    decoded_at = round(max(picture.size) / max(image.size))  # 1, 2, 4 or 8, sizes rounded up
    factor = -(-max(image.size) // WORKING_SIDE)
    if factor > 1:
        image = image.reduce(factor)
    values = np.asarray(image)
    scale = decoded_at * factor
    if image.mode in {"LA", "RGBA"}:
        colour = _flatten(values[..., :-1], values[..., -1])
    else:
        colour = values.reshape(*values.shape[:2], -1)
    if colour.shape[2] == 1 or _is_grey(colour):
        return Pixels(colour[..., :1], np.ascontiguousarray(colour[..., 0]), scale, picture.size)
    return Pixels(colour, np.asarray(Image.fromarray(colour).convert("L")), scale, picture.size)


def reduced(pixels: Pixels, longest: int) -> Pixels:
    """Reduce a picture by a whole factor, its longest side to at most about `longest` pixels."""
    factor = round(max(pixels.grey.shape) / longest)
    if factor < 2:
        return pixels
    image = Image.fromarray(pixels.grey if pixels.colour.shape[2] == 1 else pixels.colour).reduce(factor)
    colour = np.asarray(image)
    return Pixels(np.atleast_3d(colour), np.asarray(image.convert("L")), pixels.scale * factor, pixels.size)


def _plain_mode(image: Image.Image) -> Image.Image:
    """Convert any mode to L, LA, RGB or RGBA of 8 bits."""
    if image.mode in _DEEP_MODES or image.mode.startswith("I;16"):
        return _eight_bits(image)
    if image.mode in {"LA", "RGBA"}:
        return image
    if "transparency" in image.info or image.mode in {"La", "PA", "RGBa"}:
        return image.convert("LA" if image.mode == "La" else "RGBA")
    if image.mode in {"L", "RGB"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Convert grey of 16 or 32 bits to 8 bits, by the bit depth that holds the largest value.

    Scanners store 10 or 12 bits in 16, so the container's own range says little. Floats within 0..1 or
    -1..1 are taken as such; values below zero shift the whole picture up.
    """
    values = np.asarray(image, np.float64)
    if not np.isfinite(values).all():
        raise PictureError("the image has values that are NaN or infinite; save it again with 8 or 16 bits", "damaged")
    values = values - min(values.min(), 0)
    largest = values.max()
    shares = image.mode == "F" and largest <= 2
    top = max(np.ceil(largest), 1) if shares else max(2.0 ** np.ceil(np.log2(largest + 1)) - 1, 255)
    return Image.fromarray(np.rint(values * (255 / top)).astype(np.uint8))


def _is_grey(colour: Bytes) -> bool:
    if len(colour) > 1 and not _is_grey(colour[:1]):  # most pictures in colour show it at once
        return False
    return bool((colour[..., 0] == colour[..., 1]).all() and (colour[..., 1] == colour[..., 2]).all())


def _flatten(colour: Bytes, alpha: Bytes) -> Bytes:
    """Composite a picture (H, W, C) with opacity (H, W) on a background.

    The background is white under dark ink and black under light ink. If the opaque part is a card of its own (more
    than half of the picture, and of more than one shade), the background is the card's median shade.
    """
    if alpha.min() == 255:
        return colour
    opacity = (alpha.astype(np.float32) / 255)[..., None]
    total = float(opacity.sum())
    if total == 0:
        return np.full_like(colour, 255)
    mean = (colour * opacity).sum((0, 1)) / total
    spread = float(np.sqrt((((colour - mean) ** 2) * opacity).sum((0, 1)) / total).max())
    if total > opacity.size / 2 and spread > _CARD_SPREAD:
        background = np.median(colour[alpha > 127], axis=0)
    else:
        background = np.full(colour.shape[2], 255.0 if mean.mean() < 128 else 0.0)
    flat: Floats = colour * opacity + background.astype(np.float32) * (1 - opacity)
    return np.rint(flat).astype(np.uint8)
