"""The application, its test client, and the same behind a real port."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_process import start, wait_for_address

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


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of `digits serve`."""
    process = start("serve", "--port", "0")
    try:
        yield wait_for_address(process)
    finally:
        process.terminate()
        process.communicate(timeout=20)
