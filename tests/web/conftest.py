"""The application and its test client."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from digits.web import create_app


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app({"TESTING": True})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client_with(app: Flask) -> Callable[..., FlaskClient]:
    """A client of an application with other settings; it shares the model."""

    def make(**config: object) -> FlaskClient:
        return create_app({"TESTING": True, "RECOGNIZER": app.extensions["digits"].recognizer()} | config).test_client()

    return make
