"""Harm is the same for the same chance, grows with its strength, and leaves most digits readable when it is slight."""

from collections.abc import Callable

import numpy as np
import pytest

from digits.lab.data.synthesis.corruptions import CORRUPTIONS, STRENGTHS, corrupt
from digits.mnist import Split

MNIST_C = {
    *("shot noise", "impulse noise", "glass blur", "motion blur", "shear", "scale", "rotate", "brightness"),
    *("translate", "stripe", "fog", "spatter", "dotted line", "zigzag", "canny edges"),
}


@pytest.fixture
def harm(training: Split) -> Callable[..., np.ndarray]:
    def harm(name: str, index: int, strength: int) -> np.ndarray:
        generator = np.random.default_rng([1, index])
        return corrupt(name, training.images[index], strength, generator, training.images[index + 1])

    return harm


def test_there_are_a_dozen_and_none_is_mnist_c_s() -> None:
    assert len(CORRUPTIONS) >= 12
    assert not MNIST_C & set(CORRUPTIONS)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_harm_is_repeatable_and_grows(name: str, harm: Callable[..., np.ndarray]) -> None:
    plain = [harm(name, index, 0).astype(float) for index in range(8)]
    harmed = [[harm(name, index, strength) for index in range(8)] for strength in STRENGTHS]
    assert (harmed[2][0] == harm(name, 0, 3)).all()
    assert {(one.shape, one.dtype) for row in harmed for one in row} == {((180, 180), np.dtype(np.uint8))}
    distances = [np.mean([np.abs(one - whole).mean() for one, whole in zip(row, plain, strict=True)]) for row in harmed]
    assert 0 < distances[0] < distances[1] < distances[2]


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_ink_is_darker_than_paper_under_every_harm(name: str, harm: Callable[..., np.ndarray]) -> None:
    for strength in STRENGTHS[::2]:
        pairs = [(harm(name, index, strength), harm(name, index, 0)) for index in range(4)]
        inked = np.mean([picture[plain < 60].mean() for picture, plain in pairs])
        paper = np.mean([picture[plain > 230].mean() for picture, plain in pairs])
        assert inked < paper - 15
