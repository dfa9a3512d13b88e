"""Languages of the pages: chosen by query, cookie or browser, and complete."""

import io
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web_pictures import seven

import digits.web
from digits.web.services.languages import ADDRESSES, LANGUAGES, LONG, words

FOLDER = Path(digits.web.__file__).parent / "translations"
CATALOGS = ("common", *ADDRESSES)
PLACES = re.compile(r"\{(\w*)\}")


def catalog(page: str, language: str) -> dict[str, str]:
    return json.loads((FOLDER / f"{page}.{language}.json").read_text("utf-8"))


@pytest.mark.parametrize("page", CATALOGS)
@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_translations_are_complete_with_all_placeholders(page: str, language: str) -> None:
    english, own = catalog(page, "en"), catalog(page, language)
    plural = re.compile(r"\.(zero|one|two|few|many)$")
    missing = {name for name in english.keys() - own.keys() if not plural.search(name)}
    assert {name for name in missing if language == "fr" or not name.startswith(LONG)} == set()
    assert {name for name in own.keys() - english.keys() if not plural.search(name)} == set()
    for name in own.keys() & english.keys():
        missing = set(PLACES.findall(english[name])) ^ set(PLACES.findall(own[name]))
        assert missing <= ({"count"} if plural.search(name) else set()), name
        assert own[name]


@pytest.mark.parametrize("page", CATALOGS)
def test_french_typography(page: str) -> None:
    for name, text in catalog(page, "fr").items():
        assert not re.search(r"\w'\w", text), (name, text)
        assert not re.search(r"(?<![\u00a0\u202f:/])[;?!](?=\s|$)", text), (name, text)
        assert not re.search(r"[^\W\d][ ]?:(?=\s|$)", text), (name, text)


@pytest.mark.parametrize("path", ADDRESSES.values())
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_query_chooses_the_language_and_a_cookie_stores_it(client: FlaskClient, path: str, language: str) -> None:
    page = client.get(f"{path}?lang={language}")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page.text
    assert f"language={language}" in page.headers["Set-Cookie"]
    again = client.get(path)
    assert f'<html lang="{language}"' in again.text
    assert "Set-Cookie" not in again.headers


@pytest.mark.parametrize(
    ("preferred", "language"), [("fr-CH, en;q=0.5", "fr"), ("de, es;q=0.8", "es"), ("ja", "en"), ("", "en")]
)
def test_accept_language_chooses_the_language(client: FlaskClient, preferred: str, language: str) -> None:
    page = client.get("/", headers={"Accept-Language": preferred})
    assert f'<html lang="{language}"' in page.text


def test_an_unknown_language_is_ignored(client: FlaskClient) -> None:
    page = client.get("/?lang=xx", headers={"Accept-Language": "fr"})
    assert '<html lang="fr"' in page.text
    assert "Set-Cookie" not in page.headers


def test_language_links_keep_the_query(client: FlaskClient) -> None:
    page = client.get("/practise/worksheet?digits=3-5&lang=fr").text
    assert 'href="?digits=3-5&amp;lang=es"' in page
    assert '<a href="/practise" aria-current="true">' in page


def test_language_links_after_a_form_lead_to_the_start_page(client: FlaskClient) -> None:
    page = client.post("/read", data={"file": (io.BytesIO(seven()), "seven.png")}).text
    assert 'href="/?lang=fr"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_is_refused_in_the_page_language(client: FlaskClient, language: str) -> None:
    damaged = {"empty": b"", "format": b"no picture", "damaged": seven()[:60]}
    for reason, content in damaged.items():
        files = {"file": [(io.BytesIO(content), "one.png"), (io.BytesIO(seven()), "7.png")]}
        page = client.post(f"/read?lang={language}", data=files).text
        if language == "en":
            assert '<span lang="en" dir="ltr">The picture is' in page
        else:
            assert words("recognize", language)(f"refused.{reason}") in page
            assert 'lang="en" dir="ltr">The picture' not in page


def test_error_pages_are_translated(client: FlaskClient) -> None:
    assert "Page introuvable" in client.get("/nulle-part?lang=fr").text


def test_numbers_and_choices_are_written_as_the_language_does() -> None:
    assert words("recognize", "fr").number(97.25, 1) == "97,2"
    assert words("recognize", "en").number(97.25, 1) == "97.2"
    written = {code: words("recognize", code).number(1234.5, 1) for code in LANGUAGES}
    assert written == {"en": "1,234.5", "fr": "1\u202f234,5", "es": "1234,5", "ar": "1\u202f234,5"}
    assert words("compare", "es").number(36194304) == "36\u202f194\u202f304"
    assert words("compare", "en").number(-36194304) == "-36,194,304"
    assert words("recognize", "fr").either([4, 7, 9]) == "4, 7 ou 9"
    assert words("recognize", "ar").either([4, 9]) == "4 أو 9"
    assert words("recognize", "es").either([4]) == "4"


WRONG_SIGNS = {
    "en": r"\d,\d(?!\d\d)|\d[\u00a0\u202f ]\d{3}\b",
    "fr": r"\d\.\d|\d,\d{3}\b",
    "es": r"\d\.\d|\d,\d{3}\b",
    "ar": r"\d\.\d|\d,\d{3}\b",
}


@pytest.mark.parametrize("page", CATALOGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_in_texts_are_written_as_the_language_does(page: str, language: str) -> None:
    for name, text in catalog(page, language).items():
        assert not re.search(WRONG_SIGNS[language], text), (name, text)


def test_signed_numbers_in_arabic_run_from_left_to_right() -> None:
    texts = catalog("recognize", "ar")
    for name in ("verdict.number", "verdict.numbers.list", "correction.saved", "correction.one_digit"):
        assert re.search("\u2066\\{(text|list|label)\\}\u2069", texts[name]), name


@pytest.mark.parametrize("page", CATALOGS)
def test_a_number_in_arabic_stands_at_the_left_of_its_latin_unit(page: str) -> None:
    for name, text in catalog(page, "ar").items():
        outside = re.sub("[\u2066\u2068].*?\u2069", "", text)
        assert not re.search(r"\}\s?(%|µs|ms|MAC)", outside), (name, text)


@pytest.mark.parametrize("page", CATALOGS)
def test_no_article_in_english_stands_before_a_number_that_may_need_another(page: str) -> None:
    for name, text in catalog(page, "en").items():
        assert not re.search(r"\b[Aa]n? \{(?!name|model)", text), (name, text)
        assert not re.search(r"\b[Aa] (8|11|18)\b", text), (name, text)
