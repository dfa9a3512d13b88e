"""Files of the project as they are, and tables that the code has, for the documents that explain them."""

from collections.abc import Iterable
from functools import partial

from digits.web.services.languages import LANGUAGES
from digits.web.services.number_words import OWN_NAMES
from digits.web.settings import table
from tools.documents.filling import ROOT
from tools.documents.language import Language, in_both

_SHOWN = {
    "source.lenet": "src/digits/lab/networks/lenet_8_16.py",
    "source.default": "src/digits/lab/networks/default.py",
    "source.script": "script.py",
}


def source(path: str) -> str:
    """A file of Python in a fence with its path as the title."""
    return f'```python title="{path}"\n{(ROOT / path).read_text("utf-8").strip()}\n```'


def _listed(language: Language, names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} {language.choose('and', 'et')} {last}"


PASSAGES = {
    **{name: partial(source, path) for name, path in _SHOWN.items()},
    "settings": table,
    **in_both("languages.pages", partial(_listed, names=LANGUAGES.values())),
    **in_both("languages.practise", partial(_listed, names=OWN_NAMES.values())),
}
