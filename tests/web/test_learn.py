"""The page Learn, as rendered by the server."""

import json
import re
from base64 import b64decode
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import digits.web
from digits.web.pages.learn import curves
from digits.web.services.languages import LANGUAGES, Words, words

SCRIPTS = Path(digits.web.__file__).parent / "static" / "js" / "learn"
PLAYGROUNDS = ["perceptron", "xor", "softmax"]
TRAINING = ["layer", "epochs", "rate", "normalization", "adam"]
CONVOLUTION = ["convolution", "filters", "relu", "maps", "pooling", "dense", "why"]


def embedded(text: str, name: str) -> object:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_has_its_section_and_its_place_in_the_contents(client: FlaskClient, language: str) -> None:
    text = client.get(f"/learn?lang={language}").text
    for name in PLAYGROUNDS + TRAINING + CONVOLUTION:
        assert f'<section class="lesson{" is-play" if name in PLAYGROUNDS else ""}" id="{name}"' in text
        assert f'<a href="#{name}">' in text
        assert words("learn", language)(name) in text.replace("&#39;", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_complete(language: str) -> None:
    assert words("learn", language).english == set()


def test_untranslated_paragraphs_are_marked_as_english(client: FlaskClient) -> None:
    lacking = Words("ar", {"long.layer.1": "A layer"}, frozenset({"long.layer.1"}))
    assert lacking.paragraph("long.layer.1") == '<span lang="en" dir="ltr">A layer</span>'
    for language in set(LANGUAGES) - {"en"}:
        assert 'lang="en" dir="ltr"' not in client.get(f"/learn?lang={language}").text


@pytest.mark.parametrize(("language", "error", "images"), [("en", "3.51", "12,012"), ("fr", "3,51", "12\u202f012")])
def test_measured_figures_come_from_the_results(client: FlaskClient, language: str, error: str, images: str) -> None:
    measured = curves()["learning_rate"]
    (run,) = (one for one in measured["series"] if one["rate"] == 0.001)
    assert f"{100 * run['errors'] / measured['images']:.2f}".replace(".", error[1]) == error
    text = client.get(f"/learn?lang={language}").text
    assert f"<td>{error}</td>" in text
    assert images in text


def test_the_scripts_find_the_curves_and_a_digit_of_each_class(client: FlaskClient) -> None:
    text = client.get("/learn").text
    assert embedded(text, "curves") == curves()
    examples = embedded(text, "examples")
    assert isinstance(examples, list)
    assert [one["digit"] for one in examples] == list(range(10))
    assert {len(b64decode(one["pixels"])) for one in examples} == {784}


def test_ordered_data_is_in_lists(client: FlaskClient) -> None:
    """Flask sorts the keys of objects: what the curves of a figure are called rests on the order of lists."""
    shown = embedded(client.get("/learn").text, "curves")
    assert isinstance(shown, dict)
    names = [one["name"] for one in shown["optimizer_rates"]]
    assert names == [one["name"] for one in shown["optimizers"]["series"]] != sorted(names)


def test_the_scripts_ask_for_no_text_that_is_not_there() -> None:
    there = words("learn", "en").texts
    scripts = "".join(path.read_text() for path in SCRIPTS.glob("*.js"))
    asked = re.findall(r'\b(?:t|plural)\((?:\w+, )?"([\w.]+)"', scripts)
    assert len(asked) > 20
    assert set(asked) <= there.keys()
