"""Ink is told from paper by evidence: polarity, colour, light, noise, specks, blanks."""

import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from digits import mnist
from digits.image import normalize_picture

Bytes = npt.NDArray[np.uint8]


def five(width: int = 22) -> Bytes:
    """A 5 drawn on (280, 280), 255 = ink."""
    image = Image.new("L", (280, 280))
    draw = ImageDraw.Draw(image)
    draw.line([(190, 60), (100, 60), (95, 130), (150, 120), (185, 160), (160, 210), (95, 215)], 255, width, "curve")
    return np.array(image)


INK = five()
REFERENCE = normalize_picture(255 - INK).image


def picture(paper: tuple[int, int, int], colour: tuple[int, int, int], ink: Bytes = INK) -> npt.NDArray[np.float64]:
    share = ink[..., None] / 255
    return np.array(paper) * (1 - share) + np.array(colour) * share


def as_bytes(values: npt.NDArray[np.float64]) -> Bytes:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def jpeg(values: Bytes, quality: int = 75) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def difference(source: Bytes | bytes, reference: Bytes | None = REFERENCE) -> float:
    field = normalize_picture(source).image
    assert field is not None
    assert reference is not None
    return float(np.abs(field.astype(int) - reference).mean())


COLOURS = [
    ((255, 255, 255), (0, 0, 0)),
    ((0, 0, 0), (255, 255, 255)),
    ((255, 255, 255), (30, 60, 200)),
    ((255, 255, 255), (255, 230, 0)),
    ((250, 240, 180), (200, 30, 30)),
    ((20, 90, 40), (240, 240, 220)),
    ((120, 120, 120), (150, 120, 90)),
    ((0, 128, 0), (255, 52, 0)),
    ((200, 200, 200), (190, 190, 190)),
]


@pytest.mark.parametrize(("paper", "colour"), COLOURS)
def test_any_colour_on_any_other(paper: tuple[int, int, int], colour: tuple[int, int, int]) -> None:
    assert difference(as_bytes(picture(paper, colour))) < 3


@pytest.mark.parametrize(("paper", "colour"), COLOURS[:6])
@pytest.mark.parametrize("quality", [30, 75, 95])
def test_jpeg(paper: tuple[int, int, int], colour: tuple[int, int, int], quality: int) -> None:
    assert difference(jpeg(as_bytes(picture(paper, colour)), quality)) < 9


@pytest.mark.parametrize(("paper", "colour"), [COLOURS[0], COLOURS[1], COLOURS[4], COLOURS[5]])
def test_uneven_light_and_noise(paper: tuple[int, int, int], colour: tuple[int, int, int]) -> None:
    light = 0.65 + 0.3 * np.linspace(0, 1, 280)[None, :, None] + 0.1 * np.linspace(0, 1, 280)[:, None, None] ** 2
    noise = np.random.default_rng(3).normal(0, 4, (280, 280, 1))
    photo = as_bytes((picture(paper, colour) + 20) * light + noise)
    assert difference(photo) < 7
    assert difference(jpeg(photo)) < 7


def test_ink_of_several_colours() -> None:
    colours = as_bytes(picture((255, 255, 255), (200, 0, 0)))
    colours[140:] = as_bytes(picture((255, 255, 255), (0, 0, 200)))[140:]
    assert difference(colours) < 4


@pytest.mark.parametrize("inverse", [False, True])
@pytest.mark.parametrize("margin", [1, 2, 4, 20])
def test_cropped_to_the_ink(test_split: mnist.Split, inverse: bool, margin: int) -> None:
    """Digits that fill the picture, from one pixel of paper around them on, either way round."""
    wrong = 0
    for image in test_split.images[:300]:
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        cropped = np.pad(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], margin)
        ink = normalize_picture(255 - cropped if inverse else cropped).ink
        wrong += int(np.abs(ink.astype(int) - cropped).mean() > 20)
    assert wrong == 0


def test_digit_touching_the_border() -> None:
    rows, columns = np.flatnonzero(INK.any(1)), np.flatnonzero(INK.any(0))
    cropped = INK[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert difference(255 - cropped) < 1
    assert difference(cropped) < 1


def test_specks_do_not_stretch_the_box() -> None:
    page = np.full((700, 900), 255, np.uint8)
    page[300:580, 400:680] = 255 - INK
    page[20:23, 30:33] = 0
    page[690:692, 880:882] = 90
    assert difference(page) == 0


def test_parts_of_a_digit_are_no_specks() -> None:
    page = 255 - INK
    page[20:34, 120:134] = 0
    box = normalize_picture(page).digit.box  # type: ignore[union-attr]
    assert box is not None
    assert box[1] == 20


@pytest.mark.parametrize("width", [1, 2, 3])
def test_fine_pen_on_a_large_page(width: int) -> None:
    """A line of one pixel ends as dark and nearly as wide as MNIST's, not as a chain of faint pixels."""
    image = Image.new("L", (1000, 1000), 255)
    ImageDraw.Draw(image).line([(300, 150), (700, 150), (420, 850)], 0, width)
    scaled = normalize_picture(image).digit.scaled  # type: ignore[union-attr]
    assert scaled is not None
    assert scaled.max(1).min() > 200
    assert 50 < (scaled > 100).sum() < 110


@pytest.mark.parametrize("level", [0, 1, 128, 254, 255])
def test_even_picture_is_blank(level: int) -> None:
    for array in (np.full((1, 1), level, np.uint8), np.full((40, 30, 3), level, np.uint8)):
        result = normalize_picture(array)
        assert result.digit is None
        assert not result.ink.any()
    assert normalize_picture(jpeg(np.full((300, 200), level, np.uint8))).image is None


@pytest.mark.parametrize("noise", [0.5, 1, 2, 3, 4, 6])
@pytest.mark.parametrize("slope", [0, 60])
def test_noisy_or_shaded_paper_is_blank(noise: float, slope: float) -> None:
    random = np.random.default_rng(5)
    shade = slope * np.linspace(-1, 1, 400)[None, :, None]
    paper = as_bytes(170 + shade + random.normal(0, noise, (300, 400, 3)))
    assert normalize_picture(paper).image is None
    assert normalize_picture(paper[..., 0]).image is None
    for quality in (20, 40, 60, 75, 90):
        assert normalize_picture(jpeg(paper, quality)).image is None


@pytest.mark.parametrize("noise", [2, 4])
def test_pencil_on_noisy_paper_is_not_blank(noise: float) -> None:
    random = np.random.default_rng(6)
    pencil = picture((200, 200, 195), (160, 160, 160)) + random.normal(0, noise, (280, 280, 1))
    assert difference(as_bytes(pencil)) < 14
    assert difference(jpeg(as_bytes(pencil), 80)) < 14


def test_many_separate_dots_are_ink() -> None:
    """Ink in pieces all alike: none is a speck beside another."""
    page = np.full((400, 400), 255, np.uint8)
    for shift in range(4):
        page[20 + shift : 380 : 8, 20:380:8] = page[20:380:8, 20 + shift : 380 : 8] = 0
    box = normalize_picture(page).digit.box  # type: ignore[union-attr]
    assert box is not None
    assert min(box[2] - box[0], box[3] - box[1]) > 350


def test_shaded_paper_without_noise_is_blank() -> None:
    ramp = np.linspace(80, 220, 500)[None, :] + np.linspace(-20, 20, 300)[:, None]
    assert normalize_picture(as_bytes(ramp)).image is None


def test_grey_is_the_picture_as_seen() -> None:
    result = normalize_picture(as_bytes(picture((255, 0, 0), (0, 0, 255))))
    assert result.grey.shape == result.ink.shape == (280, 280)
    assert result.grey[0, 0] == 76
    assert result.ink[0, 0] == 0
