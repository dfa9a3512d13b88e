"""Shadows, boards and a corner of a large page: ink is found, and nothing else."""

import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import ExifTags, Image, ImageDraw, ImageFilter

from digits.image import normalize_picture
from digits.image.background import remove_background
from digits.image.decode import decode_picture
from digits.image.ink import find_ink
from digits.image.pixels import read_pixels

Bytes = npt.NDArray[np.uint8]
SIDE = 600


def drawn(points: list[tuple[int, int]], width: int = 14, side: int = SIDE) -> Bytes:
    image = Image.new("L", (side, side))
    ImageDraw.Draw(image).line(points, 255, width, "curve")
    return np.array(image.filter(ImageFilter.GaussianBlur(1)))


SEVEN = drawn([(220, 180), (380, 180), (280, 420)])
ONE = drawn([(300, 180), (300, 420)])


def photographed(ink: Bytes, light: npt.NDArray[np.float64] | float = 1.0) -> Bytes:
    """Dark ink on cream paper, under a light, with noise."""
    page = 230 * (1 - 0.85 * ink / 255)
    noise = np.random.default_rng(4).normal(0, 3, (*ink.shape, 3))
    return np.clip((page * light)[..., None] * (1.0, 0.97, 0.88) + noise, 0, 255).astype(np.uint8)


def difference(picture: Bytes, ink: Bytes) -> float:
    found, expected = normalize_picture(picture).image, normalize_picture(255 - ink).image
    assert found is not None
    assert expected is not None
    return float(np.abs(found.astype(int) - expected).mean())


@pytest.mark.parametrize("towards", ["right", "diagonal", "corner"])
def test_hard_shadow(towards: str) -> None:
    y, x = np.mgrid[:SIDE, :SIDE]
    dark = {"right": x > 300, "diagonal": x + y > 620, "corner": x + y < 250}[towards]
    assert difference(photographed(SEVEN, np.where(dark, 0.45, 1.0)), SEVEN) < 6


def test_a_digit_in_the_corner_of_a_large_page() -> None:
    ink = np.zeros((1000, 1000), np.uint8)
    small = np.asarray(Image.fromarray(SEVEN[150:450, 150:450]).resize((60, 60), Image.Resampling.BOX))
    ink[900:960, 60:120] = small
    found = find_ink(read_pixels(decode_picture(photographed(ink))))
    assert found.box is not None
    box = found.pixels.scale * np.array(found.box)
    rows, columns = np.flatnonzero((ink > 127).any(1)), np.flatnonzero((ink > 127).any(0))
    assert np.abs(box - (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)).max() <= 3


@pytest.mark.parametrize("light", [1.0, 0.5])
def test_paper_with_a_shadow_alone_is_blank(light: float) -> None:
    nothing = np.zeros_like(SEVEN)
    shade = np.where(np.arange(SIDE) > 300, light, 1.0)[None, :] * np.ones((SIDE, 1))
    assert normalize_picture(photographed(nothing, shade)).image is None


def test_chalk_on_a_board() -> None:
    board = 255 - photographed(SEVEN, 0.9)
    assert difference(board, SEVEN) < 8


def test_the_estimated_paper_follows_the_light() -> None:
    light = np.where(np.arange(SIDE) > 300, 0.5, 1.0)[None, :] * np.ones((SIDE, 1))
    paper = remove_background(photographed(SEVEN, light)).background.astype(int)
    assert abs(paper[300, 100] - 2 * paper[300, 500]) < 12


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", [1, 3, 6])
@pytest.mark.parametrize(
    ("size", "scales"),
    [((400, 300), (1, 1)), ((1025, 601), (2, 2)), ((2049, 1025), (4, 3)), ((4100, 3007), (8, 5)), ((2000, 7), (2, 2))],
)
def test_scale_and_size_lead_back_to_the_picture_as_given(
    size: tuple[int, int], scales: tuple[int, int], name: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    buffer = io.BytesIO()
    Image.new("L", size if orientation < 5 else size[::-1], 255).save(buffer, name, exif=exif)
    page = normalize_picture(buffer.getvalue()).source
    assert (page.size, page.scale) == (size, scales[name == "PNG"])
    assert np.ceil(np.array(size) / page.scale).tolist() == list(page.ink.shape[::-1])
