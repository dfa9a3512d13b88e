"""Limits on request bodies: where a 413 comes from.

Flask itself raises RequestEntityTooLarge for `MAX_CONTENT_LENGTH`, `MAX_FORM_MEMORY_SIZE` and `MAX_FORM_PARTS`.
`digits.web.http.rsgi` rejects bodies that are far over the limit while they arrive.
"""

from __future__ import annotations

from flask import current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

SERVER_FACTOR = 2
"""A body up to this many times `MAX_CONTENT_LENGTH` is received and then rejected by the application, whose answer
reaches the client. The server does not receive a longer one; a browser may show that as a lost connection."""


def limit_json_body() -> None:
    """Apply `MAX_JSON_BYTES` to the body that is about to be read."""
    request.max_content_length = current_app.config["MAX_JSON_BYTES"]


def limit_files(count: int) -> None:
    """Raise RequestEntityTooLarge (413) for more uploaded files than `MAX_FILES`."""
    if count > current_app.config["MAX_FILES"]:
        raise RequestEntityTooLarge


def too_large_message() -> str:
    """What a 413 says: every limit on a body, and what to do."""
    config = current_app.config
    return (
        f"The request is too large. The limits are {_bytes(config['MAX_CONTENT_LENGTH'])} in all, "
        f"{_bytes(config['MAX_JSON_BYTES'])} of JSON, {config['MAX_FILES']} files in a form and "
        f"{_bytes(config['MAX_FORM_MEMORY_SIZE'])} in its other fields. "
        "Send a smaller image, or fewer at a time."
    )


def _bytes(count: int) -> str:
    return f"{count / 2**20:.4g} MiB" if count >= 2**20 else f"{count / 2**10:.4g} KiB"
