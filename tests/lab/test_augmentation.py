"""Augmented images are the same digits, varied as far as was asked and repeatably."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digits.lab.data.augmentation import Augmentation, augment

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


def test_the_pen_becomes_wider_and_thinner(training) -> None:
    image = training.images[0]
    varied = augment(np.stack([image] * 300), Augmentation(thickness=1), chance())
    ink = varied.sum(axis=(1, 2)) / image.sum()
    assert ink.min() < 0.8
    assert ink.max() > 1.5
    assert np.abs(np.array([centre(one) for one in varied]) - centre(image)).max() < 0.6


def test_a_stretch_changes_the_width_as_far_as_asked_and_stops_at_the_longest_side() -> None:
    narrow, wide = np.zeros((2, 28, 28), np.uint8)
    narrow[6:22, 10:18] = 255
    wide[6:22, 4:24] = 255
    narrow_widths, wide_widths = (
        augment(np.stack([image] * 300), Augmentation(stretch=0.5), chance()).sum(axis=(1, 2)) / (16 * 255)
        for image in (narrow, wide)
    )
    assert narrow_widths.min() == pytest.approx(8 * np.exp(-0.5), abs=0.3)
    assert narrow_widths.max() == pytest.approx(8 * np.exp(0.5), abs=0.3)
    assert wide_widths.max() == pytest.approx(21, abs=0.3)


def test_perspective_makes_one_edge_longer_than_the_other() -> None:
    square = np.zeros((28, 28), np.uint8)
    square[8:20, 8:20] = 255
    varied = augment(np.stack([square] * 300), Augmentation(perspective=0.2), chance()) / 255
    difference = varied[:, 17].sum(axis=1) - varied[:, 10].sum(axis=1)
    assert difference.min() < -1
    assert difference.max() > 1
    assert abs(difference.mean()) < 0.3


def test_faint_ink_fails_at_one_end_only() -> None:
    varied = augment(np.full((400, 28, 28), 200, np.uint8), Augmentation(faint=0.8), chance())
    degraded = varied[varied.min(axis=(1, 2)) < 199]
    assert 80 < len(degraded) < 160
    assert degraded.max(axis=(1, 2)) == pytest.approx(np.full(len(degraded), 200), abs=1)
    assert degraded.min() == pytest.approx(200 * 0.2, abs=5)


def test_a_gap_is_a_straight_line_of_paper_as_wide_as_asked() -> None:
    varied = augment(np.full((400, 28, 28), 255, np.uint8), Augmentation(gap=3), chance()) / 255
    lost = 28 * 28 - varied.sum(axis=(1, 2))
    assert 80 < (lost > 1).sum() < 160
    assert 60 < lost.max() < 3 * 28 * 1.5


def test_blur_keeps_the_ink_and_spreads_it() -> None:
    image = blob(spread=1.5)
    varied = augment(np.stack([image] * 300), Augmentation(blur=1), chance())
    assert varied.sum(axis=(1, 2)) == pytest.approx(np.full(300, image.sum()), rel=0.01)
    grid = np.arange(28) - 13.5
    spread = (varied.sum(axis=1) * grid**2).sum(axis=1) / image.sum()
    assert spread.max() - spread.min() == pytest.approx(1, abs=0.1)


def test_noise_is_as_strong_as_asked_and_leaves_paper_clean() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[8:20, 8:20] = 128
    varied = augment(np.stack([image] * 400), Augmentation(noise=20), chance())
    deviations = varied[:, 9:19, 9:19].std(axis=(1, 2))
    assert 15 < deviations.max() < 25
    assert 80 < (deviations > 0.5).sum() < 160
    assert not varied[:, :7].any()


def test_kinds_that_are_off_leave_the_others_as_they_were(training) -> None:
    images = training.images[:20]
    degraded = Augmentation(rotation=15, shift=2.5, scale=0.15, shear=0.2, elastic=1.0, noise=1e-6)
    np.testing.assert_allclose(augment(images, degraded, chance()), augment(images, ALL, chance()), atol=1e-2)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 180), st.floats(0, 30), st.floats(0, 0.6), st.floats(0, 2), st.floats(0, 10), st.integers(1, 12))
def test_any_amounts_give_finite_pixels_in_range(rotation, shift, scale, shear, elastic, cells) -> None:
    degradation = {
        "thickness": 1.0,
        "stretch": 1.0,
        "perspective": 0.4,
        "faint": 1.0,
        "gap": 5.0,
        "blur": 1.0,
        "noise": 90.0,
    }
    how = Augmentation(rotation, shift, scale, shear, elastic, cells, **degradation)
    varied = augment(np.full((3, 28, 28), 255, np.uint8), how, chance())
    assert varied.dtype == np.float32
    assert varied.min() >= 0
    assert varied.max() <= 255.001


@pytest.mark.parametrize(
    "amounts", [{"rotation": -1}, {"elastic": -0.1}, {"scale": 1.0}, {"blur": 2.0}, {"faint": -1.0}]
)
def test_amounts_without_sense_are_rejected(amounts: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(amounts))):
        Augmentation(**amounts)
