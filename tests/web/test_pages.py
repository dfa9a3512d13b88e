"""The pages, and the form that works without JavaScript."""

import io
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from web_pictures import blank, heart, seven, seventy_seven
from werkzeug.datastructures import MultiDict

from digits.web.services.languages import words


class Inline(HTMLParser):
    """Collects what the content security policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        data = names.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in names and not data):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]


def post(client: FlaskClient, *files: tuple[bytes, str]) -> str:
    form = MultiDict(("file", (io.BytesIO(content), name)) for content, name in files)
    answer = client.post("/read", data=form)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    return answer.text


@pytest.mark.parametrize(
    "path", ["/", "/inside", "/compare", "/practise", "/practise/worksheet", "/learn", "/docs", "/nothing"]
)
def test_pages_hold_nothing_that_the_policy_forbids(client: FlaskClient, path: str) -> None:
    parser = Inline()
    parser.feed(client.get(path).text)
    assert parser.found == []


def test_the_form_is_answered_with_a_list(client: FlaskClient) -> None:
    text = post(client, (seven(), "one.png"), (b"hello", "two.txt"), (blank(), "three.png"))
    assert text.index("one.png") < text.index("two.txt") < text.index("three.png")
    assert "data:image/png;base64," in text


def test_a_number_is_shown_with_the_box_of_each_digit_and_its_reading(client: FlaskClient) -> None:
    text = post(client, (seventy_seven(), "77.png"))
    assert words("recognize", "en")("verdict.number", text="77") in text
    assert 'viewBox="0 0 560 280"' in text
    assert text.count("<rect x=") == 2
    assert text.count('class="part-text">7<') == 2


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
