"""Augmented images are the same digits, varied as far as was asked and repeatably."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digits.lab.augment import Augmentation, augment

ALL = Augmentation(rotation=15, shift=2.5, scale=0.15, shear=0.2, elastic=1.0)


def blob(row: float = 13.5, column: float = 13.5, spread: float = 3.0) -> np.ndarray:
    grid = np.arange(28)
    bump = np.exp(-((grid - row)[:, None] ** 2 + (grid - column)[None] ** 2) / (2 * spread**2))
    return (255 * bump).astype(np.uint8)


def centre(image: np.ndarray) -> np.ndarray:
    grid = np.arange(28)
    return np.array([(image.sum(axis=1) * grid).sum(), (image.sum(axis=0) * grid).sum()]) / image.sum()


def chance(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_nothing_asked_changes_nothing(training) -> None:
    images = training.images[:50]
    np.testing.assert_allclose(augment(images, Augmentation(), chance()), images, atol=0.05)


def test_the_same_chance_gives_the_same_images(training) -> None:
    images = training.images[:20]
    np.testing.assert_array_equal(augment(images, ALL, chance(3)), augment(images, ALL, chance(3)))
    assert np.abs(augment(images, ALL, chance(3)) - augment(images, ALL, chance(4))).max() > 100


def test_images_of_a_batch_vary_each_by_itself() -> None:
    varied = augment(np.stack([blob()] * 8), ALL, chance())
    assert len({image.tobytes() for image in varied}) == 8


def test_a_shift_moves_the_centre_as_far_as_asked() -> None:
    varied = augment(np.stack([blob()] * 400), Augmentation(shift=3), chance())
    moved = np.array([centre(image) for image in varied]) - 13.5
    assert np.abs(moved).max() <= 3.1
    assert np.abs(moved).max(axis=0) == pytest.approx([3, 3], abs=0.15)
    assert moved.mean(axis=0) == pytest.approx([0, 0], abs=0.25)


def test_a_rotation_turns_about_the_centre_as_far_as_asked() -> None:
    varied = augment(np.stack([blob(13.5, 21.5, 2)] * 400), Augmentation(rotation=20), chance())
    offsets = np.array([centre(image) for image in varied]) - 13.5
    angles = np.rad2deg(np.arctan2(offsets[:, 0], offsets[:, 1]))
    assert np.abs(angles).max() == pytest.approx(20, abs=1)
    assert np.hypot(*offsets.T) == pytest.approx(np.full(400, 8), abs=0.2)


def test_a_scale_changes_the_distance_from_the_centre() -> None:
    varied = augment(np.stack([blob(13.5, 20.5, 2)] * 400), Augmentation(scale=0.2), chance())
    distances = np.array([centre(image)[1] for image in varied]) - 13.5
    assert distances.min() == pytest.approx(7 * 0.7, abs=0.4)
    assert distances.max() == pytest.approx(7 * 1.3, abs=0.4)


def test_the_elastic_field_moves_points_by_its_standard_deviation() -> None:
    varied = augment(np.stack([blob(spread=1.5)] * 2000), Augmentation(elastic=1.5), chance())
    moved = np.array([centre(image) for image in varied]) - 13.5
    assert moved.std(axis=0) == pytest.approx([1.5, 1.5], rel=0.15)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 180), st.floats(0, 30), st.floats(0, 0.6), st.floats(0, 2), st.floats(0, 10), st.integers(1, 12))
def test_any_amounts_give_finite_pixels_in_range(rotation, shift, scale, shear, elastic, cells) -> None:
    how = Augmentation(rotation, shift, scale, shear, elastic, cells)
    varied = augment(np.full((3, 28, 28), 255, np.uint8), how, chance())
    assert varied.dtype == np.float32
    assert varied.min() >= 0
    assert varied.max() <= 255.001


@pytest.mark.parametrize("amounts", [{"rotation": -1}, {"elastic": -0.1}, {"scale": 1.0}])
def test_amounts_without_sense_are_refused(amounts: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(amounts))):
        Augmentation(**amounts)
