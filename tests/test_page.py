"""Several digits in one picture or drawing: told from one digit, divided, and read."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digits import mnist
from digits.corrections import parse_label
from digits.image import open_picture
from digits.lab.data.collections import pendigits
from digits.lab.data.synthesis import strings
from digits.recognizer import Reading, Recognizer

pytestmark = pytest.mark.usefixtures("data")


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer()


def text(reading: Reading) -> str | None:
    return reading.text if reading.numbers else None


def right(recognizer: Recognizer, pictures: Iterator[strings.StringPicture]) -> float:
    return float(np.mean([text(recognizer.read(one.picture)) == one.text for one in pictures]))


def test_digits_apart_are_read_as_a_number(recognizer: Recognizer) -> None:
    assert right(recognizer, strings.pictures(20, 5, 11)) >= 0.9


def test_touching_digits_are_told_apart(recognizer: Recognizer) -> None:
    assert right(recognizer, strings.pictures(20, 5, 12, touching=True)) >= 0.75


def test_comma_and_minus_are_reported(recognizer: Recognizer) -> None:
    assert right(recognizer, strings.pictures(20, 3, 13, marks=True)) >= 0.75


def test_boxes_are_in_the_pixels_of_the_picture(recognizer: Recognizer) -> None:
    one = next(strings.pictures(1, 4, 14))
    for factor in (1, 4):
        picture = Image.fromarray(one.picture).resize((one.picture.shape[1] * factor, one.picture.shape[0] * factor))
        (number,) = recognizer.read(picture).numbers
        height = max(bottom - top for _, top, _, bottom in one.boxes)
        found = np.array([part.box for part in number.parts]) / factor
        assert np.abs(found - np.array(one.boxes)).max() < 0.15 * height


def test_boxes_are_in_the_pixels_of_a_decoded_picture_that_was_reduced(recognizer: Recognizer) -> None:
    one = next(strings.pictures(1, 4, 14))
    height, width = one.picture.shape[:2]
    file = io.BytesIO()
    Image.fromarray(one.picture).resize((16 * width, 16 * height)).save(file, "JPEG")
    opened = open_picture(file.getvalue()).resize((2 * width, 2 * height))
    parts = [part for number in recognizer.read(opened).numbers for part in number.parts]
    found = np.array([part.box for part in parts]) / 2
    assert np.abs(found - np.array(one.boxes)).max() < 0.15 * max(bottom - top for _, top, _, bottom in one.boxes)


def test_single_digits_stay_single(recognizer: Recognizer, training: mnist.Split) -> None:
    pages = []
    for image in training.images[:100]:
        page = np.zeros((200, 300), np.uint8)
        page[20:132, 90:202] = image.repeat(4, 0).repeat(4, 1)
        pages.append(255 - page)
    verdicts = [reading.verdict for reading in recognizer.read_many(pages)]
    assert verdicts.count("number") <= 1


def test_an_array_of_28x28_is_always_one_digit(recognizer: Recognizer) -> None:
    two_bars = np.zeros((28, 28), np.uint8)
    two_bars[8:20, 9:11] = two_bars[8:20, 16:18] = 255
    assert recognizer.read(two_bars).verdict != "number"
    assert text(recognizer.read(two_bars.repeat(4, 0).repeat(4, 1))) == "11"


def test_numbers_are_read_from_top_to_bottom(recognizer: Recognizer) -> None:
    one, two = (255 - one.picture.min(2) for one in strings.pictures(2, 3, 15))
    texts = [one.text for one in strings.pictures(2, 3, 15)]
    page = np.zeros((one.shape[0] + two.shape[0], max(one.shape[1], two.shape[1])), np.uint8)
    page[: len(one), : one.shape[1]] = np.where(one > 100, 255, 0)
    page[len(one) :, : two.shape[1]] = np.where(two > 100, 255, 0)
    assert text(recognizer.read(255 - page)) == " ".join(texts)


def test_number_of_strokes(recognizer: Recognizer, data: Path) -> None:
    recordings = pendigits.load(data)
    hits = []
    for index in range(12):
        generator = np.random.default_rng(index)
        start = int(generator.integers(len(recordings) - 5))
        chosen = recordings[start : start + 5]
        drawing = strings.strokes([one.strokes for one in chosen], "".join(str(one.digit) for one in chosen), generator)
        hits.append(text(recognizer.read_strokes(drawing.strokes)) == drawing.text)
    assert np.mean(hits) >= 0.9


def test_recordings_of_one_digit_stay_one(recognizer: Recognizer, data: Path) -> None:
    readings = [recognizer.read_strokes(one.strokes) for one in pendigits.load(data)[::75]]
    assert sum(reading.verdict == "number" for reading in readings) <= 1


def test_json_of_a_number(recognizer: Recognizer) -> None:
    reading = recognizer.read(next(strings.pictures(1, 3, 11)).picture)
    assert (reading.digit, reading.candidates, reading.probabilities) == (None, (), (0.1,) * 10)
    number = json.loads(json.dumps(reading.as_dict()))["numbers"][0]
    assert number["text"] == "".join(part["text"] for part in number["parts"])
    assert len(number["parts"][0]["box"]) == 4
    assert "numbers" not in number["parts"][0]["reading"]


def test_a_stroke_beside_a_digit_is_never_lost_without_a_word(recognizer: Recognizer) -> None:
    """A bar far from an 8 may be a 1 or not; it is read, or told."""
    eight = [
        [(0.6 + r * np.sin(t), y - r * np.cos(t)) for t in np.linspace(0, 6.3, 21)]
        for y, r in ((0.35, 0.14), (0.66, 0.16))
    ]
    for x in (0.0, 0.1, 0.2, 0.25):
        reading = recognizer.read_strokes([[(x, 0.2), (x, 0.8)], *eight])
        assert reading.text == "18" or "unread" in {doubt.reason for doubt in reading.doubts}


def test_a_comma_that_is_not_certain_is_told(recognizer: Recognizer) -> None:
    two = [(0.1, 0.3), (0.2, 0.2), (0.28, 0.28), (0.12, 0.7), (0.32, 0.7)]
    comma = [(0.37, 0.7), (0.35, 0.8)]
    five = [(0.62, 0.2), (0.45, 0.2), (0.43, 0.45), (0.55, 0.42), (0.62, 0.55), (0.57, 0.7), (0.42, 0.7)]
    for apart in (0.0, 0.02, 0.04):
        reading = recognizer.read_strokes([two, comma, [(x + apart, y) for x, y in five]])
        assert reading.text == "2,5" or {doubt.reason for doubt in reading.doubts} & {"mark", "unread", "digit"}


THREE = [(0.1, 0.32), (0.2, 0.3), (0.25, 0.38), (0.16, 0.46), (0.26, 0.55), (0.2, 0.65), (0.08, 0.62)]
FOUR = ([(0.68, 0.3), (0.62, 0.52), (0.82, 0.52)], [(0.76, 0.38), (0.76, 0.66)])
DASH = [(0.38, 0.48), (0.5, 0.48)]


@pytest.mark.parametrize("slope", [-0.03, 0.0, 0.03])
@pytest.mark.parametrize("sign", ["dash", "equals", "plus", "times", "times large"])
def test_a_sign_of_arithmetic_is_never_read_without_a_warning(recognizer: Recognizer, sign: str, slope: float) -> None:
    x, y, size = 0.44, 0.48, 0.1 if sign == "times large" else 0.06
    lower = [(0.38, 0.54), (0.5, 0.54)]
    diagonals = [
        [(x - size, y - size), (x + size, y + size + slope)],
        [(x + size, y - size - slope), (x - size, y + size)],
    ]
    upright = [(x + slope, y - size), (x - slope, y + size)]
    drawn = {"dash": [DASH], "equals": [DASH, lower], "plus": [DASH, upright]}.get(sign, diagonals)
    reading = recognizer.read_strokes([THREE, *drawn, *FOUR])
    assert reading.verdict in {"unsure", "not_a_digit"}
    assert reading.verdict == "not_a_digit" or any(doubt.box[0] < x < doubt.box[2] for doubt in reading.doubts)
    if reading.text:
        assert parse_label(reading.text) == reading.text


def test_the_bar_of_a_fraction_is_told(recognizer: Recognizer) -> None:
    above = [(2 * a, 0.6 * b) for a, b in THREE]
    below = [[(1.4 * a - 0.65, 0.6 * b + 0.5) for a, b in stroke] for stroke in FOUR]
    reading = recognizer.read_strokes([above, [(0.1, 0.52), (0.6, 0.52)], *below])
    assert reading.verdict == "unsure"
    assert "unread" in {doubt.reason for doubt in reading.doubts}
