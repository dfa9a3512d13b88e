"""Answers the page's requests for readings in place of the server."""

from __future__ import annotations

import json

from digits.recognizer import Reading

PREDICT = "**/api/v1/predict*"


def answer_with(page, reading: Reading, size: tuple[int, int] | None = None) -> None:
    """Answer every request with this reading, until the next call; of a drawing, or of a picture of a size."""
    answer = reading.as_dict() | {"size": size}
    body = json.dumps(answer if size is None else {"readings": [answer | {"name": "page.png"}]})
    page.unroute(PREDICT)
    page.route(PREDICT, lambda route: route.fulfill(body=body, content_type="application/json"))
