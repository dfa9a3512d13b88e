"""The names of numbers: written by the library, set right where it is wrong, and nothing has drifted."""

import json
from pathlib import Path

import pytest
from tools.web_data import number_words as maker

from digits.web.services import number_words

KEPT = json.loads(number_words.FILE.read_text("utf-8"))


def test_written_again_it_is_the_same(tmp_path: Path) -> None:
    maker.write(tmp_path / "words.json")
    assert (tmp_path / "words.json").read_text("utf-8") == number_words.FILE.read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "number", "word"),
    [
        ("en", 21, "twenty-one"),
        ("fr", 71, "soixante et onze"),
        ("fr", 80, "quatre-vingts"),
        ("fr", 90, "quatre-vingt-dix"),
        ("fr", 97, "quatre-vingt-dix-sept"),
        ("fr-BE", 70, "septante"),
        ("fr-BE", 80, "quatre-vingts"),
        ("fr-BE", 81, "quatre-vingt-un"),
        ("fr-BE", 91, "nonante et un"),
        ("fr-CH", 80, "huitante"),
        ("es", 16, "dieciséis"),
        ("es", 22, "veintidós"),
        ("es", 31, "treinta y uno"),
        ("de", 16, "sechzehn"),
        ("de", 22, "zweiundzwanzig"),
        ("de", 30, "dreißig"),
        ("de", 71, "einundsiebzig"),
        ("de", 100, "hundert"),
        ("ar", 8, "ثمانية"),
        ("ar", 12, "اثنا عشر"),
        ("ar", 21, "واحد وعشرون"),
    ],
)
def test_grammar(language: str, number: int, word: str) -> None:
    assert number_words.number_words()[language][number] == word


def test_every_number_has_one_name_and_every_name_one_number() -> None:
    for language, words in number_words.number_words().items():
        assert len(words) == len(set(words)) == 101, language


def test_what_was_set_right_is_reported() -> None:
    assert set(KEPT["corrected"]) == {"fr-BE", "de", "ar"}
    assert KEPT["corrected"]["fr-BE"] == {"80": "quatre-vingt", "81": "quatre-vingt et un"}
    for language, changes in KEPT["corrected"].items():
        for number, said in changes.items():
            assert KEPT["words"][language][int(number)] != said
