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


def test_file_errors_are_in_the_page_language_and_english(client: FlaskClient) -> None:
    page = client.post("/read?lang=fr", data={"file": (io.BytesIO(b"no picture"), "none.png")}).text
    assert f'{words("common", "fr")("problem.422")} <span lang="en" dir="ltr">The picture' in page


def test_error_pages_are_translated(client: FlaskClient) -> None:
    assert "Page introuvable" in client.get("/nulle-part?lang=fr").text


def test_numbers_and_choices_are_written_as_the_language_does() -> None:
    assert words("recognize", "fr").number(97.25, 1) == "97,2"
    assert words("recognize", "en").number(97.25, 1) == "97.2"
    assert words("recognize", "fr").either([4, 7, 9]) == "4, 7 ou 9"
    assert words("recognize", "ar").either([4, 9]) == "4 أو 9"
    assert words("recognize", "es").either([4]) == "4"
