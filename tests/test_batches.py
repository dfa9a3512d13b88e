"""Many pictures: in order, as single readings are, with little in memory."""

import io
import itertools
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from digits import Recognizer
from digits.batches import BATCH
from digits.cores import core_count
from digits.exemplars import exemplars
from digits.image import PictureError, normalize_picture
from digits.image.normalize import DigitImage
from normal_form import assert_form

Bytes = npt.NDArray[np.uint8]


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer()


@pytest.fixture(scope="module")
def images() -> Bytes:
    """MNIST's training images that come with the package, (N, 28, 28)."""
    return exemplars().images


def png(image: Bytes) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def test_many_are_read_as_one_by_one(recognizer: Recognizer, images: Bytes) -> None:
    kinds = (lambda image: image, lambda image: 255 - image, png, lambda image: Image.fromarray(255 - image))
    pictures = [make(image) for image, make in zip(images[:150], itertools.cycle(kinds))]
    page = np.hstack([np.pad(255 - image, 12, constant_values=255) for image in images[:3]])
    pictures[70:70] = [page, np.zeros((28, 28), np.uint8), np.full((60, 60), 255, np.uint8), images[5] / 255.0]
    for picture, many in zip(pictures, recognizer.read_many(pictures), strict=True):
        one = recognizer.read(picture)
        assert (one.text, one.verdict, one.candidates) == (many.text, many.verdict, many.candidates)
        assert one.probabilities == pytest.approx(many.probabilities, abs=1e-6)
        np.testing.assert_array_equal(one.ink, many.ink)


def test_what_cannot_be_read_is_an_error_in_its_place(recognizer: Recognizer, images: Bytes) -> None:
    pictures: list[Bytes | bytes] = [*images[:100], b"no picture", *images[100:150]]
    results = list(recognizer.read_each(pictures))
    assert [place for place, one in enumerate(results) if isinstance(one, PictureError)] == [100]
    with pytest.raises(PictureError, match=r"^picture 100: .*not an image"):
        recognizer.read_many(pictures)


def test_pictures_are_taken_as_readings_are_asked_for(recognizer: Recognizer, images: Bytes) -> None:
    taken = 0

    def endless() -> Iterator[Bytes]:
        nonlocal taken
        for image in itertools.cycle(images):
            taken += 1
            yield image

    readings = recognizer.read_each(endless())
    for _ in range(200):
        next(readings)
    assert taken <= 200 + (2 * core_count() + 2) * BATCH
    readings.close()


def test_normalized_images_stay_as_they_are(images: Bytes) -> None:
    for picture in (images[3], 255 - images[3], png(images[3])):
        result = normalize_picture(picture)
        assert isinstance(result.source, DigitImage)
        np.testing.assert_array_equal(result.image, images[3])
        assert_form(result)


@pytest.mark.parametrize("moved", [(1, 0), (0, -1)])
def test_a_small_picture_that_is_not_normalized_is(images: Bytes, moved: tuple[int, int]) -> None:
    result = normalize_picture(png(np.roll(images[3], moved, (0, 1))))
    assert not isinstance(result.source, DigitImage)
    np.testing.assert_array_equal(result.image, images[3])
