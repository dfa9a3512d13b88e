"""Corrections: off unless the operator allows them; their key deletes them."""

import base64
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from web_pictures import printed_lines, ruled_seven, seven, seventy_seven

import fake_readings
from digits.corrections import MAX_LABEL_LENGTH, Corrections, single_digits
from digits.recognizer import Recognizer
from digits.web.settings import SettingError

ADDRESS = "/api/v1/corrections"
SEVEN = [[[0, 0], [10, 0], [4, 20]]]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'kept.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.fixture
def asking(url: str, client_with: Callable[..., FlaskClient]) -> FlaskClient:
    return client_with(CORRECTIONS=True, MAX_CORRECTIONS=2)


def test_without_the_package_for_them_the_application_says_what_to_install(
    client_with: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(SettingError, match=r"pip install 'digits-classification\[corrections\]'"):
        client_with(CORRECTIONS=True)


def test_403_unless_the_operator_allows_corrections(client: FlaskClient, url: str) -> None:
    answer = client.post(ADDRESS, json={"label": "7", "strokes": SEVEN})
    assert answer.status_code == 403
    assert "DIGITS_WEB_CORRECTIONS" in answer.json["detail"]
    assert 'name="label"' not in client.get("/").text


def test_a_drawing_is_stored_and_deleted(asking: FlaskClient, url: str) -> None:
    assert 'name="label"' in asking.get("/").text
    answer = asking.post(ADDRESS, json={"label": " 7 ", "strokes": SEVEN})
    assert answer.status_code == 201
    (kept,) = Corrections(url)
    assert (kept.id, kept.label, kept.strokes) == (answer.json["id"], "7", SEVEN)
    assert kept.ink is not None
    assert kept.ink.max() == 255
    place = f"{ADDRESS}/{kept.id}"
    unasked = asking.delete(place)
    assert (unasked.status_code, unasked.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert asking.delete(place, headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert asking.delete(place, headers={"Authorization": f"Bearer {answer.json['key']}"}).status_code == 204
    assert len(Corrections(url)) == 0


def test_of_a_picture_read_as_numbers_no_ink_is_stored_and_the_answer_is_all_that_was_read(
    asking: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = fake_readings.page(fake_readings.number("1/7", (0, 0, 9, 9)), fake_readings.number("7", (0, 9, 9, 20)))
    monkeypatch.setattr(Recognizer, "read_normalized", lambda *_: read)
    for label in ("7", "7 / 7"):
        answer = asking.post(ADDRESS, json={"label": label, "image": base64.b64encode(seventy_seven()).decode()})
        assert answer.status_code == 201
    first, second = Corrections(url)
    assert (first.label, first.ink) == ("7", None)
    assert (second.label, second.ink) == ("7/7", None)
    assert first.read_as == second.read_as == "1/7 7"


def test_an_answer_longer_than_the_column_ends_with_its_last_whole_number(
    asking: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [fake_readings.number("123,5", (0, 9 * row, 50, 9 * row + 8)) for row in range(9)]
    monkeypatch.setattr(Recognizer, "read_normalized", lambda *_: fake_readings.page(*numbers))
    label = " ".join(["123,4"] * 6)
    assert asking.post(ADDRESS, json={"label": label, "strokes": SEVEN}).status_code == 201
    assert asking.post(ADDRESS, json={"label": f"{label} 1234567", "strokes": SEVEN}).status_code == 422
    (kept,) = Corrections(url)
    assert kept.label == label
    assert kept.read_as == " ".join(["123,5"] * 6)
    assert len(kept.read_as) <= MAX_LABEL_LENGTH


ZIGZAG = [[[0, 0], [10, 40], [20, 0], [30, 40], [40, 0], [50, 40]]]


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [
        ({"image": base64.b64encode(seven()).decode()}, True),
        ({"image": base64.b64encode(ruled_seven()).decode()}, True),
        ({"image": base64.b64encode(printed_lines()).decode()}, False),
        ({"image": base64.b64encode(seventy_seven()).decode()}, False),
        ({"strokes": ZIGZAG}, True),
        ({"strokes": [*SEVEN, [[40, 0], [50, 0], [44, 20]]]}, False),
    ],
    ids=["digit", "digit on lines", "lines", "two digits", "drawing of nothing", "drawing of two digits"],
)
def test_an_image_to_train_on_is_stored_where_its_ink_is_that_of_one_digit(
    asking: FlaskClient, url: str, sent: dict[str, object], is_kept: bool
) -> None:
    assert asking.post(ADDRESS, json={"label": "7", **sent}).status_code == 201
    (kept,) = Corrections(url)
    assert (kept.ink is not None) == is_kept
    assert len(single_digits([kept])) == is_kept


def test_a_picture_is_stored_as_sent(asking: FlaskClient, url: str) -> None:
    picture = seven()
    answer = asking.post(ADDRESS, json={"label": "1", "image": base64.b64encode(picture).decode()})
    assert answer.status_code == 201
    (kept,) = Corrections(url)
    assert kept.picture == picture


def test_the_named_model_s_answer_is_stored(asking: FlaskClient, url: str) -> None:
    for model in ("lenet5", None):
        assert asking.post(ADDRESS, json={"label": "7", "strokes": SEVEN, "model": model}).status_code == 201
    models = {one["name"]: one["sha256"] for one in asking.get("/api/v1/models").json["models"]}
    assert [one.model for one in Corrections(url)] == [models["lenet5"], models["default"]]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"strokes": SEVEN}, "/label"),
        ({"label": "seven", "strokes": SEVEN}, "digits 0 to 9"),
        ({"label": "7"}, "exactly one of `image` and `strokes`"),
        ({"label": "7", "strokes": SEVEN, "image": "AAAA"}, "exactly one of `image` and `strokes`"),
        ({"label": "7", "image": "AAAA"}, "picture"),
        ({"label": "7", "strokes": SEVEN, "model": "none"}, "/model"),
        ({"label": "7", "strokes": SEVEN, "model": "../x.onnx"}, "/model"),
    ],
)
def test_422_for_a_wrong_body(asking: FlaskClient, url: str, body: dict[str, object], said: str) -> None:
    answer = asking.post(ADDRESS, json=body)
    assert answer.status_code == 422
    assert said in answer.json["detail"]
    assert len(Corrections(url)) == 0


def test_only_json_is_taken(asking: FlaskClient) -> None:
    assert asking.post(ADDRESS, data={"label": "7"}).status_code == 415


def test_503_when_the_store_is_full(asking: FlaskClient) -> None:
    statuses = [asking.post(ADDRESS, json={"label": "7", "strokes": SEVEN}).status_code for _ in range(3)]
    assert statuses == [201, 201, 503]


def test_the_store_is_never_fuller_than_allowed(url: str, client_with: Callable[..., FlaskClient]) -> None:
    app = client_with(CORRECTIONS=True, MAX_CORRECTIONS=5).application
    at_once = Barrier(8)

    def post(_: int) -> list[int]:
        at_once.wait()
        drawing = {"label": "7", "strokes": SEVEN}
        return [app.test_client().post(ADDRESS, json=drawing).status_code for _ in range(3)]

    with ThreadPoolExecutor(8) as threads:
        statuses = [status for one in threads.map(post, range(8)) for status in one]
    assert sorted(statuses) == [201] * 5 + [503] * 19
    assert len(Corrections(url)) == 5


def test_503_without_a_database(asking: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////no/such/folder/x.sqlite")
    answer = asking.post(ADDRESS, json={"label": "7", "strokes": SEVEN})
    assert answer.status_code == 503
    assert "/no/such" not in answer.text


def test_503_while_the_database_fails(asking: FlaskClient, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    drawing = {"label": "7", "strokes": SEVEN}
    kept = asking.post(ADDRESS, json=drawing).json
    file = tmp_path / "kept.sqlite"
    file.unlink()
    file.mkdir()
    key = {"Authorization": f"Bearer {kept['key']}"}
    for answer in (asking.post(ADDRESS, json=drawing), asking.delete(f"{ADDRESS}/{kept['id']}", headers=key)):
        assert answer.status_code == 503
        assert "in the server's log" in answer.json["detail"]
    assert caplog.text.count("unable to open database file") == 2
    assert "Traceback" not in caplog.text
    file.rmdir()
    assert asking.post(ADDRESS, json=drawing).status_code == 201
