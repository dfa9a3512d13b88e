"""Pictures and drawings of the slides, and what `slides.pictures` found in the data set."""

import base64
import json
from pathlib import Path

import jinja2
from markupsafe import Markup, escape
from tools.documents.language import Language
from tools.documents.ledger import Entry

from slides.deck import typeset

FOLDER = Path(__file__).parent
_TYPES = {".webp": "image/webp", ".png": "image/png"}


def facts() -> Entry:
    """What `slides.pictures` found when it made the pictures."""
    found: Entry = json.loads((FOLDER / "pictures" / "facts.json").read_text("utf-8"))
    return found


def drawing(language: Language, name: str) -> Markup:
    """A drawing of `slides/drawings`, its words in this language."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "drawings"), undefined=jinja2.StrictUndefined, autoescape=True
    )
    words = {
        "say": lambda english, french: typeset(language.choose(english, french), language),
        "image": data,
    }
    return Markup(environment.get_template(f"{name}.svg").render(words).strip())  # noqa: S704


def picture(_: Language, file: str, alternative: str, kind: str = "pixels") -> Markup:
    """A picture of `slides/pictures`."""
    return Markup(f'<img src="{data(file)}" alt="{escape(alternative)}" class="{kind}">')  # noqa: S704


def screen(language: Language, name: str, alternative: str) -> Markup:
    """The screenshot of a page of the application in this language."""
    return picture(language, f"{name}.{language.code}.webp", alternative, "screen")


def data(file: str) -> str:
    """A picture of `slides/pictures` as an address that holds it."""
    path = FOLDER / "pictures" / file
    return f"data:{_TYPES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
