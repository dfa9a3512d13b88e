"""Compression, conditional requests, and OPTIONS."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

TEXTS = ("/", "/docs", "/openapi.json", "/api/v1/models", "/static/css/page.css", "/service-worker.js")
GZIP = {"Accept-Encoding": "br, gzip"}


@pytest.mark.parametrize("path", TEXTS)
def test_text_is_compressed_if_accepted(client: FlaskClient, path: str) -> None:
    with client.get(path) as plain, client.get(path, headers=GZIP) as packed, client.head(path, headers=GZIP) as head:
        assert plain.content_encoding is None
        assert packed.content_encoding == head.content_encoding == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert packed.content_length == head.content_length == len(packed.data) < len(plain.data)
        assert head.data == b""
        assert packed.content_type == plain.content_type
        assert "Accept-Encoding" in packed.vary
        assert "Accept-Encoding" in plain.vary
        assert packed.headers.get("ETag") == plain.headers.get("ETag")


@pytest.mark.parametrize("path", TEXTS[1:])
def test_304_for_either_encoding(client: FlaskClient, path: str) -> None:
    for first, then in ((GZIP, {}), ({}, GZIP), (GZIP, GZIP)):
        with client.get(path, headers=first) as had:
            tag = had.headers["ETag"]
            assert had.headers["Cache-Control"] == "no-cache"
        assert tag.startswith("W/")
        with client.get(path, headers={"If-None-Match": tag, **then}) as again:
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
            assert again.content_encoding is None


def test_docs_has_an_etag_for_each_language(client: FlaskClient) -> None:
    english = client.get("/docs")
    french = client.get("/docs", headers={"If-None-Match": english.headers["ETag"], "Accept-Language": "fr"})
    assert french.status_code == 200
    assert "Cette page est en anglais." in french.text
    assert '<article class="docs" lang="en" dir="ltr">' in french.text
    assert "is in English." not in english.text
    assert {"Accept-Language", "Cookie"} <= set(french.vary)


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("/static/icon-180.png", GZIP),
        ("/health/live", GZIP),
        ("/docs", {"Accept-Encoding": "br"}),
        ("/docs", {"Accept-Encoding": "gzip;q=0, *"}),
        ("/static/css/page.css", GZIP | {"Range": "bytes=0-1999"}),
    ],
    ids=["a picture", "short", "another", "refused", "a part"],
)
def test_not_compressed(client: FlaskClient, path: str, asks: dict[str, str]) -> None:
    with client.get(path, headers=asks) as answer:
        assert answer.content_encoding is None


def test_a_key_is_not_compressed(
    client_with: Callable[..., FlaskClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kept.sqlite'}")
    drawing = {"label": "7" * 40, "strokes": [[[0, 0], [10, 0], [4, 20]]]}
    answer = client_with(CORRECTIONS=True).post("/api/v1/corrections", json=drawing, headers=GZIP)
    assert answer.status_code == 201
    assert answer.content_encoding is None


@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1/models", "/v2", "/static/css/page.css"])
def test_options_has_no_content(client: FlaskClient, path: str) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.data) == (204, b"")
    assert {"GET", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))
    assert "Content-Type" not in answer.headers
    assert "Content-Length" not in answer.headers
