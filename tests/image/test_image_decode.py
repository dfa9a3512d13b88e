"""Untrusted pictures: every format on the list is read, everything else is rejected with a reason."""

import io
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from digits.image import FORMATS, PictureError, normalize_picture, open_picture

SIDE = 64


def seven(background: int = 255, ink: int = 0) -> Image.Image:
    """A 7 of three pixels' width."""
    pixels = np.full((SIDE, SIDE), background, np.uint8)
    pixels[12:16, 16:46] = ink
    for row in range(16, 54):
        column = 44 - (row - 16) // 2
        pixels[row, column - 4 : column] = ink
    return Image.fromarray(pixels)


REFERENCE = normalize_picture(seven()).image


def encoded(image: Image.Image, name: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, name, **options)
    return buffer.getvalue()


def close_to_reference(source: object, tolerance: float = 9.0) -> bool:
    field = normalize_picture(source).image  # type: ignore[arg-type]
    return field is not None and float(np.abs(field.astype(int) - REFERENCE).mean()) < tolerance


def png_of_size(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims a size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 100)
    chunks = [header, data, b"IEND"]
    packed = [struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def test_every_format_is_read() -> None:
    for name in FORMATS:
        assert close_to_reference(encoded(seven(), name)), name


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "LAB"]
)
def test_every_mode_is_read(mode: str) -> None:
    via = {"PA": "P", "La": "LA", "RGBa": "RGBA", "LAB": "RGB", "HSV": "RGB"}.get(mode)
    image = seven() if via is None else seven().convert(via)
    if mode == "LAB":
        from PIL import ImageCms

        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
    else:
        image = image.convert(mode)
    assert close_to_reference(image)


@pytest.mark.parametrize("largest", [255, 1023, 4095, 65535])
@pytest.mark.parametrize("dtype", ["<u2", ">u2", "<i4"])
def test_deep_grey_is_read(largest: int, dtype: str) -> None:
    values = np.asarray(seven()).astype(np.float64) / 255 * largest
    mode = {"<u2": "I;16", ">u2": "I;16B", "<i4": "I"}[dtype]
    image = Image.frombytes(mode, (SIDE, SIDE), values.astype(dtype).tobytes())
    assert close_to_reference(image)
    if dtype == "<u2":
        assert close_to_reference(encoded(image))


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.0, 255.0), (-1.0, 1.0), (-3000.0, 3000.0)])
def test_floating_point_grey_is_read(low: float, high: float) -> None:
    values = np.asarray(seven()).astype(np.float32) / 255 * (high - low) + low
    assert close_to_reference(Image.fromarray(values.astype(np.float32)))


def test_not_finite_pixels_are_rejected() -> None:
    with pytest.raises(PictureError, match="NaN"):
        normalize_picture(Image.fromarray(np.full((4, 4), np.nan, np.float32)))


@pytest.mark.parametrize("ink", [0, 255])
@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_ink_on_transparent_ground(ink: int, mode: str) -> None:
    image = Image.new(mode, (SIDE, SIDE), (ink,) * (len(mode) - 1) + (0,))
    mask = Image.fromarray(255 - np.asarray(seven()))
    image.paste((ink,) * (len(mode) - 1) + (255,), mask=mask)
    assert close_to_reference(encoded(image))


def test_transparent_colour_of_a_palette_and_of_grey() -> None:
    mask = np.asarray(seven()) == 0
    palette = Image.fromarray(mask.astype(np.uint8)).convert("P")
    palette.putpalette([9, 9, 9, 9, 9, 9])
    assert close_to_reference(encoded(palette, transparency=0))
    grey = Image.fromarray(np.where(mask, 0, 40).astype(np.uint8))
    assert close_to_reference(encoded(grey, transparency=40))


def test_card_with_transparent_corners() -> None:
    card = seven().convert("RGBA")
    card.paste((0, 0, 0, 0), (0, 0, 6, 6))
    card.paste((0, 0, 0, 0), (58, 58, 64, 64))
    assert close_to_reference(encoded(card))


def test_wholly_transparent_is_blank() -> None:
    assert normalize_picture(encoded(Image.new("RGBA", (30, 30), (10, 200, 30, 0)))).image is None


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_exif_orientation_is_followed(orientation: int, name: str) -> None:
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    image = seven().convert("RGB")
    stored = image.transpose(turned[orientation]) if orientation > 1 else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert close_to_reference(encoded(stored, name, exif=exif))


def test_broken_exif_is_no_reason_to_reject() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert close_to_reference(encoded(seven(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01"))


def test_first_frame_of_a_moving_picture() -> None:
    frames = [Image.new("L", (SIDE, SIDE), 255)] * 3
    assert close_to_reference(encoded(seven(), "GIF", save_all=True, append_images=frames))
    assert close_to_reference(encoded(seven(), "WEBP", save_all=True, append_images=frames, lossless=True))


def test_large_jpeg_is_decoded_reduced() -> None:
    content = encoded(seven().resize((6400, 3200), Image.Resampling.NEAREST), "JPEG")
    assert open_picture(content).size == (1600, 800)
    assert normalize_picture(content).grey.shape == (400, 800)


def test_own_image_stays_as_it_is() -> None:
    image = seven()
    opened = open_picture(image)
    opened.putpixel((0, 0), 1)
    assert image.getpixel((0, 0)) == 255


@pytest.mark.parametrize(
    "array",
    [
        np.asarray(seven()),
        np.asarray(seven()) > 0,
        (np.asarray(seven()) > 0).astype(np.uint8),
        np.asarray(seven()).astype(np.int64),
        np.asarray(seven()) / 255,
        (np.asarray(seven()) / 255).astype(np.float32),
        np.asarray(seven().convert("RGB")),
        np.asarray(seven().convert("RGBA")),
        np.asarray(seven())[::-1][::-1],
    ],
)
def test_arrays_are_read(array: np.ndarray) -> None:
    np.testing.assert_array_equal(normalize_picture(array).image, REFERENCE)


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.zeros(5), "shape"),
        (np.zeros((2, 5, 5, 3)), "shape"),
        (np.zeros((5, 5, 2)), "shape"),
        (np.zeros((0, 5)), "no pixels"),
        (np.full((5, 5), 7.0), "outside 0..1"),
        (np.full((5, 5), np.nan), "not finite"),
        (np.full((5, 5), -1), "outside 0..255"),
        (np.full((5, 5), "x"), "uint8"),
        (np.zeros((3000, 20_000), np.uint8), "limit is"),
    ],
)
def test_arrays_that_are_no_picture(array: np.ndarray, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        normalize_picture(array)


def test_paths(tmp_path: Path) -> None:
    path = tmp_path / "a 7 – sept.png"
    path.write_bytes(encoded(seven()))
    assert close_to_reference(path)
    assert close_to_reference(str(path))


@pytest.mark.parametrize(
    ("name", "reason"), [("absent.png", "not found"), (".", "folder"), ("nul\0.png", "cannot read")]
)
def test_paths_that_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        normalize_picture(tmp_path / name)


def test_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no picture")
    with pytest.raises(PictureError, match=r"notes\.txt is not an image.*PNG"):
        normalize_picture(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\0", "not an image"),
        (b"hello, world", "not an image"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (encoded(seven(), "TIFF"), "TIFF"),
        (encoded(seven(), "PPM"), "not an image"),
        (encoded(seven(), "ICO"), "icon"),
        (None, "NoneType"),
    ],
)
def test_what_is_not_read(content: object, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        normalize_picture(content)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(60_000, 60_000), (7072, 7072), (2**31 - 1, 1)])
def test_pixel_limit_comes_before_decoding(size: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match="limit is"):
        normalize_picture(png_of_size(*size))


def test_own_pixel_limit() -> None:
    assert normalize_picture(encoded(seven()), SIDE * SIDE).image is not None
    with pytest.raises(PictureError, match=r"64 x 64 pixels; the limit is 4,095"):
        normalize_picture(encoded(seven()), SIDE * SIDE - 1)
    with pytest.raises(PictureError, match="limit is"):
        normalize_picture(seven(), SIDE * SIDE - 1)


def test_text_bomb() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("bomb", "a" * 50_000_000, zip=True)
    with pytest.raises(PictureError):
        normalize_picture(encoded(seven(), pnginfo=text))


@pytest.mark.parametrize("name", FORMATS)
def test_cut_short_anywhere_is_rejected_or_read(name: str) -> None:
    """At every length: a clear error, or the picture (where only an end mark is missing); nothing leaks out."""
    content = encoded(seven(), name)
    rejected = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for length in range(0, len(content), max(1, len(content) // 300)):
            try:
                normalize_picture(content[:length])
            except PictureError:
                rejected += 1
        with pytest.raises(PictureError, match="damaged or incomplete"):
            normalize_picture(content[: len(content) * 2 // 3])
    assert rejected > 100


@pytest.mark.parametrize("name", FORMATS)
def test_flipped_bits_raise_nothing_else(name: str) -> None:
    content = encoded(seven(), name)
    random = np.random.default_rng(7)
    rejected = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(300):
            damaged = bytearray(content)
            for place in random.integers(0, len(damaged), 3):
                damaged[place] ^= 1 << int(random.integers(8))
            try:
                normalize_picture(bytes(damaged), max_pixels=1_000_000)
            except PictureError:
                rejected += 1
    assert 0 < rejected < 300
