"""Settings as text: what fits becomes a value, what does not is answered with what would."""

from dataclasses import dataclass
from typing import Any, Literal

import pytest

from digits.lab.training.settings_parser import SettingError, parse_arguments, parse_fields, parse_value


@dataclass(frozen=True)
class Inner:
    angle: float = 0.0


@dataclass(frozen=True)
class Settings:
    trees: int = 100
    share: float | None = None
    kernel: Literal["gaussian", "polynomial"] = "gaussian"
    upright: bool = True
    inner: Inner | None = None


def build(widths: tuple[int, ...] = (150, 150), rate: float = 0.5) -> None: ...


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (int, "12", 12),
        (int, "-3", -3),
        (float, "3e-4", 3e-4),
        (float, "7", 7.0),
        (float | None, "none", None),
        (float | None, "0.5", 0.5),
        (int | None, "None", None),
        (bool, "true", True),
        (bool, "False", False),
        (Literal["max", "average"], "average", "average"),
        (tuple[int, ...], "150,150", (150, 150)),
        (tuple[int, ...], "32, 64", (32, 64)),
        (tuple[int, ...], "800", (800,)),
        (tuple[int, ...], "", ()),
    ],
)
def test_text_becomes_a_value_of_the_type(kind: Any, text: str, value: object) -> None:
    found = parse_value(kind, "it", text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (int, "1.5", "it takes a whole number, not '1.5'"),
        (int, "none", "it takes a whole number, not 'none'"),
        (float, "half", "it takes a number, not 'half'"),
        (float | None, "", "it takes a number, not ''"),
        (bool, "yes", "it is true or false, not 'yes'"),
        (Literal["max", "average"], "min", "it is one of max, average, not 'min'"),
        (tuple[int, ...], "150,wide", "it takes whole numbers separated by commas, as in it=32,64, not '150,wide'"),
        (Inner | None, "strong", r"it has parts: set one"),
    ],
)
def test_a_text_that_does_not_fit_is_answered_with_what_would(kind: Any, text: str, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        parse_value(kind, "it", text)


def test_a_dataclass_and_a_function_take_their_own_settings() -> None:
    typed = {"upright": "false", "share": "0.25", "trees": "5", "kernel": "polynomial"}
    assert parse_fields(Settings(), typed) == {"upright": False, "share": 0.25, "trees": 5, "kernel": "polynomial"}
    assert parse_arguments(build, {"rate": "0.1", "widths": "20"}) == {"rate": 0.1, "widths": (20,)}
    assert parse_fields(Settings(), {}) == {}


def test_an_unknown_setting_is_answered_with_all_there_are() -> None:
    with pytest.raises(SettingError, match="unknown setting leaves; there are: trees, share, kernel, upright, inner"):
        parse_fields(Settings(), {"leaves": "5"})
    with pytest.raises(SettingError, match=r"unknown setting network\.depth; there are: network\.widths"):
        parse_arguments(build, {"depth": "5"}, "network.")
    with pytest.raises(SettingError, match="unknown setting units; there are: none"):
        parse_arguments(lambda: None, {"units": "5"})


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (list[int], "32,64", [32, 64]),
        (list, "32,64", [32, 64]),
        (tuple, "32", (32,)),
        (tuple[float, ...], "0.5,1", (0.5, 1.0)),
        (tuple[int, int], "3,5", (3, 5)),
        (tuple[int, ...] | None, "3,5", (3, 5)),
        (tuple[int, ...] | None, "none", None),
        (str, "relu", "relu"),
    ],
)
def test_lists_are_taken_by_every_type_of_list(kind: Any, text: str, value: object) -> None:
    found = parse_value(kind, "it", text)
    assert found == value
    assert type(found) is type(value)


def test_a_list_of_a_fixed_length_says_its_length() -> None:
    with pytest.raises(SettingError, match="it takes 4 numbers separated by commas, not 2: '32,64'"):
        parse_value(tuple[int, int, int, int], "it", "32,64")


def test_a_type_that_no_text_gives_is_said() -> None:
    with pytest.raises(SettingError, match="it cannot be set"):
        parse_value(dict, "it", "a")


def test_an_argument_without_a_type_takes_that_of_its_default() -> None:
    def build(units=60, rate=0.5, widths=(1, 2), activation="relu"): ...

    texts = {"units": "30", "rate": "1", "widths": "3", "activation": "tanh"}
    assert parse_arguments(build, texts) == {"units": 30, "rate": 1.0, "widths": (3,), "activation": "tanh"}
