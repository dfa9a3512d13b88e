"""Record the answers to the examples, when a model or an answer's form changes: ``python -m digits.web.openapi``."""

from __future__ import annotations

import json
import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from digits.web import create_app
from digits.web.openapi.examples import IDENTIFIER, KEY, RECORDED, shortened
from digits.web.openapi.operations import OPERATIONS
from digits.web.openapi.parts import PICTURE_ADDRESS


def answers(client: FlaskClient) -> dict[str, Any]:
    """Ask a client of an application for every example, and return the answers as the document shows them."""
    found: dict[str, Any] = {}
    for operation in OPERATIONS:
        if operation.media not in {"application/json", "text/plain"}:
            continue
        answer = client.open(operation.address, method=operation.method.upper(), json=operation.example)
        if answer.status_code != operation.status:
            raise RuntimeError(f"{operation.name} is answered with {answer.status}: {answer.text}")
        found[operation.name] = shortened(answer.json if answer.is_json else answer.text)
    seven = client.get(PICTURE_ADDRESS).data
    files = {"file": [(BytesIO(seven), "seven.png"), (BytesIO(b"GIF89a"), "broken.gif")]}
    form = client.post("/api/v1/predict", data=files)
    return found | {
        "predict_form": shortened(form.json),
        "keepCorrection": found["keepCorrection"] | {"id": IDENTIFIER, "key": KEY},
    }


def main() -> None:
    """Write them beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/corrections.sqlite"
        found = answers(create_app({"CORRECTIONS": True}).test_client())
        beside = Path(f"{RECORDED}.new")
        beside.write_text(json.dumps(found, separators=(",", ":")) + "\n", "utf-8")
        beside.replace(RECORDED)


if __name__ == "__main__":
    main()
