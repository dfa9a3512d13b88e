"""Settings of the web application: names, defaults and meanings.

`docs/limits.md` prints the same table; a test fails when they differ. A setting is given to
`create_app` in a mapping, or to `digits serve` and `script.py` by an environment variable, whose
name is `DIGITS_WEB_` and the setting's: `DIGITS_WEB_MAX_PIXELS=20000000 digits serve`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from digits.image import MAX_PIXELS

MEBIBYTE = 1024 * 1024
FORM_BUFFER = 128 * 1024
"""Bytes; Werkzeug applies MAX_FORM_MEMORY_SIZE to its form parser's buffer of 64 KiB, too."""
ENVIRONMENT_PREFIX = "DIGITS_WEB_"


class SettingError(ValueError):
    """An unknown setting or an invalid value; the message names it."""


@dataclass(frozen=True)
class Setting:
    """One setting; the default also gives its type, and `least` is the minimum of a number."""

    name: str
    default: bool | int | str | list[str] | None
    meaning: str
    least: int = 1


SETTINGS = (
    Setting("MODEL", "default", "default model: the name of a shipped one, or a path"),
    Setting("WARM_UP", True, "load the model and read once before `create_app` returns"),
    Setting("TRUSTED_HOSTS", None, "accepted values of `Host` (`.example.org` includes subdomains); unset: any"),
    Setting("TRUSTED_PROXIES", 0, "number of proxies in front whose `X-Forwarded-*` headers are trusted", 0),
    Setting("MAX_CONTENT_LENGTH", 32 * MEBIBYTE, "bytes of a request body"),
    Setting("MAX_JSON_BYTES", 12 * MEBIBYTE, "bytes of a JSON body (base64 adds a third to an image)"),
    Setting("MAX_FORM_PARTS", 60, "parts of a multipart form, files and other fields together"),
    Setting("MAX_FORM_MEMORY_SIZE", 256 * 1024, "bytes of all form fields other than files", FORM_BUFFER),
    Setting("MAX_FILES", 50, "files in a form, or images in a tensor (`/v2`)"),
    Setting("MAX_PIXELS", MAX_PIXELS, "pixels of an image, checked before it is decoded"),
    Setting("MAX_SECONDS", 20, "seconds for all files of a form; those left then get an error"),
    Setting("MAX_STROKES", 1_000, "strokes of a drawing"),
    Setting("MAX_POINTS", 20_000, "points of all strokes of a drawing"),
    Setting("CORRECTIONS", False, "store corrections in the database `$DATABASE_URL`"),
    Setting("MAX_CORRECTIONS", 10_000, "stored corrections; then no more are accepted"),
    Setting("CORS_ORIGINS", None, "origins that may use the API (`https://example.org`); unset: none"),
    Setting("WORKERS", 0, "worker processes; 0: one for each core", 0),
    Setting("THREADS", 2, "requests that a worker processes at the same time"),
    Setting("ADDRESS_REQUESTS", 64, "requests of one address that a worker has in progress"),
    Setting("CONNECTION_LIMIT", 10_000, "open connections of a worker"),
    Setting("IDLE_SECONDS", 30, "seconds until a connection is closed that is idle, or whose headers are incomplete"),
    Setting("REQUEST_SECONDS", 120, "seconds for a body to arrive"),
    Setting("MAX_HEADER_BYTES", 32 * 1024, "bytes of the request line and headers", 8 * 1024),
    Setting("SHUTDOWN_SECONDS", 10, "seconds to finish requests when the server stops"),
)


def defaults() -> dict[str, object]:
    """The default of every setting, by name."""
    return {setting.name: setting.default for setting in SETTINGS}


def check(config: Mapping[str, object]) -> None:
    """Raise SettingError for a value of the wrong type or below its minimum."""
    for setting in SETTINGS:
        if setting.name in config:
            _check_one(setting, config[setting.name])


def _check_one(setting: Setting, value: object) -> None:
    if setting.default is None:
        good = value is None or (isinstance(value, list) and all(isinstance(host, str) for host in value))
        wanted = "a list of texts"
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
    """The settings in `DIGITS_WEB_...` variables; each value is JSON, or else text.

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
            raise SettingError(f"Unknown setting {variable}. Available: {', '.join(known)}.")
        found[name] = _parse(text)
    return found


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def table() -> str:
    """All settings as the Markdown table in `docs/limits.md`."""
    rows = [f"| `{setting.name}` | {_shown(setting.default)} | {setting.meaning} |" for setting in SETTINGS]
    return "\n".join(["| setting | default | meaning |", "|---|---:|---|", *rows]) + "\n"


def _shown(default: object) -> str:
    if default is None:
        return "unset"
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:,}" if isinstance(default, int) else f"`{default}`"
