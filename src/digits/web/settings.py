"""Every setting of the web application: its name, its default and what it means, in one table.

`docs/limits.md` prints the same table; a test fails when they differ. A setting is given to
`create_app` in a mapping, or to `digits serve` and `script.py` by an environment variable, whose
name is the setting's behind `DIGITS_WEB_`: `DIGITS_WEB_MAX_PIXELS=20000000 digits serve`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from digits.image import MAX_PIXELS

MEBIBYTE = 1024 * 1024
FORM_BUFFER = 128 * 1024
"""Bytes: Werkzeug holds its form parser's buffer, of 64 KiB and a rest, to MAX_FORM_MEMORY_SIZE too."""
ENVIRONMENT_PREFIX = "DIGITS_WEB_"


class SettingError(ValueError):
    """A setting that does not exist or has a value it cannot have; the message names it."""


@dataclass(frozen=True)
class Setting:
    """One setting; `default` also gives its type, and a number must be at least `least`."""

    name: str
    default: bool | int | str | list[str] | None
    meaning: str
    least: int = 1


SETTINGS = (
    Setting("MODEL", "default", "model that reads where a request names none: a shipped name or a path"),
    Setting("WARM_UP", True, "load the model and read once before the factory returns"),
    Setting("TRUSTED_HOSTS", None, "`Host` values that are answered (`.example.org` with subdomains); unset: any"),
    Setting("TRUSTED_PROXIES", 0, "proxies in front whose `X-Forwarded-*` headers are believed; 0: none", 0),
    Setting("MAX_CONTENT_LENGTH", 32 * MEBIBYTE, "bytes in the body of a request"),
    Setting("MAX_JSON_BYTES", 12 * MEBIBYTE, "bytes in a JSON body (a picture in base64 grows by a third)"),
    Setting("MAX_FORM_PARTS", 60, "parts of a multipart form, files and other fields together"),
    Setting("MAX_FORM_MEMORY_SIZE", 256 * 1024, "bytes of all form fields that are no files", FORM_BUFFER),
    Setting("MAX_FILES", 50, "pictures in one form, or images in one tensor (`/v2`)"),
    Setting("MAX_PIXELS", MAX_PIXELS, "pixels of one picture, checked before it is decoded"),
    Setting("MAX_SECONDS", 20, "seconds for the pictures of one form; those still waiting are then refused"),
    Setting("MAX_STROKES", 1_000, "strokes of one drawing"),
    Setting("MAX_POINTS", 20_000, "points of all strokes of one drawing"),
    Setting("CORRECTIONS", False, "keep drawings that their writers correct, in the database `$DATABASE_URL`"),
    Setting("MAX_CORRECTIONS", 10_000, "corrections that are kept; then no more are taken"),
    Setting("CORS_ORIGINS", None, "origins whose pages may use the API (`https://example.org`); unset: none"),
    Setting("THREADS", 4, "requests that `digits serve` answers at the same time"),
    Setting("CONNECTION_LIMIT", 400, "connections that `digits serve` holds open at the same time"),
    Setting("IDLE_SECONDS", 30, "seconds after which a silent connection is closed"),
    Setting("REQUEST_SECONDS", 120, "seconds that the whole of one request may take to arrive"),
    Setting("MAX_HEADER_BYTES", 32 * 1024, "bytes in the request line and headers"),
    Setting("SHUTDOWN_SECONDS", 10, "seconds that requests in progress are given when the server is stopped", 0),
)


def defaults() -> dict[str, object]:
    """Return the default of every setting by its name."""
    return {setting.name: setting.default for setting in SETTINGS}


def check(config: Mapping[str, object]) -> None:
    """Raise SettingError for a value of the wrong type or below its least."""
    for setting in SETTINGS:
        if setting.name in config:
            _check_one(setting, config[setting.name])


def _check_one(setting: Setting, value: object) -> None:
    if setting.default is None:
        good = value is None or (isinstance(value, list) and all(isinstance(host, str) for host in value))
        wanted = "a list of names"
    elif isinstance(setting.default, bool):
        good, wanted = isinstance(value, bool), "true or false"
    elif isinstance(setting.default, int):
        good = isinstance(value, int) and not isinstance(value, bool) and value >= setting.least
        wanted = f"a whole number of at least {setting.least}"
    else:
        good, wanted = isinstance(value, str) and value != "", "a text that is not empty"
    if not good:
        raise SettingError(f"The setting {setting.name} is {value!r}; it must be {wanted}.")


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Return the settings given as `DIGITS_WEB_...`, each value read as JSON, or else as text.

    Raises:
        SettingError: a variable with the prefix names no setting.
    """
    known = defaults()
    found: dict[str, object] = {}
    for variable, text in environ.items():
        if not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        name = variable.removeprefix(ENVIRONMENT_PREFIX)
        if name not in known:
            raise SettingError(f"{variable} names no setting; there are {', '.join(known)}.")
        found[name] = _parse(text)
    return found


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def table() -> str:
    """Return all settings as the Markdown table that stands in `docs/limits.md`."""
    rows = [f"| `{setting.name}` | {_shown(setting.default)} | {setting.meaning} |" for setting in SETTINGS]
    return "\n".join(["| setting | default | meaning |", "|---|---:|---|", *rows]) + "\n"


def _shown(default: object) -> str:
    if default is None:
        return "unset"
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:,}" if isinstance(default, int) else f"`{default}`"
