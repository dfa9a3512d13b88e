"""The page Compare, the laboratory's results, and the race."""

import base64
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from web_pictures import SEVEN_STROKES, blank, seventy_seven

from digits.exemplars import exemplars
from digits.image import normalize_strokes
from digits.recognizer import shipped_models
from digits.web.pages.compare import axis_ends, axis_position
from digits.web.services import laboratory
from digits.web.services.languages import LANGUAGES

LABORATORY = "/api/v1/laboratory"


class Rows(HTMLParser):
    """Collects what the rows of the table carry for its sorting."""

    def __init__(self) -> None:
        super().__init__()
        self.models: list[dict[str, object]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        carried = dict(attrs).get("data-model")
        if tag == "tr" and carried:
            self.models.append(json.loads(carried))


def pixels(png: str) -> np.ndarray:
    header, _, content = png.partition(",")
    assert header == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(content))) as picture:
        return np.asarray(picture)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_the_table_without_javascript(client: FlaskClient, language: str) -> None:
    page = client.get(f"/compare?lang={language}")
    assert page.status_code == 200
    rows = Rows()
    rows.feed(page.text)
    shares = [model["test"]["errors"] / model["test"]["images"] for model in rows.models]  # type: ignore[index]
    assert {model["name"] for model in rows.models} == {model["name"] for model in laboratory.results()["models"]}
    assert shares == sorted(shares), "the best stands first"
    assert page.text.count("data-lane=") == len(shipped_models())
    assert len(page.data) < 118_000


def test_the_page_shows_errors_with_intervals(client: FlaskClient) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/compare").text))
    lenet = next(model for model in laboratory.results()["models"] if model["name"] == "lenet5")
    test = lenet["test"]
    assert f"{100 * test['errors'] / test['images']:.2f} % {100 * test['low']:.2f}–{100 * test['high']:.2f}" in text


def test_a_model_without_a_text_is_described_in_english(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    results = laboratory.results()
    other = results["models"][0] | {"name": "new_one", "description": "A <new> network."}
    monkeypatch.setattr(laboratory, "results", lambda: results | {"models": [*results["models"], other]})
    page = client.get("/compare?lang=fr").text
    assert '<span lang="en" dir="ltr">A &lt;new&gt; network.</span>' in page


def test_the_axis_holds_every_interval() -> None:
    error = {"errors": 1, "images": 10, "low": 0.0031, "high": 0.118}
    low, high = axis_ends([{"validation": error, "test": None}])
    assert (low, high) == pytest.approx((0.002, 0.2))
    assert axis_position((low, high), low) == 0
    assert axis_position((low, high), high) == 100
    assert axis_position((low, high), 0) == 0


def test_confusions_add_up(client: FlaskClient) -> None:
    answer = client.get(f"{LABORATORY}/confusions/lenet5").json
    model = next(model for model in laboratory.results()["models"] if model["name"] == "lenet5")
    for kind in ("validation", "test"):
        matrix = np.array(answer[kind])
        assert matrix.sum() == model[kind]["images"]
        assert matrix.sum() - np.trace(matrix) == model[kind]["errors"]
    assert client.get(f"{LABORATORY}/confusions/default").json["validation"] is None


def test_each_confusion_cell_has_as_many_images_as_it_counts(client: FlaskClient) -> None:
    matrix = client.get(f"{LABORATORY}/confusions/knn_deformation").json["validation"]
    found = laboratory.mistakes()
    for truth in range(10):
        for read in range(10):
            if truth == read:
                continue
            answer = client.get(f"{LABORATORY}/confusions/knn_deformation/{truth}/{read}").json
            assert len(answer["images"]) == matrix[truth][read]
            assert all(image["truth"] == truth for image in answer["images"])
            counts = [image["misread_by"] for image in answer["images"]]
            assert counts == sorted(counts, reverse=True)
    image = client.get(f"{LABORATORY}/confusions/knn_deformation/0/6").json["images"][0]
    (number,) = np.flatnonzero(found.mnist_indices == image["mnist_index"])
    assert np.array_equal(pixels(image["png"]), 255 - found.images[number])


def test_the_hardest_images_are_those_that_most_models_misread(client: FlaskClient) -> None:
    answer = client.get(f"{LABORATORY}/hardest").json
    counts = [image["misread_by"] for image in answer["images"]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == laboratory.mistakes().misreaders.max()
    for image in answer["images"]:
        assert len(image["said"]) == image["misread_by"]
        assert set(image["said"]) <= set(answer["models"])
        assert image["truth"] not in image["said"].values()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("confusions/nobody", "There is no model nobody. Available: "),
        ("confusions/nobody/1/2", "There is no model nobody. Available: "),
        ("confusions/default/1/2", "No list of mistakes for default. Available: "),
        ("confusions/lenet5/1/1", "two different digits"),
        ("confusions/lenet5/1/12", "two different digits"),
    ],
)
def test_404_of_the_laboratory(client: FlaskClient, path: str, said: str) -> None:
    answer = client.get(f"{LABORATORY}/{path}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert said in answer.json["detail"]


def test_every_shipped_model_runs_in_the_race(client: FlaskClient) -> None:
    answer = client.post("/api/v1/race", json={"strokes": SEVEN_STROKES})
    assert answer.status_code == 200
    readings = answer.json["readings"]
    cards = shipped_models()
    assert {reading["model"] for reading in readings} == set(cards)
    times = [reading["milliseconds"] for reading in readings]
    assert times == sorted(times)
    assert times[0] > 0
    for reading in readings:
        assert reading["digit"] == reading["most_like"] == 7
        assert 0.1 < reading["probability"] <= 1
        assert reading["macs"] == cards[reading["model"]]["macs"]


def test_the_race_reads_what_each_model_reads_alone(client: FlaskClient) -> None:
    body = {"pixels": exemplars().images[322].tolist()}
    for reading in client.post("/api/v1/race", json=body).json["readings"]:
        alone = client.post(f"/api/v1/predict?model={reading['model']}", json=body).json
        assert (reading["digit"], reading["verdict"]) == (alone["digit"], alone["verdict"])
        assert reading["probability"] == pytest.approx(max(alone["probabilities"]), abs=1e-6)


def test_the_race_is_over_the_digit_without_what_is_around_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = normalize_strokes(SEVEN_STROKES).digit
    monkeypatch.setattr("digits.web.services.race.single_digit", lambda _: own)
    body = {"image": base64.b64encode(seventy_seven()).decode()}
    assert own is not None
    alone = client.post("/api/v1/race", json={"pixels": own.image.tolist()}).json["readings"]
    raced = client.post("/api/v1/race", json=body).json["readings"]
    assert {one["model"]: one["probability"] for one in raced} == {one["model"]: one["probability"] for one in alone}


def test_a_number_is_taken_as_one_digit(client: FlaskClient) -> None:
    image = base64.b64encode(seventy_seven()).decode()
    readings = client.post("/api/v1/race", json={"image": image}).json["readings"]
    assert "number" not in {reading["verdict"] for reading in readings}


def test_the_race_is_empty_for_a_blank_image(client: FlaskClient) -> None:
    image = base64.b64encode(blank()).decode()
    for body in ({"image": image}, {"pixels": [[0] * 28] * 28}, {"strokes": []}):
        assert client.post("/api/v1/race", json=body).json["readings"] == []


def test_the_default_model_runs_once(client_with: Callable[..., FlaskClient]) -> None:
    readings = client_with().post("/api/v1/race", json={"strokes": SEVEN_STROKES}).json["readings"]
    names = [reading["model"] for reading in readings]
    assert len(names) == len(set(names)) == len(shipped_models())
