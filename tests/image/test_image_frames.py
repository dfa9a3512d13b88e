"""The printed box of a form is taken away; what was written is not, even where it has four straight sides."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digits import mnist
from digits.image import normalize_picture
from digits.image.frames import without_frame
from digits.recognizer import Recognizer


def page(*boxes: tuple[int, int, int, int], width: int = 3, turned: float = 0) -> np.ndarray:
    """Ink of the outlines of boxes: left, top, right, bottom."""
    picture = Image.new("L", (400, 300))
    for box in boxes:
        ImageDraw.Draw(picture).rectangle(box, outline=255, width=width)
    return np.asarray(picture.rotate(turned, Image.Resampling.BICUBIC))


def digit(ink: np.ndarray, place: tuple[int, int], image: np.ndarray, side: int = 140) -> np.ndarray:
    """The ink with a digit in it."""
    written = ink.copy()
    there = written[place[1] : place[1] + side, place[0] : place[0] + side]
    np.maximum(there, np.asarray(Image.fromarray(image).resize((side, side))), out=there)
    return written


@pytest.mark.parametrize("width", [1, 3, 8])
@pytest.mark.parametrize("turned", [0, 2, -3])
def test_the_box_goes_and_the_digit_stays(training: mnist.Split, width: int, turned: float) -> None:
    frame = page((100, 40, 300, 240), width=width, turned=turned)
    for image in training.images[:20]:
        cleaned = without_frame(digit(frame, (130, 70), image))
        alone = digit(np.zeros_like(frame), (130, 70), image)
        assert np.abs(cleaned.astype(int) - alone).mean() < 0.25


def test_the_walls_of_a_comb_go_too(training: mnist.Split) -> None:
    comb = page((20, 60, 140, 200), (140, 60, 260, 200), (260, 60, 380, 200))
    ones = training.images[training.labels == 1]
    written, alone = comb, np.zeros_like(comb)
    for cell in range(3):
        written = digit(written, (30 + 120 * cell, 80), ones[cell], 100)
        alone = digit(alone, (30 + 120 * cell, 80), ones[cell], 100)
    assert np.abs(without_frame(written).astype(int) - alone).mean() < 0.25


def test_a_box_with_nothing_in_it_was_written() -> None:
    zero = page((100, 40, 220, 240), width=14)
    assert without_frame(zero) is zero
    barred = zero.copy()
    barred[130:144, 100:220] = 255  # an 8 of straight lines
    assert without_frame(barred) is barred


def test_what_mnist_has_is_left_alone(training: mnist.Split) -> None:
    for image in training.images[:300]:
        large = np.asarray(Image.fromarray(image).resize((140, 140), Image.Resampling.BICUBIC))
        assert without_frame(large) is large


@pytest.mark.parametrize("level", [40, 130])
def test_boxed_digits_are_read(training: mnist.Split, level: int) -> None:
    recognizer, right = Recognizer(), 0
    frame = page((100, 40, 300, 240))
    for image, label in zip(training.images[:40], training.labels[:40], strict=True):
        ink = digit(np.zeros_like(frame), (130, 70), image)
        picture = np.minimum(255 - ink, np.where(frame > 0, level, 255).astype(np.uint8))
        normalization = normalize_picture(Image.fromarray(picture))
        assert normalization.source.lines is not None
        right += recognizer.read_normalized(normalization).digit == label
    assert right >= 38
