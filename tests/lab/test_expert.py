"""The expert system: facts on drawn shapes, rules on drawn digits, and how far rules reach on handwriting."""

import io
from collections import Counter

import joblib
import numpy as np
import numpy.typing as npt
import pytest

from digits import mnist
from digits.image import normalize_strokes
from digits.lab.baselines import expert
from digits.lab.baselines.expert import RULES, SETTINGS, Settings, explain
from digits.lab.baselines.expert.facts import NOTHING, Facts
from digits.lab.training.settings_parser import SettingError

Stroke = list[tuple[float, float]]
PEN = 1.2


def drawn(*strokes: Stroke) -> npt.NDArray[np.uint8]:
    """Strokes on a field about ten units high, y downwards, as MNIST would hold them."""
    field = normalize_strokes(strokes, PEN).image
    assert field is not None
    return field


def facts_of(image: npt.NDArray[np.uint8], settings: Settings = SETTINGS) -> Facts:
    """What is seen of an image."""
    return explain(image, settings)[0]


def arc(x: float, y: float, across: float, down: float, begin: float = 0, end: float = 360) -> Stroke:
    """Part of an ellipse; 0 degrees is at its right, 90 at its bottom."""
    angles = np.radians(np.linspace(begin, end, 60))
    return [(x + across * float(np.cos(a)), y + down * float(np.sin(a))) for a in angles]


ZERO = drawn(arc(3, 5, 3, 5))
GAPPED_ZERO = drawn(arc(3, 5, 3, 5, -65, 260))
LINE = drawn([(0, 0), (0, 10)])
LEANING_LINE = drawn([(5, 0), (0, 10)])
TWO = drawn(arc(3, 3, 3, 3, 180, 390), [(5.6, 4.5), (0, 10), (6, 10)])
CURLED_TWO = drawn(arc(3, 2.5, 3, 2.5, 180, 380), [(5.8, 3.4), (3.5, 8)], arc(2, 8.3, 1.7, 1.5), [(3.4, 9), (7, 10)])
THREE = drawn(arc(2.5, 2.5, 3, 2.5, 190, 450), arc(2.5, 7.5, 3, 2.5, 270, 530))
OPEN_FOUR = drawn([(1, 0), (0, 6), (7, 6)], [(5, 0), (5, 10)])
CLOSED_FOUR = drawn([(5, 10), (5, 0), (0, 6), (7, 6)])
FIVE = drawn([(6, 0), (1, 0), (1, 4)], arc(2.5, 6.7, 3.3, 3.3, 240, 500))
SIX = drawn([(5, 0), (2, 3), (0.5, 6)], arc(3, 7.5, 2.6, 2.5))
OPEN_SIX = drawn([(5, 0), (2, 3), (0.4, 6.5)], arc(3, 7.5, 2.6, 2.5, -40, 200))
SEVEN = drawn([(0, 0), (6, 0), (2.5, 10)])
CROSSED_SEVEN = drawn([(0, 0), (6, 0), (2.5, 10)], [(1.5, 5), (6.5, 5)])
EIGHT = drawn(arc(3, 2.4, 2.3, 2.4), arc(3, 7.4, 2.8, 2.6))
NINE = drawn(arc(3, 2.8, 2.8, 2.8), [(5.8, 2.8), (5.4, 10)])
GAPPED_NINE = drawn(arc(3, 2.8, 2.8, 2.8, 20, 300), [(5.6, 3.7), (5.6, 10)])

DRAWINGS = [
    (ZERO, 0, "one loop is nearly the whole digit"),
    (GAPPED_ZERO, 0, "a 0 with a gap"),
    (LINE, 1, "an upright line"),
    (LEANING_LINE, 1, "an upright line"),
    (TWO, 2, "room above a foot"),
    (CURLED_TWO, 2, "foot is curled"),
    (THREE, 3, "a tongue"),
    (OPEN_FOUR, 4, "open at the top"),
    (CLOSED_FOUR, 4, "ends in a point"),
    (FIVE, 5, "open to the right above a bay open to the left"),
    (SIX, 6, "a low loop"),
    (OPEN_SIX, 6, "an open or blotted 6"),
    (SEVEN, 7, "a roof and a stem"),
    (CROSSED_SEVEN, 7, "a roof and a stem"),
    (EIGHT, 8, "two loops"),
    (NINE, 9, "a high loop on a single stem"),
    (GAPPED_NINE, 9, "a gap at the right"),
]


@pytest.mark.parametrize(("image", "digit", "words"), DRAWINGS, ids=[f"{d}: {w}" for _, d, w in DRAWINGS])
def test_a_drawn_digit_is_read_by_the_rule_meant_for_it(image: npt.NDArray[np.uint8], digit: int, words: str) -> None:
    _, rule = explain(image)
    assert rule is not None
    assert (rule.digit, words in rule.reason) == (digit, True), rule.reason


def test_loops_are_counted_and_placed() -> None:
    assert [len(facts_of(image).loops) for image in (LINE, ZERO, EIGHT, THREE)] == [0, 1, 2, 0]
    assert facts_of(ZERO).loop.height > 0.6
    assert facts_of(ZERO).loop.x == pytest.approx(0.5, abs=0.05)
    assert facts_of(SIX).loop.y > 0.6
    assert facts_of(NINE).loop.y < 0.4
    above, below = facts_of(EIGHT).loops
    assert above.bottom <= below.top


def test_bays_open_to_where_they_open() -> None:
    five, two, four = facts_of(FIVE), facts_of(TWO), facts_of(OPEN_FOUR)
    assert five.right.y < 0.45
    assert five.left.y > 0.55
    assert two.left.y < 0.5
    assert four.up.size > 0.03
    upside_down = facts_of(np.ascontiguousarray(OPEN_FOUR[::-1]))
    assert upside_down.down.size > 0.03
    assert upside_down.up == NOTHING
    assert facts_of(GAPPED_ZERO).bay.hidden > 0.6
    assert five.right.hidden < 0.2


def test_corners_tongue_head_and_foot() -> None:
    seven, three, four, two = (facts_of(image) for image in (SEVEN, THREE, CLOSED_FOUR, TWO))
    assert seven.lower_left > 0.1 > three.lower_left
    assert two.upper_right > 2 * seven.upper_right
    assert three.tongue > 0.1
    assert seven.tongue == 0
    assert max(four.head, seven.foot) < 0.4
    assert min(seven.head, two.foot) > 0.8


def test_the_slant_is_told_and_taken_out() -> None:
    leaning, steep = facts_of(LEANING_LINE), facts_of(LINE)
    assert leaning.slant == pytest.approx(np.degrees(np.arctan(0.5)), abs=3)
    assert steep.slant == pytest.approx(0, abs=1)
    assert leaning.width < 0.3
    assert facts_of(LEANING_LINE, Settings(upright=False)).width > 0.5
    assert facts_of(np.ascontiguousarray(LEANING_LINE[:, ::-1])).slant == pytest.approx(-leaning.slant, abs=1)


def test_a_speck_of_dust_changes_nothing() -> None:
    dusty = ZERO.copy()
    dusty[0, 0] = 255
    assert len(facts_of(dusty).loops) == 1
    assert explain(dusty)[1] == explain(ZERO)[1]


def test_nothing_and_everything_can_be_asked_about() -> None:
    empty, full = np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)
    assert explain(empty)[1] is None
    assert facts_of(full).loops == ()
    dot = empty.copy()
    dot[14, 14] = 255
    for settings in (SETTINGS, Settings(ink=1), Settings(upright=False)):
        for image in (empty, full, dot):
            assert np.isfinite(facts_of(image, settings).width)
    np.testing.assert_array_equal(
        expert.fit(full[None], np.zeros(1, np.uint8), SETTINGS).probabilities(empty[None]), 0.1
    )


@pytest.mark.parametrize("ink", [0, 256])
def test_a_level_out_of_range_is_rejected(ink: int) -> None:
    with pytest.raises(SettingError, match="1 to 255"):
        Settings(ink=ink)


def test_rules_are_told_apart_and_sure_within_reason() -> None:
    assert len({rule.reason for rule in RULES}) == len(RULES)
    assert {rule.digit for rule in RULES} == set(range(10))
    assert all(0.1 < rule.confidence < 1 for rule in RULES)


@pytest.mark.slow
def test_no_rule_is_dead(training: mnist.Split) -> None:
    used = Counter(rule.reason for rule in (explain(image)[1] for image in training.images[:5000]) if rule)
    assert set(used) == {rule.reason for rule in RULES}


def test_the_rules_read_most_of_what_writers_of_fold_0_wrote(training: mnist.Split) -> None:
    some = np.flatnonzero(mnist.folds() == 0)[:1000]
    images, labels = training.images[some], training.labels[some]
    probabilities = expert.fit(images, labels, SETTINGS).probabilities(images)
    assert probabilities.shape == (1000, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities.argmax(axis=1) != labels).mean() < 0.12
    digits = [rule.digit if rule else 0 for _, rule in map(explain, images[:200])]
    assert probabilities[:200].argmax(axis=1).tolist() == digits


def test_labels_change_nothing_and_a_kept_one_answers_the_same(training: mnist.Split) -> None:
    images, labels = training.images[:200], training.labels[:200]
    fitted = expert.fit(images, labels, SETTINGS)
    kept = io.BytesIO()
    joblib.dump(fitted, kept)
    for other in (expert.fit(images, labels[::-1], SETTINGS), joblib.load(kept)):
        np.testing.assert_array_equal(other.probabilities(images), fitted.probabilities(images))
