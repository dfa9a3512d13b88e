"""Every baseline keeps the promises of a baseline, by its mere presence; and each does what its docstring says."""

import dataclasses
from functools import cache

import joblib
import numpy as np
import pytest
from scipy.ndimage import convolve

from digits import mnist
from digits.lab import baselines
from digits.lab.baselines import knn_deformation, random_forest, svm
from digits.lab.networks.common.published import Published
from digits.lab.training.settings_parser import SettingError

NAMES = baselines.names()
BRIEF = {"knn_deformation": {"candidates": 30}, "random_forest": {"trees": 30}}
ERRORS = {"knn_deformation": 0.09, "svm": 0.09}
FAR_FROM_CHANCE = 0.3


@cache
def fitted(name: str, images: int = 1500, **settings) -> baselines.Classifier:
    module, training = baselines.baseline(name), mnist.load("train")
    changed = dataclasses.replace(module.SETTINGS, **BRIEF.get(name, {}), **settings)
    return module.fit(training.images[:images], training.labels[:images], changed)


def error(classifier: baselines.Classifier, training: mnist.Split) -> float:
    some = slice(50_000, 50_300)
    return float((classifier.probabilities(training.images[some]).argmax(axis=1) != training.labels[some]).mean())


def test_the_baselines_are_found() -> None:
    assert {"knn_deformation", "pairwise_linear", "random_forest", "svm"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_baseline_says_what_it_is_and_describes_its_settings(name: str) -> None:
    module = baselines.baseline(name)
    assert module.__doc__.partition("\n")[0].endswith(".")
    assert isinstance(module.PUBLISHED, Published)
    assert isinstance(module.SETTINGS, module.Settings)
    for field in dataclasses.fields(module.Settings):
        assert f"\n        {field.name}: " in module.Settings.__doc__


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_learns_and_answers_with_probabilities_that_survive_being_saved(name: str, training, tmp_path) -> None:
    classifier = fitted(name)
    images = training.images[50_000:50_040]
    answers = classifier.probabilities(images)
    assert answers.shape == (40, 10)
    assert answers.dtype == np.float64
    assert np.isfinite(answers).all()
    assert (answers >= 0).all()
    np.testing.assert_allclose(answers.sum(axis=1), 1)
    joblib.dump(classifier, tmp_path / "fitted.joblib")
    again = joblib.load(tmp_path / "fitted.joblib").probabilities(images)
    np.testing.assert_array_equal(again, answers)
    assert error(classifier, training) < ERRORS.get(name, FAR_FROM_CHANCE)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_fitted_twice_and_asked_one_by_one_it_answers_the_same(name: str, training) -> None:
    images = training.images[50_000:50_010]
    first, second = fitted(name, images=500), fitted.__wrapped__(name, images=500)
    answers = first.probabilities(images)
    np.testing.assert_array_equal(second.probabilities(images), answers)
    singly = np.concatenate([first.probabilities(images[i : i + 1]) for i in range(len(images))])
    np.testing.assert_allclose(singly, answers, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_blank_image_and_a_full_one_have_probabilities_too(name: str, training) -> None:
    images = np.stack([np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)])
    np.testing.assert_allclose(fitted(name, images=500).probabilities(images).sum(axis=1), 1)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("knn_deformation", {"neighbours": 0}),
        ("knn_deformation", {"neighbours": 31}),
        ("knn_deformation", {"warp": -1}),
        ("pairwise_linear", {"ridge": 0.0}),
        ("pairwise_linear", {"gain": float("nan")}),
        ("random_forest", {"pixels": 785}),
        ("random_forest", {"trees": 0}),
        ("svm", {"C": 0.0}),
        ("svm", {"components": 785}),
    ],
)
def test_settings_out_of_range_are_rejected_by_name(name: str, wrong: dict[str, float]) -> None:
    with pytest.raises(
        SettingError, match=f"{next(iter(wrong))} is out of range: it must be .*, not {next(iter(wrong.values()))}"
    ):
        dataclasses.replace(baselines.baseline(name).SETTINGS, **BRIEF.get(name, {}) | wrong)


def test_another_seed_grows_another_forest(training) -> None:
    images = training.images[50_000:50_020]
    one, other = (fitted("random_forest", 500, seed=seed).probabilities(images) for seed in (1, 2))
    assert (one != other).any()


@pytest.mark.slow
def test_a_pairwise_unit_solves_its_least_squares(training) -> None:
    classifier = fitted("pairwise_linear", ridge=0.5)
    for evidence in ("sum", "tanh", "vote"):
        settings = dataclasses.replace(classifier.settings, evidence=evidence)
        assert error(dataclasses.replace(classifier, settings=settings), training) < 0.4
    labels = training.labels[:1500]
    of_two = training.images[:1500][(labels == 3) | (labels == 8)].reshape(-1, 784) / 255
    inputs = np.append(of_two, np.ones((len(of_two), 1)), axis=1)
    targets = np.where(labels[(labels == 3) | (labels == 8)] == 3, 1.0, -1.0)
    unit = classifier.weights[3, 8]
    downhill = inputs.T @ (inputs @ unit - targets) + 0.5 * unit
    np.testing.assert_allclose(downhill, 0, atol=1e-2)
    np.testing.assert_array_equal(classifier.weights[8, 3], -unit)


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{"kernel": "poly", "gamma": 0.05}, {"deslant": False}])
def test_the_machines_learn_with_other_settings(settings, training) -> None:
    assert error(fitted("svm", **settings), training) < 0.12


def test_the_machines_reject_too_few_images(training) -> None:
    with pytest.raises(SettingError, match="30 images do not do"):
        fitted("svm", images=30)


def test_a_digit_that_was_never_shown_has_no_probability(training) -> None:
    few = training.labels[:800] < 6
    images, labels = training.images[:800][few], training.labels[:800][few]
    for module, settings in ((svm, svm.SETTINGS), (random_forest, random_forest.Settings(trees=10))):
        answers = module.fit(images, labels, settings).probabilities(training.images[:20])
        np.testing.assert_array_equal(answers[:, 6:], 0)


def test_deslanting_sets_a_leaning_line_upright_and_leaves_an_upright_one(training) -> None:
    leaning, upright = np.zeros((2, 28, 28), np.uint8)
    for row in range(6, 22):
        leaning[row, 20 - row // 2 : 23 - row // 2] = 200
    upright[6:22, 13:16] = 200
    set_upright, left = svm.deslanted(np.stack([leaning, upright]))
    np.testing.assert_allclose(left, upright)
    columns = [row @ np.arange(28) / row.sum() for row in set_upright[7:21]]
    assert np.ptp(columns) < 0.6
    np.testing.assert_allclose(set_upright.sum(), leaning.sum(), rtol=1e-3)


def test_gradients_are_sobels(training) -> None:
    image = training.images[7].astype(float)
    smooth, slope = np.array([1, 2, 1]), np.array([1, 0, -1])
    across = convolve(image, np.outer(smooth, slope), mode="constant")
    down = convolve(image, np.outer(slope, smooth), mode="constant")
    steepest = 255 * np.sqrt(20)
    found = knn_deformation.gradients(training.images[7:8])[0]
    np.testing.assert_allclose(found * steepest / knn_deformation.STEPS, [across, down], atol=0.51 * steepest / 40)
    rooted = knn_deformation.gradients(training.images[7:8], "root")[0].astype(float)
    length = np.hypot(across, down) / steepest
    np.testing.assert_allclose(np.hypot(*rooted), 40 * np.sqrt(length), atol=0.75)


def test_the_steepest_gradients_do_not_overflow() -> None:
    steep = np.zeros((1, 28, 28), np.uint8)
    steep[0, 12, 12:14] = steep[0, 13, 13] = steep[0, 14, 13] = steep[0, 14, 12] = 255
    steep = np.concatenate([steep, 255 - steep, np.random.default_rng(0).choice([0, 255], (50, 28, 28))]).astype(
        np.uint8
    )
    found = knn_deformation.gradients(steep)
    assert np.hypot(found[:, 0].astype(float), found[:, 1]).max() <= knn_deformation.STEPS + 0.71
    highest = 9 * (2 * (knn_deformation.STEPS + 0.71)) ** 2
    assert highest < 2**16


def slow_distortion(query: np.ndarray, reference: np.ndarray, warp: int) -> int:
    """The model's formula, word by word."""
    _, height, width = query.shape

    def at(gradients: np.ndarray, row: int, column: int) -> np.ndarray:
        inside = 0 <= row < height and 0 <= column < width
        return gradients[:, row, column].astype(int) if inside else np.zeros(2, int)

    near = range(-warp, warp + 1)
    total = 0
    for row, column in np.ndindex(height, width):
        total += min(
            sum(
                ((at(query, row + i, column + j) - at(reference, row + down + i, column + right + j)) ** 2).sum()
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
            )
            for down in near
            for right in near
        )
    return total


@pytest.mark.parametrize("warp", [0, 1, 2])
def test_the_distortion_model_equals_plain_loops(warp: int) -> None:
    gradients = np.random.default_rng(warp).integers(-40, 41, (4, 2, 6, 5)).astype(np.int8)
    found = knn_deformation.distortion(gradients[0], gradients[1:], warp)
    assert found.tolist() == [slow_distortion(gradients[0], one, warp) for one in gradients[1:]]


def test_a_moved_image_is_near_and_the_same_image_is_at_distance_zero(training) -> None:
    image = training.images[7]
    others = [np.roll(image, shift, axis) for shift in (-1, 1) for axis in (0, 1)]
    gradients = knn_deformation.gradients(np.stack([image, *others, training.images[3]]), "root")
    same, *moved, different = knn_deformation.distortion(gradients[0], gradients, 2).astype(int)
    rigid = knn_deformation.distortion(gradients[0], gradients, 0).astype(int)[1:-1]
    assert same == 0
    assert max(moved) < 0.01 * rigid.min()
    assert max(moved) < 0.01 * different
