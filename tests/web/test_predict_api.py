"""Prediction: every form of a body, and its response."""

import base64
import io

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from web_pictures import (
    FORM_TYPE,
    MIRRORED_SEVEN_STROKES,
    SEVEN_STROKES,
    SEVENTY_SEVEN_STROKES,
    blank,
    form,
    heart,
    ruled_seven,
    seven,
    seventy_seven,
)
from werkzeug.datastructures import MultiDict

from digits.web.api.schemas import readings as schemas


def check(reading: dict[str, object]) -> schemas.Reading:
    checked = schemas.Reading.model_validate(reading, strict=True)
    assert sum(checked.probabilities) == pytest.approx(1)
    return checked


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_raw_picture_is_read(client: FlaskClient, kind: str) -> None:
    answer = client.post("/api/v1/predict", data=seven(kind), content_type=f"image/{kind.lower()}")
    assert answer.status_code == 200
    reading = check(answer.json)
    assert reading.digit == 7
    assert reading.steps is None


@pytest.mark.parametrize("kind", ["image/png", "image/x-anything", "application/octet-stream"])
def test_the_content_decides_the_image_format(client: FlaskClient, kind: str) -> None:
    assert client.post("/api/v1/predict", data=seven("JPEG"), content_type=kind).json["digit"] == 7


def test_json_with_a_picture(client: FlaskClient) -> None:
    text = base64.b64encode(seven()).decode()
    wrapped = "\n".join(text[start : start + 76] for start in range(0, len(text), 76))
    for image in (text, wrapped, f"data:image/png;base64,{text}"):
        assert check(client.post("/api/v1/predict", json={"image": image}).json).digit == 7


def test_json_with_strokes(client: FlaskClient) -> None:
    reading = check(client.post("/api/v1/predict", json={"strokes": SEVEN_STROKES}).json)
    assert reading.digit == 7
    assert check(client.post("/api/v1/predict", json={"strokes": []}).json).verdict == "blank"


def test_json_with_pixels(client: FlaskClient) -> None:
    ink = client.post("/api/v1/predict", data=seven(), content_type="image/png").json["ink"]
    assert check(client.post("/api/v1/predict", json={"pixels": ink}).json).digit == 7


def test_a_form_gives_a_list_in_order(client: FlaskClient) -> None:
    files = [
        (io.BytesIO(seven()), "b.png"),
        (io.BytesIO(b"hello"), "a.txt"),
        (io.BytesIO(blank()), "b.png"),
        (io.BytesIO(b""), "empty.png"),
    ]
    answer = client.post("/api/v1/predict", data=MultiDict(("file", file) for file in files))
    assert answer.status_code == 200
    readings = schemas.Readings.model_validate_json(answer.data).readings
    assert [reading.name for reading in readings] == ["b.png", "a.txt", "b.png", "empty.png"]
    assert isinstance(readings[0], schemas.NamedReading)
    assert readings[0].digit == 7
    assert isinstance(readings[1], schemas.FileError)
    assert readings[1].error.status == 422
    assert isinstance(readings[2], schemas.NamedReading)
    assert readings[2].verdict == "blank"
    assert isinstance(readings[3], schemas.FileError)


def test_a_form_with_one_file_gives_a_list(client: FlaskClient) -> None:
    answer = client.post("/api/v1/predict", data={"file": (io.BytesIO(seven()), "7.png")})
    assert [reading["digit"] for reading in answer.json["readings"]] == [7]


@pytest.mark.parametrize("kind", ["JPEG", "BMP"])
def test_a_form_may_hold_a_large_file(client: FlaskClient, kind: str) -> None:
    noise = Image.effect_noise((2000, 2000), 60)
    file = io.BytesIO()
    noise.save(file, kind)
    assert len(file.getvalue()) > 1_000_000
    answer = client.post("/api/v1/predict", data=form(file.getvalue(), "large"), content_type=FORM_TYPE)
    assert "digit" in answer.json["readings"][0]


def test_steps_are_small_pictures(client: FlaskClient) -> None:
    answer = client.post("/api/v1/predict?steps=1", data=seven(side=900), content_type="image/png")
    steps = check(answer.json).steps
    assert steps is not None
    assert [step.name for step in steps] == ["picture", "ink", "box", "scaled", "normalized"]
    pictures = {}
    for step in steps:
        file = io.BytesIO(base64.b64decode(step.png.removeprefix("data:image/png;base64,")))
        pictures[step.name] = Image.open(file)
    assert all(max(picture.size) <= 280 for picture in pictures.values())
    assert max(pictures["scaled"].size) == 20
    assert pictures["normalized"].size == (28, 28)
    assert np.asarray(pictures["normalized"]).tolist() == answer.json["ink"]


def test_steps_of_a_photograph_include_background_and_lines(client: FlaskClient) -> None:
    answer = client.post("/api/v1/predict?steps=1", data=ruled_seven(), content_type="image/jpeg")
    reading = check(answer.json)
    assert reading.digit == 7
    assert [step.name for step in reading.steps or []][:4] == ["picture", "paper", "lines", "ink"]


def test_a_blank_picture_has_two_steps_and_no_digit(client: FlaskClient) -> None:
    reading = check(client.post("/api/v1/predict?steps=1", data=blank(), content_type="image/png").json)
    assert (reading.verdict, reading.digit) == ("blank", None)
    assert [step.name for step in reading.steps or []] == ["picture", "ink"]


def number_of(reading: schemas.Reading) -> schemas.Number:
    assert (reading.verdict, reading.digit, reading.candidates) == ("number", None, [])
    assert reading.number is not None
    return reading.number


@pytest.mark.parametrize(("kind", "side"), [("PNG", 280), ("JPEG", 1900)])
def test_boxes_of_a_number_are_in_pixels_of_the_sent_picture(client: FlaskClient, kind: str, side: int) -> None:
    answer = client.post("/api/v1/predict?steps=1", data=seventy_seven(kind, side), content_type="image/png")
    reading = check(answer.json)
    number = number_of(reading)
    assert number.text == "77"
    assert reading.size == [2 * side, side]
    assert [step.name for step in reading.steps or []][-1] == "ink", "what follows is of one digit"
    for part, left in zip(number.parts, (side // 6, side - side // 6), strict=True):
        drawn = (left + 0.28 * side, 0.2 * side, left + 0.72 * side, 0.82 * side)
        assert part.box == pytest.approx(list(drawn), abs=0.06 * side)
        assert part.reading is not None
        assert part.reading.digit == 7


def test_boxes_of_a_drawn_number_are_in_stroke_units(client: FlaskClient) -> None:
    reading = check(client.post("/api/v1/predict", json={"strokes": SEVENTY_SEVEN_STROKES}).json)
    assert reading.size is None
    assert number_of(reading).text == "77"
    assert number_of(reading).parts[1].box == pytest.approx([120, 20, 180, 100], abs=12)


def test_not_a_digit(client: FlaskClient) -> None:
    reading = check(client.post("/api/v1/predict", data=heart(), content_type="image/png").json)
    assert (reading.verdict, reading.digit, reading.candidates) == ("not_a_digit", None, [])
    assert max(reading.probabilities) > 0.1


def test_a_mirrored_digit_is_read_as_the_digit_meant(client: FlaskClient) -> None:
    plain, mirrored = (
        check(client.post("/api/v1/predict", json={"strokes": strokes}).json)
        for strokes in (SEVEN_STROKES, MIRRORED_SEVEN_STROKES)
    )
    assert (plain.digit, plain.mirrored) == (7, False)
    assert (mirrored.digit, mirrored.mirrored) == (7, True)


def test_a_request_names_a_model(client: FlaskClient) -> None:
    listed = schemas.Models.model_validate_json(client.get("/api/v1/models").data)
    assert listed.default in [model.name for model in listed.models]
    answer = client.post(f"/api/v1/predict?model={listed.default}", data=seven(), content_type="image/png")
    assert answer.json["model"]["name"] == listed.default


def test_head_and_options(client: FlaskClient) -> None:
    assert client.head("/api/v1/models").data == b""
    assert set(client.options("/api/v1/predict").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
