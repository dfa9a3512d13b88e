"""Parse settings written as text, as after ``--set``, into values for dataclasses and functions."""

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_origin


class SettingError(ValueError):
    """A setting is unknown or out of range; the message lists what is allowed."""


_KINDS = {int: "a whole number", float: "a number"}


def parse_fields(settings: Any, texts: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """Values for a dataclass's fields.

    Raises:
        SettingError: a field is unknown or a text does not fit.
    """
    return _parse_all({one.name: one.type for one in dataclasses.fields(settings)}, texts, prefix)


def parse_arguments(function: Callable[..., Any], texts: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """Values for a function's arguments, by its annotations.

    Raises:
        SettingError: an argument is unknown or a text does not fit.
    """
    known = {name: one.annotation for name, one in inspect.signature(function).parameters.items()}
    return _parse_all(known, texts, prefix)


def parse_value(kind: Any, name: str, text: str) -> Any:
    """A value of a type: bool, int, float, a choice of strings, a tuple of whole numbers, or one of these or None.

    Raises:
        SettingError: the text does not fit; the message says what does.
    """
    choices = get_args(kind)
    if type(None) in choices and text.lower() == "none":
        return None
    if get_origin(kind) is tuple:
        return _parse_list(name, text)
    if choices and all(isinstance(choice, str) for choice in choices):
        if text not in choices:
            raise SettingError(f"{name} is one of {', '.join(choices)}, not {text!r}")
        return text
    if kind is bool:
        if text.lower() not in {"true", "false"}:
            raise SettingError(f"{name} is true or false, not {text!r}")
        return text.lower() == "true"
    plain = next((choice for choice in choices if choice is not type(None)), kind)
    if plain not in _KINDS:
        raise SettingError(f"{name} has parts: set one, as in {name}.rotation=10, or turn it off with {name}=none")
    try:
        return plain(text)
    except ValueError:
        raise SettingError(f"{name} takes {_KINDS[plain]}, not {text!r}") from None


def _parse_list(name: str, text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise SettingError(
            f"{name} takes whole numbers separated by commas, as in {name}=32,64, not {text!r}"
        ) from None


def _parse_all(known: Mapping[str, Any], texts: Mapping[str, str], prefix: str) -> dict[str, Any]:
    for name in texts:
        if name not in known:
            there = ", ".join(prefix + one for one in known) or "none"
            raise SettingError(f"unknown setting {prefix}{name}; there are: {there}")
    return {name: parse_value(known[name], prefix + name, text) for name, text in texts.items()}
