"""Photographs of digits: made by chance alone, and read as the digits are."""

import io

import numpy as np
import pytest
from PIL import Image

from digits import Recognizer, mnist
from digits.lab.data.synthesis import page_canvas
from digits.lab.data.synthesis.ink_degradation import photographed
from digits.lab.data.synthesis.page_canvas import Canvas, Item
from digits.lab.data.synthesis.pages import RECOGNIZABLE
from digits.lab.data.synthesis.photograph_conditions import EVERYDAY, Conditions
from digits.lab.data.synthesis.photographs import photograph


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


INK = np.zeros((28, 28), np.uint8)
INK[6:22, 13:16] = 255


def test_the_same_chance_gives_the_same_bytes() -> None:
    assert photograph(INK, generator(1)) == photograph(INK, generator(1))
    assert photograph(INK, generator(1)) != photograph(INK, generator(2))


def test_a_photograph_is_a_page_in_colour() -> None:
    with Image.open(io.BytesIO(photograph(INK, generator(3)))) as picture:
        assert picture.format == "JPEG"
        assert picture.mode == "RGB"
        assert EVERYDAY.side[0] <= max(picture.size) <= EVERYDAY.side[1]


def test_no_ink_is_rejected() -> None:
    with pytest.raises(ValueError, match="no ink"):
        photograph(np.zeros((28, 28), np.uint8), generator(1))


PAGE = {"side": (500, 600), "digit": (0.15, 0.6)}


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(**PAGE, shadow=1.0, lines=0.0, penumbra=(4.0, 10.0)),
        Conditions(**PAGE, lines=1.0, shadow=0.0),
        Conditions(**PAGE, blackboard=1.0, lines=0.0),
    ],
    ids=["shadow", "lines", "blackboard"],
)
def test_photographs_are_read_as_their_originals_are(training: mnist.Split, conditions: Conditions) -> None:
    """Of six none may change here; in development it is fewer than one in a hundred."""
    recognizer = Recognizer()
    images = training.images[100:106]
    before = recognizer.classifier.probabilities(images).argmax(1)
    after = [recognizer.read(photograph(image, generator(i), conditions)).digit for i, image in enumerate(images)]
    assert after == before.tolist()


def written_page() -> np.ndarray:
    page = np.zeros((120, 200), np.float32)
    page[30:90, 60:66] = page[30:36, 60:100] = page[84:90, 120:160] = 1
    return page


def test_the_ink_of_a_photographed_page_is_found_where_it_was_written() -> None:
    written = written_page()
    printed = np.zeros_like(written)
    printed[100:102] = 0.5
    seen = [photographed(written, printed, generator(seed)) for seed in range(8)]
    found = [ink for ink in seen if ink.any()]
    assert len(found) >= 6
    for ink in found:
        assert ink.shape == written.shape
        assert 0 <= ink.min() <= ink.max() <= 1
        assert ink[written == 1].mean() > 4 * ink[written == 0].mean()


def test_a_page_too_small_for_a_photograph_has_no_ink() -> None:
    assert not photographed(np.ones((8, 300), np.float32), np.zeros((8, 300), np.float32), generator(1)).any()


def test_what_cannot_be_seen_on_a_page_need_not_be_found() -> None:
    canvas = Canvas(generator(4))
    ink = np.zeros((40, 30), np.float32)
    ink[:, 10:16] = 1
    item = Item("1", (20.0, 20.0, 50.0, 60.0), 40.0, False, ink, (20, 20))
    empty, full = (np.zeros((canvas.height, canvas.width), np.float32) for _ in range(2))
    full[20:60, 20:50] = ink
    lost, seen = (page_canvas._cropped(item, 0, 0, page) for page in (empty, full))
    assert lost is not None
    assert seen is not None
    assert lost.visible < RECOGNIZABLE <= seen.visible
