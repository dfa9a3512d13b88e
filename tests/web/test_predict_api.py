"""Prediction: every form of a body, and its response."""

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from web_pictures import (
    FORM_TYPE,
    MIRRORED_SEVEN_STROKES,
    SEVEN_STROKES,
    SEVENTY_SEVEN_STROKES,
    TWENTY_STROKES,
    blank,
    boxed,
    form,
    heart,
    ruled_seven,
    seven,
    seventy_seven,
)
from werkzeug.datastructures import MultiDict

import fake_readings
from digits.image import normalize_strokes
from digits.recognizer import Doubt, Recognizer
from digits.web.api.schemas import readings as schemas


def pixels(png: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(png.removeprefix("data:image/png;base64,")))) as picture:
        return np.asarray(picture)


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
    pictures = {step.name: pixels(step.png) for step in steps}
    assert all(max(picture.shape) <= 280 for picture in pictures.values())
    assert max(pictures["scaled"].shape) == 20
    assert pictures["normalized"].shape == (28, 28)
    assert pictures["normalized"].tolist() == answer.json["ink"]


def test_steps_of_a_photograph_include_the_background(client: FlaskClient) -> None:
    answer = client.post("/api/v1/predict?steps=1", data=ruled_seven(), content_type="image/jpeg")
    reading = check(answer.json)
    assert [step.name for step in reading.steps or []][:3] == ["picture", "paper", "ink"]


def test_steps_of_a_digit_are_those_of_its_own_ink(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A digit in a cell is shown without the cell: here, a 7 is all that there is of what was drawn."""
    own = normalize_strokes(SEVEN_STROKES).digit
    assert own is not None
    monkeypatch.setattr(Recognizer, "read_normalized", lambda *_: replace(fake_readings.digit(7), ink=own.image))
    monkeypatch.setattr("digits.web.services.recognition.single_digit", lambda _: own)
    answer = client.post("/api/v1/predict?steps=1", json={"strokes": SEVENTY_SEVEN_STROKES})
    steps = {step.name: pixels(step.png) for step in check(answer.json).steps or []}
    assert list(steps) == ["picture", "ink", "box", "scaled", "normalized"]
    assert steps["box"].shape == own.cropped.shape
    for name, expected in (("box", own.cropped), ("scaled", own.scaled), ("normalized", own.image)):
        assert np.array_equal(steps[name], expected), name


def test_the_ink_of_a_boxed_digit_is_shown_with_its_box_and_no_thicker(client: FlaskClient) -> None:
    alone, in_box = (
        check(client.post("/api/v1/predict?steps=1", data=picture, content_type="image/png").json).steps or []
        for picture in (seven(side=50), boxed(seven(side=50), 110))
    )
    ink, digit = (pixels(next(step.png for step in in_box if step.name == name)) for name in ("ink", "box"))
    assert ink[20:24, 40:220].min() > 200, "the box is there"
    assert np.abs(ink[110:160, 110:160].astype(int) - pixels(alone[1].png)).mean() < 1
    assert digit.shape == pytest.approx(pixels(alone[2].png).shape, abs=4)


def test_a_blank_picture_has_two_steps_and_no_digit(client: FlaskClient) -> None:
    reading = check(client.post("/api/v1/predict?steps=1", data=blank(), content_type="image/png").json)
    assert (reading.verdict, reading.digit) == ("blank", None)
    assert [step.name for step in reading.steps or []] == ["picture", "ink"]


def number_of(reading: schemas.Reading) -> schemas.Number:
    assert (reading.digit, reading.candidates) == (None, [])
    assert reading.verdict == ("unsure" if reading.doubts else "number")
    (number,) = reading.numbers
    return number


@pytest.mark.parametrize(("kind", "side"), [("PNG", 280), ("PNG", 701), ("JPEG", 1900), ("JPEG", 2051)])
def test_boxes_of_a_number_are_in_pixels_of_the_sent_picture(client: FlaskClient, kind: str, side: int) -> None:
    answer = client.post("/api/v1/predict?steps=1", data=seventy_seven(kind, side), content_type="image/png")
    reading = check(answer.json)
    number = number_of(reading)
    assert number.text == "77"
    assert reading.size == [2 * side, side]
    assert [step.name for step in reading.steps or []][-1] == "ink", "what follows is of one digit"
    for part, left in zip(number.parts, (side // 6, side - side // 6), strict=True):
        drawn = (left + 0.28 * side, 0.2 * side, left + 0.72 * side, 0.82 * side)
        assert part.box == pytest.approx(list(drawn), abs=0.15 * side)
        assert part.reading is not None
        assert part.reading.digit == 7


def test_boxes_of_a_drawn_number_are_in_stroke_units(client: FlaskClient) -> None:
    reading = check(client.post("/api/v1/predict", json={"strokes": TWENTY_STROKES}).json)
    assert reading.size is None
    assert number_of(reading).text == "20"
    assert number_of(reading).parts[1].box == pytest.approx([104, 16, 146, 84], abs=25)


def test_numbers_and_doubts_of_a_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    two = (fake_readings.number("-20,5", (0, 0, 50, 20)), fake_readings.number("3/4", (60, 2, 90, 22), at_2=(4, 9)))
    read = fake_readings.page(*two, doubts=[Doubt("unread", (0, 30, 20, 40)), Doubt("gap", (50, 0, 60, 20))])
    monkeypatch.setattr(Recognizer, "read_normalized", lambda *_: read)
    reading = check(client.post("/api/v1/predict?steps=1", data=seven(), content_type="image/png").json)
    assert [one.text for one in reading.numbers] == ["-20,5", "3/4"]
    assert [part.text for part in reading.numbers[1].parts] == ["3", "/", "4"]
    assert [(one.reason, one.box) for one in reading.doubts] == [
        ("digit", [80, 2, 90, 22]),
        ("unread", [0, 30, 20, 40]),
        ("gap", [50, 0, 60, 20]),
    ]
    assert (reading.verdict, reading.digit, reading.candidates) == ("unsure", None, [])
    assert [step.name for step in reading.steps or []] == ["picture", "ink"]


def test_not_a_digit(client: FlaskClient) -> None:
    reading = check(client.post("/api/v1/predict", data=heart(), content_type="image/png").json)
    assert (reading.verdict, reading.digit, reading.candidates) == ("not_a_digit", None, [])
    assert max(reading.probabilities) > 0.1


def test_a_mirrored_digit_is_read_as_the_digit_meant(client: FlaskClient) -> None:
    images = [normalize_strokes(strokes).image for strokes in (SEVEN_STROKES, MIRRORED_SEVEN_STROKES)]
    plain, mirrored = (
        check(client.post("/api/v1/predict", json={"pixels": image.tolist()}).json)
        for image in images
        if image is not None
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
