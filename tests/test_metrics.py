"""The figures are those that textbooks and other libraries give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits import metrics


@pytest.mark.parametrize(
    ("errors", "images", "low", "high"),
    [
        (18, 10_000, 0.0010671, 0.0028433),
        (0, 100, 0.0, 0.0362167),
        (100, 100, 0.9637833, 1.0),
        (1, 10, 0.0025286, 0.4450161),
    ],
)
def test_interval_is_clopper_and_pearsons(errors: int, images: int, low: float, high: float) -> None:
    assert metrics.error_interval(errors, images) == pytest.approx((low, high), abs=2e-7)


@given(st.integers(1, 20_000).flatmap(lambda images: st.tuples(st.integers(0, images), st.just(images))))
def test_interval_holds_the_rate(counts: tuple[int, int]) -> None:
    low, high = metrics.error_interval(*counts)
    assert 0 <= low <= counts[0] / counts[1] <= high <= 1


@pytest.mark.parametrize(("errors", "images"), [(-1, 10), (11, 10), (0, 0)])
def test_impossible_counts_are_rejected(errors: int, images: int) -> None:
    with pytest.raises(ValueError, match="errors in"):
        metrics.error_interval(errors, images)


def test_softmax_is_the_courses_example() -> None:
    found = metrics.softmax(np.array([1, 3, 2.5, 5, 4, 2]))
    np.testing.assert_allclose(found, [0.01, 0.08, 0.05, 0.60, 0.22, 0.03], atol=0.006)


def test_softmax_bears_large_logits() -> None:
    assert metrics.softmax(np.array([1e4, 0.0])).tolist() == [1.0, 0.0]


def test_confusion_and_report() -> None:
    labels = np.array([0, 0, 0, 1, 1, 2])
    read = np.array([0, 0, 1, 1, 1, 0])
    confusion = metrics.confusion_matrix(read, labels)
    assert confusion.sum() == 6
    assert confusion[0, 1] == 1
    assert confusion[2, 0] == 1
    report = metrics.classification_report(confusion)
    assert report[0] == metrics.Scores(2 / 3, 2 / 3, 2 / 3, 3)
    assert report[1].recall == 1
    assert report[2] == metrics.Scores(0, 0, 0, 1)
    assert report[9].support == 0


def test_cross_entropy_of_an_even_guess_is_ln_10() -> None:
    assert metrics.cross_entropy(np.full((4, 10), 0.1), np.array([0, 3, 5, 9])) == pytest.approx(np.log(10))


def overconfident(count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Logits drawn so that the labels follow softmax(logits / 3)."""
    generator = np.random.default_rng(0)
    logits = generator.normal(0, 6, (count, 10))
    uniform = generator.random((count, 1))
    labels = (np.cumsum(metrics.softmax(logits, 3.0), axis=1) < uniform).sum(axis=1)
    return logits, np.minimum(labels, 9)


def test_temperature_is_found_again_and_calibrates() -> None:
    logits, labels = overconfident()
    temperature = metrics.fit_temperature(logits, labels)
    assert temperature == pytest.approx(3.0, rel=0.03)
    before = metrics.expected_calibration_error(metrics.softmax(logits), labels)
    after = metrics.expected_calibration_error(metrics.softmax(logits, temperature), labels)
    assert before > 0.2
    assert after < 0.02


@pytest.mark.parametrize("coverage", [0.9, 0.99])
def test_candidates_hold_the_truth_as_often_as_promised(coverage: float) -> None:
    logits, labels = overconfident(40_000)
    probabilities = metrics.softmax(logits, 3.0)
    threshold = metrics.conformal_threshold(probabilities[:20_000], labels[:20_000], coverage)
    held = probabilities[np.arange(20_000, 40_000), labels[20_000:]] >= threshold
    assert held.mean() == pytest.approx(coverage, abs=0.005)


def test_too_few_images_for_the_coverage_leave_no_digit_out() -> None:
    assert metrics.conformal_threshold(np.full((10, 10), 0.1), np.zeros(10, int), 0.99) == 0


def test_an_interval_by_writer_is_wider_where_errors_belong_to_few_writers() -> None:
    writers = np.repeat(np.arange(50), 40)
    spread, one_hand = np.zeros(2000, np.bool_), np.zeros(2000, np.bool_)
    spread[::40] = True
    one_hand[:40], one_hand[400:410] = True, True
    exact = metrics.error_interval(50, 2000)
    assert metrics.error_interval_by_writer(spread, writers) == pytest.approx((0.025, 0.025))
    low, high = metrics.error_interval_by_writer(one_hand, writers)
    assert low < exact[0] < exact[1] < high


def test_writers_are_drawn_within_their_stratum() -> None:
    writers, wrong = np.repeat(np.arange(20), 10), np.repeat([True, False], 100)
    low, high = metrics.error_interval_by_writer(wrong, writers)
    assert low < 0.35
    assert high > 0.65
    assert metrics.error_interval_by_writer(wrong, writers, strata=writers // 10) == (0.5, 0.5)


def test_an_interval_by_writer_agrees_with_a_slow_bootstrap() -> None:
    chance = np.random.default_rng(3)
    writers = chance.integers(0, 30, 900)
    wrong = chance.random(900) < chance.beta(1, 8, 30)[writers]
    rates = []
    for _ in range(2000):
        drawn = chance.integers(0, 30, 30)
        rows = np.concatenate([np.flatnonzero(writers == writer) for writer in drawn])
        rates.append(wrong[rows].mean())
    expected = np.quantile(rates, (0.025, 0.975))
    np.testing.assert_allclose(metrics.error_interval_by_writer(wrong, writers), expected, atol=0.006)


def test_an_interval_by_writer_without_errors_is_the_exact_one() -> None:
    nothing = np.zeros(300, np.bool_)
    assert metrics.error_interval_by_writer(nothing, np.arange(300)) == metrics.error_interval(0, 300)


@pytest.mark.parametrize("lengths", [(0, 0), (3, 2)])
def test_an_interval_by_writer_wants_a_writer_for_every_image(lengths) -> None:
    wrong, writers = np.zeros(lengths[0], np.bool_), np.zeros(lengths[1], np.int64)
    with pytest.raises(ValueError, match="every image"):
        metrics.error_interval_by_writer(wrong, writers)


@pytest.mark.parametrize(("one", "other", "expected"), [(0, 0, 1), (5, 5, 1), (0, 10, 2 / 1024), (20, 13, 0.2962)])
def test_mcnemar_is_the_exact_two_sided_test(one: int, other: int, expected: float) -> None:
    assert metrics.mcnemar_p(one, other) == pytest.approx(expected, abs=1e-4)
    assert metrics.mcnemar_p(other, one) == metrics.mcnemar_p(one, other)


def test_the_interval_of_a_difference_may_hold_zero() -> None:
    writers = np.repeat(np.arange(40), 5)
    better, same = np.full(200, -0.1), np.tile([1.0, -1.0], 100)
    assert metrics.mean_interval_by_writer(better, writers) == pytest.approx((-0.1, -0.1))
    low, high = metrics.mean_interval_by_writer(same, writers)
    assert low < 0 < high
