"""Languages of the pages: which one a request prefers, and the translated texts.

``translations/PAGE.LANGUAGE.json`` holds a page's texts by name; ``common`` those of every page. English has all of
them. A paragraph (`LONG`) that another language lacks is shown in English.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Request, Response, g, request
from markupsafe import Markup, escape

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
"""Native name of each language by its code; the first language has every text."""

ADDRESSES = {
    "recognize": "/",
    "activations": "/inside",
    "compare": "/compare",
    "practise": "/practise",
    "learn": "/learn",
}
"""Path of each page, in the order of the menu."""

RIGHT_TO_LEFT = frozenset({"ar"})
LONG = "long."
"""Prefix of the names of paragraphs, which only English and French must have."""

COOKIE = "language"
_DEFAULT = next(iter(LANGUAGES))
_FOLDER = Path(__file__).parents[1] / "translations"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Words:
    """The texts of one page in one language, those of every page among them.

    Attributes:
        language: its code.
        texts: by name, with ``{placeholders}``.
        english: names of the texts that are in English because they have no translation.
    """

    language: str
    texts: dict[str, str]
    english: frozenset[str]

    def __call__(self, name: str, **values: object) -> str:
        """A text with its placeholders filled in.

        Raises:
            KeyError: there is no text of this name, or no value for a placeholder.
        """
        return self.texts[name].format_map(values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as the language writes it, with the digits 0 to 9; `js/shared/translations.js` does the same."""
        thousands = "" if abs(value) < int(self.texts["grouped_from"]) else self.texts["thousands_sign"]
        signs = {",": thousands, ".": self.texts["decimal_sign"]}
        return "".join(signs.get(letter, letter) for letter in f"{value:,.{decimals}f}")

    def either(self, things: Sequence[object]) -> str:
        """A list with "or", such as "4, 7 or 9"."""
        *others, last = map(str, things)
        return self.texts["or"].join([self.texts["comma"].join(others), last] if others else [last])

    def paragraph(self, name: str, **values: object) -> Markup:
        """A text, marked as English where it is not translated, for screen readers and its direction."""
        text = self(name, **values)
        return Markup('<span lang="en" dir="ltr">{}</span>').format(text) if name in self.english else escape(text)


@cache
def words(page: str, language: str) -> Words:
    """The texts of a page, or of `common` alone, in a language.

    Args:
        page: one of `ADDRESSES`, or "common".
        language: one of `LANGUAGES`.
    """
    own, english = (_texts("common", code) | _texts(page, code) for code in (language, _DEFAULT))
    return Words(language, english | own, frozenset(english.keys() - own.keys()))


def _texts(page: str, language: str) -> dict[str, str]:
    path = _FOLDER / f"{page}.{language}.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def preferred_language(request: Request) -> str:
    """The language of a request: by its query, else its cookie, else its `Accept-Language`."""
    preferred = (tag.partition("-")[0] for tag in request.accept_languages.values())
    for code in (request.args.get("lang"), request.cookies.get(COOKIE), *preferred):
        if code in LANGUAGES:
            return str(code)
    return _DEFAULT


def _address_in_language(code: str) -> str:
    """The address of the current page in another language, its query kept; the start page after a form."""
    if request.method == "POST":
        return f"/?lang={code}"
    query = request.args.copy()
    query["lang"] = code
    return "?" + urlencode(list(query.items(multi=True)))


def register(app: Flask) -> None:
    """Give templates the language of each request, and store it in a cookie when the query chose it."""

    @app.before_request
    def choose_language() -> None:
        g.language = preferred_language(request)

    @app.context_processor
    def template_variables() -> dict[str, object]:
        language = g.get("language", _DEFAULT)
        return {
            "t": words("common", language),
            "language": language,
            "languages": LANGUAGES,
            "addresses": list(ADDRESSES.items()),
            "in_language": _address_in_language,
            "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        }

    @app.after_request
    def store_choice(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        response.content_language.add(g.get("language", _DEFAULT))
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie(COOKIE, g.language, max_age=_YEAR, samesite="Lax", httponly=True)
        return response
