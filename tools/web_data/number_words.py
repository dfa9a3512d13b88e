"""The names of the numbers 0 to 100 in the languages that the page Practise teaches, by the library num2words.

Where the library (0.5.14) is wrong the word is set right here, and the file says so beside the words (``corrected``):
its Belgian French has *quatre-vingt* and *quatre-vingt et un* where Belgium, as France, writes *quatre-vingts* and
*quatre-vingt-un*, and its Arabic sets a space after the conjunction wāw, which is written as one with the next word.
Its German *einhundert* is right, but schools count *neunundneunzig, hundert*.
"""

import json
from importlib.metadata import version
from pathlib import Path

from num2words import num2words

from digits.atomic_write import atomic_write

LANGUAGES = {"en": "en", "fr": "fr", "fr-BE": "fr_BE", "fr-CH": "fr_CH", "es": "es", "de": "de", "ar": "ar"}
"""The library's name for each language by its BCP 47 code."""

NUMBERS = range(101)
_BELGIAN = {"quatre-vingt": "quatre-vingts", "quatre-vingt et un": "quatre-vingt-un"}
_GERMAN = {"einhundert": "hundert"}
_CONJUNCTION = " \N{ARABIC LETTER WAW} "


def write(path: Path) -> None:
    """Write ``words``, a list of 101 for each language; ``corrected``, the library's word by number; ``source``."""
    said = {code: [num2words(number, lang=name) for number in NUMBERS] for code, name in LANGUAGES.items()}
    words = {code: [_correct(code, word) for word in names] for code, names in said.items()}
    corrected = {
        code: {number: said[code][number] for number in NUMBERS if said[code][number] != words[code][number]}
        for code in LANGUAGES
    }
    content = {
        "source": f"num2words {version('num2words')}",
        "corrected": {code: changes for code, changes in corrected.items() if changes},
        "words": words,
    }
    with atomic_write(path) as hidden:
        hidden.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _correct(language: str, word: str) -> str:
    if language == "fr-BE":
        return _BELGIAN.get(word, word)
    if language == "de":
        return _GERMAN.get(word, word)
    if language == "ar":
        return word.replace(_CONJUNCTION, _CONJUNCTION.rstrip())
    return word
