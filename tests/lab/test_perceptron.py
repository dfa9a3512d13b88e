"""The perceptron: the report's updates, what theory promises, and what the figures and words rest on."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from digits.lab.perceptron import explanations, figures, gradient, rule, softmax
from digits.lab.perceptron.gates import (
    AND,
    INPUTS,
    NAND,
    OR,
    TARGETS,
    XOR_BY_HAND,
    Gate,
    Network,
    Weights,
    gate_name,
)
from digits.lab.perceptron.rule import Learning, PerceptronError, learn
from digits.lab.training.backend import keras

weights = st.builds(Weights, *[st.floats(-2, 2)] * 3)
rates = st.floats(0.05, 1)


def after(learning: Learning) -> list[tuple[float, ...]]:
    return [tuple(one.after) for one in learning.updates]


def test_the_first_updates_of_and_from_the_reports_start() -> None:
    learning = learn("and")
    assert learning.start == (0.8, -1, -1)
    assert [(one.epoch, one.inputs, one.output, one.target) for one in learning.updates[:5]] == [
        (1, (0, 0), 1, 0),
        (1, (1, 1), 0, 1),
        (2, (0, 0), 1, 0),
        (2, (1, 1), 0, 1),
        (3, (0, 0), 1, 0),
    ]
    assert after(learning)[:5] == [
        (0.6, -1, -1),
        (0.8, -0.8, -0.8),
        (0.6, -0.8, -0.8),
        (0.8, -0.6, -0.6),
        (0.6, -0.6, -0.6),
    ]


def test_all_updates_of_or_from_the_reports_start() -> None:
    learning = learn("or")
    assert after(learning)[:6] == [
        (0.6, -1, -1),
        (0.8, -1, -0.8),
        (1, -0.8, -0.8),
        (1.2, -0.6, -0.6),
        (1, -0.6, -0.6),
        (1.2, -0.4, -0.4),
    ]
    assert (len(learning.updates), learning.weights) == (20, (0, 0.2, 0.2))
    assert learning.errors == [4, 2, 1, 2, 1, 1, 2, 1, 1, 2, 2, 1, 0]


def test_where_and_ends_from_the_reports_start() -> None:
    learning = learn("and")
    assert (len(learning.updates), learning.weights) == (28, (-0.4, 0.4, 0.2))
    assert learning.errors == [2, 2, 2, 3, 3, 2, 3, 3, 2, 3, 2, 1, 0]
    assert learning.weights.nearest() == ((1, 0), 0)


def test_each_update_goes_on_from_the_one_before() -> None:
    updates = learn("xor").updates
    assert updates[0].before == rule.START
    assert all(one.after == following.before for one, following in itertools.pairwise(updates))


@pytest.mark.parametrize(("gate", "solution"), [("and", AND), ("or", OR)])
@given(start=weights, rate=rates)
@example(start=rule.START, rate=rule.RATE)
@example(start=Weights(0, 0, 0), rate=1)
def test_the_rule_converges_within_novikoffs_bound(gate: Gate, solution: Weights, start: Weights, rate: float) -> None:
    """Novikoff (1962), for a start other than 0: k <= R^2 / margin^2 + 2 |start| / (rate margin)."""
    sums = [abs(float(solution.weighted_sum(*inputs))) for inputs in INPUTS]
    margin = min(sums) / math.hypot(*solution)
    bound = 3 / margin**2 + 2 * math.hypot(*start) / (rate * margin)
    learning = learn(gate, start, rate, epochs=int(bound) + 2)
    assert learning.learned
    assert learning.weights.answers() == TARGETS[gate]
    assert len(learning.updates) <= bound + 1e-6


@given(start=weights, rate=rates)
def test_xor_is_never_learned(start: Weights, rate: float) -> None:
    learning = learn("xor", start, rate, epochs=60)
    assert not learning.learned
    assert min(learning.errors) >= 1
    assert len(learning.errors) == 60


def test_xor_comes_back_to_the_same_weights_and_repeats_for_ever() -> None:
    learning = learn("xor")
    assert learning.cycle == (9, 10)
    assert [one.inputs for one in learning.repeated()] == list(INPUTS)
    assert learning.repeated()[0].before == learning.repeated()[-1].after == (0.4, -0.4, -0.4)
    assert after(learning)[-4:] == [tuple(one.after) for one in learning.repeated()]
    assert learning.until_all_is_seen() == learning.updates[:22]


def test_rounding_does_not_decide_at_the_step() -> None:
    assert Weights(0.6, -0.2, -0.4).answers()[3] == 0
    assert 0.6 - 0.4 - 0.2 != 0
    assert learn("or", Weights(0, -0.1, 0), rate=0.1).weights == (0, 0.1, 0.1)


def test_a_perceptron_that_knows_learns_nothing() -> None:
    learning = learn("and", AND)
    assert (learning.updates, learning.errors, learning.weights) == ([], [0], AND)


@pytest.mark.parametrize(
    ("start", "rate", "epochs", "message"),
    [
        (Weights(math.nan, 0, 0), 0.2, 5, "weights nan, 0, 0"),
        (Weights(0, 101, 0), 0.2, 5, "from -100 to 100"),
        (rule.START, 0, 5, "rate 0: choose it from 0.001"),
        (rule.START, math.inf, 5, "rate inf"),
        (rule.START, 0.2, 0, "0 epochs: choose 1 or more"),
    ],
)
def test_a_senseless_setting_is_rejected(start: Weights, rate: float, epochs: int, message: str) -> None:
    with pytest.raises(PerceptronError, match=message):
        learn("and", start, rate, epochs)


def test_truth_tables_of_the_gates_by_hand() -> None:
    assert AND.answers() == (0, 0, 0, 1)
    assert OR.answers() == (0, 1, 1, 1)
    assert NAND.answers() == (1, 1, 1, 0)
    assert XOR_BY_HAND.answers() == (0, 1, 1, 0)
    assert [gate_name(one.answers()) for one in (AND, OR, NAND)] == ["AND", "OR", "NAND"]


def test_a_neuron_in_words_and_distances() -> None:
    assert str(Weights(0.8, -1, 0.25)) == "0.8 - 1 x1 + 0.25 x2"
    assert AND.nearest() == ((0, 1), pytest.approx(0.5 / math.sqrt(2)))
    assert Weights(1, 0, 0).nearest() is None
    assert Weights(100, 100, 100).sigmoid(1, 1) == 1


def test_the_first_step_of_descent_is_the_rules_with_a_probability() -> None:
    probability = 1 / (1 + math.exp(-0.8))
    start = Weights(0.8, 0, 0)
    moved = 0.8 - 0.2 * probability
    descent = gradient.descend("and", start, rate=0.2, epochs=1)
    for inputs, target in zip(INPUTS, TARGETS["and"], strict=True):
        error = target - float(start.sigmoid(*inputs))
        change = [0.2 * error * x for x in (1, *inputs)]
        start = Weights(*(weight + one for weight, one in zip(start, change, strict=True)))
        if inputs == (0, 0):
            assert start.bias == pytest.approx(moved)
    assert descent.weights == [pytest.approx(start, abs=1e-5)]


def test_descent_learns_or_and_moves_the_line_away_from_the_points() -> None:
    descent = gradient.descend("or")
    assert len(descent.weights) == gradient.EPOCHS
    assert descent.weights[-1].answers() == TARGETS["or"]
    assert descent.right_from
    before, first = (descent.weights[epoch - 1].answers() for epoch in (descent.right_from - 1, descent.right_from))
    assert before != TARGETS["or"] == first
    nearest = descent.weights[-1].nearest()
    assert nearest
    assert nearest[1] > 0.2
    assert descent.loss < 0.1


def test_descent_on_xor_ends_no_better_than_a_coin() -> None:
    descent = gradient.descend("xor")
    assert descent.right_from is None
    assert descent.loss == pytest.approx(math.log(2), abs=0.01)


def test_the_2_2_1_network_learns_xor_from_the_first_seed_and_not_from_every_one() -> None:
    networks = gradient.learn_xor(4)
    assert [gradient.has_learned_xor(one) for one in networks] == [True, True, True, False]
    assert np.round(networks[0].answers()).tolist() == [0, 1, 1, 0]


def test_a_seed_learns_the_same_after_others_and_alone() -> None:
    first, again = gradient.learn_xor(2, epochs=5), gradient.learn_xor(1, epochs=5)
    assert first[0] == again[0] != first[1]


def test_a_network_in_numpy_answers_as_in_keras() -> None:
    model = gradient.network()
    answers = keras.ops.convert_to_numpy(model(np.array(INPUTS, np.float32))).ravel()
    assert gradient.as_network(model).answers() == pytest.approx(answers.tolist(), abs=1e-6)
    assert model.count_params() == 9


def test_the_courses_example_of_softmax() -> None:
    outcomes = softmax.outcomes(softmax.SCORES)
    exact = [math.exp(score) / sum(map(math.exp, softmax.SCORES)) for score in softmax.SCORES]
    assert [one.probability for one in outcomes] == pytest.approx(exact)
    assert [round(one.probability, 2) for one in outcomes] == [0.01, 0.08, 0.05, 0.60, 0.22, 0.03]
    assert outcomes[3].cross_entropy == pytest.approx(0.5028, abs=5e-5)
    assert softmax.slips() == [2]
    assert softmax.course_cuts_off()
    assert explanations.course_figures().startswith("The course prints 0.04 for 0.0496 (class 2)")


@pytest.mark.parametrize("scores", [(), (1.0,), (1.0, math.nan), (0.0, 101.0)])
def test_scores_that_make_no_probabilities_are_rejected(scores: tuple[float, ...]) -> None:
    with pytest.raises(softmax.ScoreError):
        softmax.outcomes(scores)


def grey(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(path) as picture:
        colours = np.asarray(picture.convert("RGB"))
    assert (colours == colours[..., :1]).all(), "readable in grey: nothing is said by colour"
    return colours[..., 0]


@pytest.mark.parametrize(
    "learning",
    [
        learn("xor"),
        learn("and", AND),
        learn("or", Weights(0, 0, 0), 1),
        learn("and", epochs=3),
        learn("xor", Weights(20, -20, -20), 0.5, epochs=500),
    ],
    ids=["cycle", "nothing to learn", "no line at first", "too short", "many before a cycle"],
)
def test_updates_are_drawn_whatever_happened(learning: Learning, tmp_path: Path) -> None:
    figures.updates_figure(learning, tmp_path / "updates.png")
    assert grey(tmp_path / "updates.png").std() > 10
    assert explanations.outcome(learning)


@pytest.mark.parametrize(
    ("learning", "verdict"),
    [
        (learn("and"), "learned in epoch 13"),
        (learn("and", epochs=3), "not learned in 3 epochs"),
        (learn("and", epochs=1), "not learned in 1 epoch"),
        (learn("xor"), "never learned"),
    ],
)
def test_never_is_said_only_where_updates_repeat(learning: Learning, verdict: str) -> None:
    assert explanations.verdict(learning) == verdict


def test_networks_and_descents_are_drawn(tmp_path: Path) -> None:
    flat = Network(Weights(0, 0, 0), Weights(-2, 0, 0), Weights(1, 0, 0), "sigmoid")
    figures.networks_figure([("by hand", XOR_BY_HAND), ("flat", flat)], tmp_path / "networks.png")
    descent = gradient.Descent("and", [Weights(-3, 2, 2)])
    figures.descent_figure(learn("and"), descent, tmp_path / "descent.png")
    figures.errors_figure([learn("and"), learn("xor")], tmp_path / "errors.png")
    for path in tmp_path.iterdir():
        assert grey(path).std() > 10
