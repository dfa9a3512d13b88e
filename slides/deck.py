"""A text in Markdown to one HTML file that needs nothing beside it.

A text is slides between lines of three dashes. A slide is a heading with the slide's name, ``# Heading {#name}`` (a
second word in the braces, ``.kind``, is its layout), the body, a line of three question marks, and what the speaker
says. ``{{ ... }}`` calls what `slides.figures` has; a name that it has not is an error.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markdown import Markdown
from markupsafe import Markup
from tools.documents.language import Language

FOLDER = Path(__file__).parent
_HEADING = re.compile(r"# (?P<title>.+?) \{#(?P<name>[a-z0-9-]+)(?: \.(?P<kind>[a-z-]+))?\}\n")
_ALONE = re.compile(r"<p>(\{\{[^}]*\}\})</p>")
_COLOUR = re.compile(r"^  (--[a-z-]+: #[0-9a-f]{6};)$", re.MULTILINE)

_NARROW, _WIDE = "\u202f", "\u00a0"
_FRENCH_SPACES = (
    (re.compile(r" (?=[;?!])"), _NARROW),
    (re.compile(r" (?=[:»%])"), _WIDE),
    (re.compile(r"(?<=«) "), _WIDE),
)


@dataclass(frozen=True)
class Slide:
    """A slide as HTML.

    Attributes:
        name: what it is called in addresses; the same in all languages.
        kind: its layout, a CSS class; empty for the usual one.
        title: the heading.
        body: below the heading.
        notes: what the speaker says.
    """

    name: str
    kind: str
    title: Markup
    body: Markup
    notes: Markup


class TextError(ValueError):
    """A slide that lacks something; the message says which."""


def slides(text: str, language: Language, figures: Mapping[str, Any]) -> list[Slide]:
    """The slides of a text, its placeholders filled.

    Raises:
        TextError: a slide has no heading with a name, or no notes.
        jinja2.UndefinedError: a placeholder that `figures` has not.
    """
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    environment.globals.update(figures)
    return [_slide(part.strip() + "\n", language, environment) for part in re.split(r"^---$", text, flags=re.MULTILINE)]


def _slide(part: str, language: Language, environment: jinja2.Environment) -> Slide:
    heading = _HEADING.match(part)
    body, marks, notes = part.partition("\n???\n")
    if heading is None or not marks or not notes.strip():
        raise TextError(f"a heading `# Heading {{#name}}` and notes after ??? are needed: {part[:60]!r}")

    def made(markdown: str) -> Markup:
        html = Markdown(extensions=["attr_list", "fenced_code", "md_in_html"]).convert(typeset(markdown, language))
        return Markup(environment.from_string(_ALONE.sub(r"\1", html)).render())  # noqa: S704

    title = Markup(str(made(heading["title"])).removeprefix("<p>").removesuffix("</p>"))  # noqa: S704
    return Slide(heading["name"], heading["kind"] or "", title, made(body[heading.end() :]), made(notes))


def typeset(text: str, language: Language) -> str:
    """Text with the spaces that French has before some signs made such that no line ends there."""
    if language.code == "fr":
        for pattern, space in _FRENCH_SPACES:
            text = pattern.sub(space, text)
    return text


def page(found: list[Slide], language: Language) -> str:
    """The whole file: every slide, style, script and font in it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True
    )
    words = json.loads((FOLDER / "labels.json").read_text("utf-8"))[language.code]
    return environment.get_template("template.html").render(
        language=language.code,
        words=words,
        slides=found,
        style=Markup(style()),  # noqa: S704
        script=Markup((FOLDER / "presenter.js").read_text("utf-8")),  # noqa: S704
    )


def rendered(code: str) -> str:
    """The file of a language, from its text and from what `results/` holds now."""
    from slides.figures import LANGUAGES, figures

    language = LANGUAGES[code]
    return page(slides((FOLDER / f"{code}.md").read_text("utf-8"), language, figures(language)), language)


def style() -> str:
    """The style sheet, with the application's colours and the font in it."""
    colours = (FOLDER.parent / "src/digits/web/static/css/vars.css").read_text("utf-8").partition("@media")[0]
    faces = "\n".join(_face(path) for path in sorted((FOLDER / "fonts").glob("inter-*.woff2")))
    variables = "\n".join(f"  {colour}" for colour in _COLOUR.findall(colours))
    return f"{faces}\n:root {{\n{variables}\n}}\n{(FOLDER / 'style.css').read_text('utf-8')}"


def _face(path: Path) -> str:
    """A weight of the font; one file for each, for a variable one is printed glyph by glyph."""
    weight = path.stem.rpartition("-")[2]
    font = base64.b64encode(path.read_bytes()).decode("ascii")
    source = f'url(data:font/woff2;base64,{font}) format("woff2")'
    return f'@font-face {{ font-family: "Inter"; font-weight: {weight}; src: {source}; }}'
