"""Boxes become lines and numbers in reading order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digits.corrections import parse_label
from digits.detector_outputs import Detection
from digits.layout import Arrangement, arrange


def found(kind: str, left: float, top: float, size: float = 20, continues: float = 1.0) -> Detection:
    height = size if kind == "digit" else size / 4
    return Detection(kind, 0.9, (left, top, left + size / 2, top + height), continues, 0.0, np.full(10, 0.1), 1.0)


def arranged(detections: list[Detection]) -> Arrangement:
    return arrange(detections, sure=0.8)


def numbers(detections: list[Detection]) -> list[list[Detection]]:
    return arranged(detections).numbers


def test_a_number_ends_where_a_digit_does_not_go_on() -> None:
    one, two, three = found("digit", 0, 0), found("digit", 15, 2, continues=0.1), found("digit", 60, 1)
    assert numbers([three, one, two]) == [[one, two], [three]]


def test_lines_are_read_from_top_to_bottom() -> None:
    low, high = found("digit", 0, 50), found("digit", 30, 0)
    assert numbers([low, high]) == [[high], [low]]


def test_a_sloping_line_is_one_line() -> None:
    sloping = [found("digit", 15 * place, 5 * place) for place in range(8)]
    assert numbers(sloping) == [sloping]


def test_marks_join_the_nearest_line_and_never_end_it() -> None:
    one, comma, two = found("digit", 0, 0), found(",", 12, 18), found("digit", 20, 0)
    assert numbers([one, comma, two, found(",", 40, 18)]) == [[one, comma, two]]
    assert numbers([found(",", 0, 0)]) == []


def test_a_minus_begins_a_number() -> None:
    one, minus, two = found("digit", 0, 0, continues=0.0), found("-", 30, 8), found("digit", 45, 0)
    assert numbers([one, minus, two]) == [[one], [minus, two]]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 300), st.floats(5, 60), st.floats(0, 1)), max_size=12))
def test_every_digit_is_in_exactly_one_number(places: list[tuple[float, float, float, float]]) -> None:
    digits = [found("digit", x, y, size, continues) for x, y, size, continues in places]
    read = [id(one) for number in numbers(digits) for one in number]
    assert sorted(read) == sorted(map(id, digits))


def test_marks_of_no_number_and_doubtful_gaps_are_told() -> None:
    one, two, three = found("digit", 0, 0, continues=0.6), found("digit", 15, 2, continues=0.1), found("digit", 60, 1)
    comma = found(",", 80, 18)
    arrangement = arranged([one, two, three, comma])
    assert arrangement.numbers == [[one, two], [three]]
    assert arrangement.marks == [comma]
    assert arrangement.gaps == [(0, 0, 25, 22)]


@given(st.lists(st.sampled_from(["digit", ",", "-", "/"]), max_size=9))
def test_every_number_has_a_form_that_a_correction_can_have(kinds: list[str]) -> None:
    row = [found(kind, 15 * place, 8) for place, kind in enumerate(kinds)]
    arrangement = arranged(row)
    texts = ["".join("0" if one.kind == "digit" else one.kind for one in number) for number in arrangement.numbers]
    for text in texts:
        assert parse_label(text) == text
    if len(texts) > 1:
        assert arrangement.marks, "the row is divided at marks, and they are told"


def test_a_dash_between_digits_divides_them_and_is_told() -> None:
    one, dash, two = found("digit", 0, 0), found("-", 15, 8), found("digit", 30, 0)
    arrangement = arranged([one, dash, two])
    assert arrangement.numbers == [[one], [dash, two]]
    assert arrangement.marks == [dash]
