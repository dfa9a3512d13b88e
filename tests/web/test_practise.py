"""The page Practise: model digits, handwritten numbers and the worksheet."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

import digits.web
from digits.web import create_app
from digits.web.pages.worksheet import MAX_NUMBERS, WIDTH, Options, numbers, pages
from digits.web.services import digit_shapes
from models import constant_model, write_model

WEB = Path(digits.web.__file__).parent
HANDWRITTEN = "/api/v1/practise/handwritten"
SHAPES = [(digit, shape) for digit in "0123456789" for shape in digit_shapes.variants().get(digit, ["only"])]


def texts(language: str) -> dict[str, str]:
    return dict(json.loads((WEB / "translations" / f"practise.{language}.json").read_text("utf-8")))


@pytest.mark.parametrize(("digit", "shape"), SHAPES)
def test_every_model_digit_is_read_as_what_it_is(app: Flask, digit: str, shape: str) -> None:
    strokes = [list(stroke.points) for stroke in digit_shapes.strokes(digit, shape)]
    reading = app.extensions["digits"].recognizer().read_strokes(strokes)
    assert (reading.verdict, reading.digit, reading.mirrored) == ("digit", int(digit), False)


@pytest.mark.parametrize(("digit", "shape"), SHAPES)
def test_starting_dots_are_apart_and_arrows_follow_the_stroke(digit: str, shape: str) -> None:
    strokes = digit_shapes.strokes(digit, shape)
    dots = [np.array(stroke.dot) for stroke in strokes]
    assert all(np.hypot(*(one - other)) > 9 for place, one in enumerate(dots) for other in dots[:place])
    for stroke in strokes:
        x, y, angle = stroke.arrow
        points = np.array(stroke.points)
        nearest = int(np.argmin(np.hypot(*(points - (x, y)).T)))
        ahead = points[min(nearest + 1, len(points) - 1)] - points[max(nearest - 1, 0)]
        assert np.dot(ahead, (np.cos(np.radians(angle)), np.sin(np.radians(angle)))) > 0.7 * np.hypot(*ahead)


def test_a_number_in_handwriting(client: FlaskClient) -> None:
    answer = client.get(f"{HANDWRITTEN}?number=47&seed=3")
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    pixels = np.asarray(Image.open(io.BytesIO(answer.data)))
    assert pixels.shape[0] == 224
    assert pixels[:, 0].min() == 255, "the paper ends with ink"
    assert pixels.min() < 30
    assert client.get(f"{HANDWRITTEN}?number=47&seed=3").data == answer.data
    assert client.get(f"{HANDWRITTEN}?number=47&seed=4").data != answer.data


@pytest.mark.parametrize(("number", "seed"), [(0, 0), (8, 1), (47, 3), (90, 2**31 - 1)])
def test_a_number_in_handwriting_is_read_as_what_it_is(client: FlaskClient, number: int, seed: int) -> None:
    picture = client.get(f"{HANDWRITTEN}?number={number}&seed={seed}").data
    reading = client.post("/api/v1/predict", data=picture, content_type="image/png").get_json()
    read = "".join(one["text"] for one in reading["numbers"]) or str(reading["digit"])
    assert read == str(number)


def test_handwriting_is_legible_whatever_model_is_served(client: FlaskClient, tmp_path: Path) -> None:
    uncertain = write_model(tmp_path, constant_model([0.1] * 10))
    for model in ("linear", str(uncertain)):
        answer = create_app({"MODEL": model}).test_client().get(f"{HANDWRITTEN}?number=47&seed=3")
        assert (answer.status_code, answer.content_type) == (200, "image/png")
        assert answer.data == client.get(f"{HANDWRITTEN}?number=47&seed=3").data


@pytest.mark.parametrize(
    "query",
    [
        "",
        f"number={5000 * '9'}&seed=1",
        "number=5",
        "seed=1",
        "number=101&seed=1",
        "number=-1&seed=1",
        "number=x&seed=1",
        "number=5&seed=1&a=b",
    ],
)
def test_400_for_a_wrong_handwritten_query(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{HANDWRITTEN}?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert "number (0 to 100) and seed" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0-3", [0, 1, 2, 3]),
        ("4, 9 12", [4, 9, 12]),
        ("7", [7]),
        ("3-1", [3, 2, 1]),
        ("1 – 2، 2", [1, 2]),
        ("100", [100]),
    ],
)
def test_numbers_of_a_worksheet(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["", " , ", "a", "1-", "101", "0-100", "-5", "1.5", "9" * 200])
def test_wrong_numbers_of_a_worksheet(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|over"):
        numbers(text)


@pytest.mark.parametrize("from_right", [False, True])
def test_a_row_fits_the_page(from_right: bool) -> None:
    for row in pages(Options(digits="0 7 47 100"), from_right=from_right)[0]:
        assert len(row.copies) >= len(row.model), row.number
        assert all(0 <= glyph.x <= WIDTH - 60 for glyph in row.model + row.copies), row.number


def test_rows_follow_the_writing_direction_and_digits_stay_in_order() -> None:
    ((left,),), ((right,),) = (pages(Options(digits="47"), from_right=side) for side in (False, True))
    assert max(glyph.x for glyph in left.model) < min(glyph.x for glyph in left.copies)
    assert min(glyph.x for glyph in right.model) > max(glyph.x for glyph in right.copies)
    assert right.model[0].x < right.model[1].x


@pytest.mark.parametrize(("lines", "count"), [(1, 2), (2, 3), (3, 4), (4, 5)])
def test_the_digits_fill_pages_with_name_and_date(client: FlaskClient, lines: int, count: int) -> None:
    sheet = client.get(f"/practise/worksheet?digits=0-9&lines={lines}&lang=en").text
    assert sheet.count('class="sheet-page"') == sheet.count("<span>Date</span>") == count


def test_the_worksheet_shows_words_and_shapes_of_the_language(client: FlaskClient) -> None:
    text = client.get("/practise/worksheet?digits=7,90&language=fr&lang=en").text
    assert "quatre-vingt-dix" in text
    barred, plain = (digit_shapes.strokes("7", shape) for shape in ("barred", "plain"))
    assert barred[1].path in text
    assert plain[0].path in text
    assert barred[1].path not in client.get("/practise/worksheet?digits=7&language=fr&seven=plain").text
    assert barred[1].path not in client.get("/practise/worksheet?digits=7&language=en").text


def test_worksheet_errors_are_at_their_field_and_keep_the_input(client: FlaskClient) -> None:
    answer = client.get("/practise/worksheet?digits=<b>12x&lang=en")
    assert answer.status_code == 400
    assert 'value="&lt;b&gt;12x"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f"at most {MAX_NUMBERS}" in answer.text
    assert "data-print" not in answer.text
    assert client.get("/practise/worksheet?language=xx").status_code == 400
    assert client.get("/practise/worksheet?paper=a3").status_code == 400


def test_every_shape_has_a_description() -> None:
    for digit, shape in SHAPES:
        assert f"shape.{digit}" + ("" if shape == "only" else f".{shape}") in texts("en")
