"""Settings: documented, checked, and read from the environment."""

from pathlib import Path

import pytest
from flask import Flask

from digits.web import create_app
from digits.web.settings import SettingError, defaults, from_environment, table


def test_every_setting_is_documented() -> None:
    assert table() in Path(__file__, "../../../docs/limits.md").resolve().read_text(encoding="utf-8")


def test_the_application_has_every_setting(app: Flask) -> None:
    assert {name: app.config[name] for name in defaults()} == defaults()


@pytest.mark.parametrize(
    "wrong",
    [
        {"MAX_PIXEL": 5},
        {"MAX_PIXELS": 0},
        {"MAX_PIXELS": "5"},
        {"MAX_PIXELS": True},
        {"MAX_PIXELS": None},
        {"WARM_UP": 1},
        {"MODEL": ""},
        {"TRUSTED_HOSTS": "example.org"},
        {"TRUSTED_PROXIES": -1},
        {"RECOGNIZER": object()},
    ],
)
def test_setting_errors_name_the_setting(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingError, match=next(iter(wrong))):
        create_app(wrong)


def test_settings_from_the_environment() -> None:
    environment = {
        "DIGITS_WEB_MAX_PIXELS": "1000",
        "DIGITS_WEB_TRUSTED_HOSTS": '["example.org"]',
        "DIGITS_WEB_MODEL": "default",
        "DIGITS_DATA": "/data",
    }
    assert from_environment(environment) == {
        "MAX_PIXELS": 1000,
        "TRUSTED_HOSTS": ["example.org"],
        "MODEL": "default",
    }
    with pytest.raises(SettingError, match=r"DIGITS_WEB_MAX_PIXEL\."):
        from_environment({"DIGITS_WEB_MAX_PIXEL": "1000"})


def test_applications_share_nothing(app: Flask) -> None:
    other = create_app({"MAX_FILES": 1, "WARM_UP": False})
    assert app.config["MAX_FILES"] == defaults()["MAX_FILES"]
    assert other.extensions["digits"] is not app.extensions["digits"]
    assert not other.extensions["digits"].ready
