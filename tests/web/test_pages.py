"""The pages, and the form that works without JavaScript."""

import io
import re

import pytest
from flask.testing import FlaskClient
from web_pictures import blank, heart, seven, seventy_seven
from werkzeug.datastructures import MultiDict

import fake_readings
from digits.recognizer import Doubt, Recognizer
from digits.web.services.languages import ADDRESSES, words

WORDS = words("recognize", "en")


def post(client: FlaskClient, *files: tuple[bytes, str]) -> str:
    form = MultiDict(("file", (io.BytesIO(content), name)) for content, name in files)
    answer = client.post("/read", data=form)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    return answer.text


@pytest.mark.parametrize("path", [*ADDRESSES.values(), "/practise/worksheet", "/docs", "/nothing"])
def test_pages_hold_nothing_that_the_policy_forbids_and_are_marked_in_the_menu(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    inline = r"<style|<script(?![^>]*(?: src=|application/json))|<[^>]+ (?:style|on[a-z]+)="
    assert not re.search(inline, page)
    assert re.findall('<a href="([^"]+)" aria-current="page"', page) == [path] * (path in ADDRESSES.values())


def test_the_form_is_answered_with_a_list(client: FlaskClient) -> None:
    text = post(client, (seven(), "one.png"), (b"hello", "two.txt"), (blank(), "three.png"))
    assert text.index("one.png") < text.index("two.txt") < text.index("three.png")
    assert "data:image/png;base64," in text


def test_a_number_is_shown_with_the_box_of_each_digit_and_its_reading(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = fake_readings.page(fake_readings.number("77", (56, 28, 504, 252)))
    monkeypatch.setattr(Recognizer, "read_normalized", lambda *_: read)
    text = post(client, (seventy_seven(), "77.png"))
    assert f"{WORDS('verdict.number', text='77')}</p>" in text
    assert 'viewBox="0 0 1000.0 500.0"' in text
    assert '<rect x="100.0" y="50.0" width="400.0" height="400.0" class=""' in text
    assert text.count("<rect x=") == 2
    assert text.count('class="part-text">7<') == 2
    assert "place-number" not in text


def test_numbers_are_shown_apart_with_the_places_to_check(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    two = (fake_readings.number("-3", (0, 0, 280, 280)), fake_readings.number("8/5", (280, 0, 560, 280), at_0=(8, 3)))
    unread = Doubt("unread", (400, 250, 500, 270))
    read = fake_readings.page(
        *two, doubts=[unread, Doubt("cut", two[1].parts[0].box), Doubt("mark", two[0].parts[0].box)]
    )
    monkeypatch.setattr(Recognizer, "read_normalized", lambda *_: read)
    text = post(client, (seventy_seven(), "page.png"))
    reasons = [WORDS(f"doubt.{reason}") for reason in ("digit", "mark", "cut", "unread")]
    check = WORDS("check", what=WORDS("check.numbers"), reasons=", ".join(reasons))
    assert f"{WORDS('verdict.numbers.list', list='−3; 8/5')}. {check}</p>" in text
    assert [part.split("<")[0] for part in text.split('class="number-text">')[1:]] == ["−3", "8/5"]
    details = [part.split(">")[1].split("<")[0] for part in text.split('class="part-detail"')[1:]]
    assert details[0] == WORDS("part.check", detail=WORDS("part.minus"))
    assert details[1:] == [
        "99.5\u00a0%",
        WORDS("part.or", percent=WORDS("part.unsure"), others="3"),
        WORDS("part.slash"),
        "99.5\u00a0%",
    ]
    assert text.count("<rect x=") == 5 + 1, "a part has no second box"
    assert text.count('class="is-unsure"') == 3
    places = [re.findall(r"place-number.>(\d)<", item) for item in text.split('class="doubt"')[1:]]
    assert places == [["1"], ["2"], ["1"], ["3"]], "one place may have two reasons"
    assert re.findall(r"<text [^>]*>(\d)</text>", text) == ["1", "2", "3"]


def test_a_digit_with_doubts_is_shown_with_its_bars_and_what_to_check(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = fake_readings.digit(7, 0.99, (), Doubt("cut", (0, 0, 50, 100)))
    monkeypatch.setattr(Recognizer, "read_normalized", lambda *_: read)
    text = post(client, (seven(), "7.png"))
    check = WORDS("check", what=WORDS("check.digit"), reasons=WORDS("doubt.cut"))
    assert f"{WORDS('verdict.digit', digit=7)}. {check}</p>" in text
    assert text.count("<rect x=") == 1
    assert re.search(r'<ol class="bars result-bars"\s*>', text)
    assert '<ol class="numbers" data-numbers hidden>' in text


def test_no_bars_for_what_is_no_digit(client: FlaskClient) -> None:
    text = post(client, (heart(), "heart.png"))
    assert words("recognize", "en")("verdict.not_a_digit") in text
    assert '<ol class="bars result-bars" hidden>' in text


def test_names_are_escaped(client: FlaskClient) -> None:
    text = post(client, (b"hello", "<img onerror=alert(1)>.png"), (seven(), "a\u202eb\x07.png"))
    assert "<img onerror" not in text
    assert "&lt;img onerror" in text
    assert "\u202e" not in text


def test_a_form_from_another_site_changes_nothing(client: FlaskClient) -> None:
    headers = {"Origin": "https://evil.example", "Referer": "https://evil.example/"}
    answer = client.post("/read", data={"file": (io.BytesIO(seven()), "7.png")}, headers=headers)
    assert answer.status_code == 200
    assert not {"Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers.keys())


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/read", 405), ("POST", "/", 405)]
)
def test_errors_are_pages(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert path in answer.text


def test_error_pages_escape_the_path(client: FlaskClient) -> None:
    assert "<script>alert" not in client.get("/<script>alert(1)</script>").text


def test_400_page_for_a_form_without_a_file(client: FlaskClient) -> None:
    answer = client.post("/read", data={"file": (io.BytesIO(), "")})
    assert answer.status_code == 400
    assert "Choose one or more files" in answer.text


@pytest.mark.parametrize(("language", "text"), [("en", "−20.5"), ("fr", "−20,5"), ("es", "−20,5"), ("ar", "−20,5")])
def test_a_decimal_number_is_written_as_the_language_does(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, language: str, text: str
) -> None:
    read = fake_readings.page(fake_readings.number("-20,5", (0, 0, 50, 20)))
    monkeypatch.setattr(Recognizer, "read_normalized", lambda *_: read)
    page = client.post(f"/read?lang={language}", data={"file": (io.BytesIO(seven()), "7.png")}).text
    assert words("recognize", language)("verdict.number", text=text) in page
    sign = words("common", language)("decimal_sign")
    assert f'<span class="part-text">{sign}</span>' in page
