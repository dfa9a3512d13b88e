"""Decode pictures safely: a file, bytes, an array or a Pillow image."""

import io
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 50_000_000
"""Maximum number of pixels of a picture, checked before it is decoded."""

MAX_BYTES = 200_000_000
"""Maximum size of a picture's file in bytes; no more are read."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
"""Supported formats, by Pillow's names; no other decoder is used."""

WORKING_SIDE = 1024
"""Longest side in pixels; a larger picture is reduced by a whole factor."""

Size = tuple[int, int]
"""Width and height in pixels."""

Picture = str | Path | bytes | Image.Image | npt.NDArray[np.generic]
"""A path, the bytes of a file, a Pillow image, or an array (H, W) or (H, W, 3 or 4)."""

_REMEDY = "give a PNG, JPEG, WebP, GIF or BMP file"
_KNOWN_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML or SVG file"),
    (b"8BPS", "a Photoshop picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\0\0\x01\0", "an icon file"),
)
_QUARTER_TURNS = {5, 6, 7, 8}  # EXIF orientations that exchange width and height
_HEIF_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif")

# The filters of `warnings` belong to the whole process, so only one thread at a time may exchange them.
_warning_filters = threading.Lock()


class PictureError(ValueError):
    """Picture that cannot be read; the message names the reason and the remedy.

    Attributes:
        reason: ``empty``, ``format`` (not a supported picture), ``size`` (too many pixels) or ``damaged``; None for
            what is wrong with an argument.
    """

    def __init__(self, message: str, reason: Literal["empty", "format", "size", "damaged"] | None = None) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class DecodedPicture:
    """A picture that is decoded and upright.

    Attributes:
        image: of any mode; a large JPEG at an eighth, a quarter or half of its size.
        size: width and height of the picture as it was given, in pixels, upright.
    """

    image: Image.Image
    size: Size


def open_picture(source: Picture, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """Decode a picture, and turn it upright according to its EXIF orientation; see `decode_picture`."""
    return decode_picture(source, max_pixels).image


def decode_picture(source: Picture, max_pixels: int = MAX_PIXELS) -> DecodedPicture:
    """Decode a picture, and turn it upright according to its EXIF orientation.

    Of several frames the first is used. A large JPEG is decoded at an eighth, a quarter or half of its size,
    its longest side at least `WORKING_SIDE`.

    Args:
        source: a path, the bytes of a file, a Pillow image, or an array of `Picture`'s shapes: uint8 (other
            integers if within 0..255), bits (bool, or integers 0 and 1), or float in 0..1.
        max_pixels: the largest width x height that is decoded.

    Raises:
        PictureError: there is no such file, or it cannot be read, is empty, damaged, over the limit, or not in one of
            the `FORMATS`.
    """
    if isinstance(source, np.ndarray):
        image = _from_array(source, max_pixels)
        return DecodedPicture(image, image.size)
    if isinstance(source, Image.Image):
        _check_size(source.size, "the image", max_pixels)
        return _decode(lambda: (source, source.size), "the image", max_pixels)
    if isinstance(source, bytes | bytearray | memoryview):
        return _from_bytes(bytes(source), "the picture", max_pixels)
    if isinstance(source, str | Path):
        return _from_bytes(_read(Path(source)), str(source), max_pixels)
    raise PictureError(
        f"cannot read a picture from {type(source).__name__}; give a path, bytes, a Pillow image or an array"
    )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise PictureError(f"{path}: file not found; check the path") from None
    except IsADirectoryError:
        raise PictureError(f"{path} is a folder; give a picture file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PictureError(f"{path}: cannot read the file ({reason}); check the path and its permissions") from error


def _from_bytes(content: bytes, name: str, max_pixels: int) -> DecodedPicture:
    if not content:
        raise PictureError(f"{name} is empty (0 bytes); {_REMEDY}", "empty")
    if len(content) > MAX_BYTES:
        raise _too_large(name, f"more than {MAX_BYTES:,} bytes", max_pixels)

    def open_reduced() -> tuple[Image.Image, Size]:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        size = image.size
        _check_size(size, name, max_pixels)
        reduction = WORKING_SIDE / max(size)
        if image.format in {"JPEG", "MPO"} and reduction < 1:
            image.draft(None, (int(image.width * reduction), int(image.height * reduction)))
        return image, size

    try:
        return _decode(open_reduced, name, max_pixels)
    except UnidentifiedImageError:
        raise PictureError(f"{name} is {_describe(content)}; {_REMEDY}", "format") from None


def _decode(opener: Callable[[], tuple[Image.Image, Size]], name: str, max_pixels: int) -> DecodedPicture:
    """Open, decode and turn upright; every error of a decoder becomes a `PictureError`.

    Args:
        opener: gives an image that is not decoded yet, and the size of the picture.
        name: of the picture, for messages.
        max_pixels: the limit, for messages.
    """
    try:
        with _without_warnings():
            image, size = opener()
        image.load()
        with _without_warnings():
            return _upright(image, size)
    except (PictureError, UnidentifiedImageError):
        raise
    except Image.DecompressionBombError:
        raise _too_large(name, "more pixels than are safe to decode", max_pixels) from None
    except MemoryError:
        raise _too_large(name, "too large for this machine's memory", max_pixels) from None
    except Exception as error:  # a decoder given hostile bytes may raise anything
        raise PictureError(f"{name} is damaged or incomplete ({error}); save or send it again", "damaged") from error


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Silence Pillow's warnings while it opens a picture and reads its metadata.

    It warns of large sizes, which `max_pixels` limits, and of damaged metadata, which are no reason to reject a
    picture. Decoding is slow and warns of nothing, so it happens outside the lock.
    """
    with _warning_filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _upright(image: Image.Image, size: Size) -> DecodedPicture:
    """Apply the EXIF orientation; unreadable EXIF data count as none."""
    try:
        turned = image.getexif().get(ExifTags.Base.Orientation) in _QUARTER_TURNS
        upright = ImageOps.exif_transpose(image)  # a copy, so that a caller's image stays as it is
    except Exception:  # the metadata of a picture that itself is sound; any damage is possible
        return DecodedPicture(image, size)
    return DecodedPicture(upright, size[::-1] if turned else size)


def _check_size(size: Size, name: str, max_pixels: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise _too_large(name, f"{width} x {height} pixels", max_pixels)
    if width * height == 0:
        raise PictureError(f"{name} has no pixels ({width} x {height}); {_REMEDY}", "empty")


def _too_large(name: str, size: str, max_pixels: int) -> PictureError:
    message = f"{name} is too large: {size}; the limit is {max_pixels:,} pixels. Reduce or crop the picture"
    return PictureError(message, "size")


def _describe(content: bytes) -> str:
    """Describe a file that is not a supported picture, for the error message."""
    head = content[:64].lstrip()
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "a HEIC or AVIF picture, which is not supported"
    for magic, what in _KNOWN_OTHERS:
        if head.startswith(magic):
            return f"{what}, which is not supported"
    return "not an image I can open"


def _from_array(array: npt.NDArray[np.generic], max_pixels: int) -> Image.Image:
    name = f"the array of shape {array.shape}"
    if array.ndim not in {2, 3} or (array.ndim == 3 and array.shape[2] not in {3, 4}):
        raise PictureError(f"{name} is not a picture; the shape must be (H, W), (H, W, 3) or (H, W, 4)")
    _check_size((array.shape[1], array.shape[0]), name, max_pixels)
    return Image.fromarray(np.ascontiguousarray(_to_bytes(array, name)))


def _to_bytes(array: npt.NDArray[np.generic], name: str) -> npt.NDArray[np.uint8]:
    """Convert grey levels of any dtype to 0..255; integers that are all 0 or 1 count as bits."""
    kind = array.dtype.kind
    if kind == "b" or (kind in "iu" and array.min() >= 0 and array.max() <= 1):
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype == np.uint8:
        return array.astype(np.uint8, copy=False)
    if kind not in "iuf":
        raise PictureError(f"{name} holds {array.dtype}; give uint8, or float in 0..1")
    values = array.astype(np.float64)
    top = 1.0 if kind == "f" else 255.0
    if not (values.min() >= 0 and values.max() <= top):
        raise PictureError(
            f"{name} holds {array.dtype} values outside 0..{top:.0f} or not finite; "
            "give uint8 in 0..255, or float in 0..1"
        )
    return np.rint(values * (255 / top)).astype(np.uint8)
