"""Parse settings written as text, as after ``--set``, into values for dataclasses and functions."""

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args, get_origin


class SettingError(ValueError):
    """A setting is unknown or out of range; the message lists what is allowed."""


_KINDS = {int: "a whole number", float: "a number"}


def require_ranges(settings: Any, ranges: Mapping[str, tuple[bool, str]], prefix: str = "") -> None:
    """Raise SettingError for the first setting out of range.

    Args:
        settings: a dataclass.
        ranges: by field, whether its value is in range, and the range in words.
        prefix: of the names in the message.
    """
    for name, (met, allowed) in ranges.items():
        if not met:
            raise SettingError(f"{prefix}{name} is out of range: it must be {allowed}, not {getattr(settings, name)}")


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
    parameters = inspect.signature(function, eval_str=True).parameters
    return _parse_all({name: _kind(one) for name, one in parameters.items()}, texts, prefix)


def parse_value(kind: Any, name: str, text: str) -> Any:
    """A value of a type: bool, int, float, str, a choice of strings, a list of numbers, or one of these or None.

    Raises:
        SettingError: the text does not fit; the message says what does.
    """
    choices = get_args(kind)
    if type(None) in choices:
        if text.lower() == "none":
            return None
        kind = next(choice for choice in choices if choice is not type(None))
    if {kind, get_origin(kind)} & {tuple, list}:
        return _parse_list(kind, name, text)
    if get_origin(kind) is Literal:
        return _parse_choice(get_args(kind), name, text)
    if kind is bool:
        return _parse_bool(name, text)
    return text if kind is str else _parse_number(kind, name, text)


def _parse_choice(choices: tuple[str, ...], name: str, text: str) -> str:
    if text not in choices:
        raise SettingError(f"{name} is one of {', '.join(choices)}, not {text!r}")
    return text


def _parse_bool(name: str, text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise SettingError(f"{name} is true or false, not {text!r}")
    return text.lower() == "true"


def _parse_number(kind: Any, name: str, text: str) -> Any:
    if dataclasses.is_dataclass(kind):
        raise SettingError(f"{name} has parts: set one, as in {name}.rotation=10, or turn it off with {name}=none")
    if kind not in _KINDS:
        raise SettingError(f"{name} cannot be set: its type is neither a number, a word nor a list of numbers")
    try:
        return kind(text)
    except ValueError:
        raise SettingError(f"{name} takes {_KINDS[kind]}, not {text!r}") from None


def _parse_list(kind: Any, name: str, text: str) -> tuple[Any, ...] | list[Any]:
    """Numbers separated by commas; as many as the type has, if it says so."""
    items = [one for one in get_args(kind) if one is not Ellipsis] or [int]
    item, parts = items[0], [part for part in text.split(",") if part.strip()]
    if get_origin(kind) is tuple and Ellipsis not in get_args(kind) and len(parts) != len(items):
        raise SettingError(f"{name} takes {len(items)} numbers separated by commas, not {len(parts)}: {text!r}")
    if item not in _KINDS:
        raise SettingError(f"{name} cannot be set: its type is not a list of numbers")
    try:
        values = [item(part) for part in parts]
    except ValueError:
        what = "whole numbers" if item is int else "numbers"
        raise SettingError(f"{name} takes {what} separated by commas, as in {name}=32,64, not {text!r}") from None
    return values if list in {kind, get_origin(kind)} else tuple(values)


def _kind(parameter: inspect.Parameter) -> Any:
    """The type of a function's argument: its annotation, or else that of its default."""
    return type(parameter.default) if parameter.annotation is parameter.empty else parameter.annotation


def _parse_all(known: Mapping[str, Any], texts: Mapping[str, str], prefix: str) -> dict[str, Any]:
    for name in texts:
        if name not in known:
            there = ", ".join(prefix + one for one in known) or "none"
            raise SettingError(f"unknown setting {prefix}{name}; there are: {there}")
    return {name: parse_value(known[name], prefix + name, text) for name, text in texts.items()}
