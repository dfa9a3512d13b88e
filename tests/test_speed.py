"""Reading takes little more time than its networks: ratios within one run, of the fastest of many turns."""

import io
import time
from collections.abc import Callable

import numpy as np
import pytest
from benchmarks.pictures import seven
from PIL import Image

from digits import Recognizer, detector, rejection
from digits.exemplars import exemplars

TURNS = 150


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer()


def ratio(work: Callable[[], object], floor: Callable[[], object], turns: int = TURNS) -> float:
    """How many times as long as the floor the work takes, each at its fastest."""
    fastest = [np.inf, np.inf]
    for _ in range(turns):
        for place, call in enumerate((work, floor)):
            start = time.perf_counter()
            call()
            fastest[place] = min(fastest[place], time.perf_counter() - start)
    return fastest[0] / fastest[1]


def networks(recognizer: Recognizer, count: int = 1) -> Callable[[], object]:
    """The two networks that see each digit, on `count` images."""
    images = np.random.default_rng(0).uniform(0, 255, (count, 28, 28, 1)).astype(np.float32)
    sessions = (recognizer.classifier.network, rejection.shared().network)
    return lambda: [network(images) for network in sessions]


def test_an_array(recognizer: Recognizer) -> None:
    image = exemplars().images[7]
    assert ratio(lambda: recognizer.read(image), networks(recognizer)) < 3.5  # 1.9


def test_a_batch_of_arrays(recognizer: Recognizer) -> None:
    images = exemplars().images[:64]
    assert ratio(lambda: recognizer.read_images(images), networks(recognizer, 64), 20) < 1.5  # 1.07


def test_a_picture(recognizer: Recognizer) -> None:
    picture, page = seven(), np.zeros((56, 56), np.uint8)

    def floor() -> None:
        np.asarray(Image.open(io.BytesIO(picture)))
        detector.shared().outputs(page)
        networks(recognizer)()

    assert ratio(lambda: recognizer.read(picture), floor) < 4.5  # 2.5
