"""What every test shares: the data, and what happens when something a test needs is absent."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

from digits import mnist


def absent(what: str) -> NoReturn:
    """Skip the test loudly; in continuous integration nothing may be absent, and it fails."""
    if os.environ.get("CI"):
        pytest.fail(f"absent in CI: {what}")
    pytest.skip(f"ABSENT: {what}")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the data sets."""
    folder = os.environ.get("DIGITS_DATA")
    if not folder or not Path(folder, "mnist").is_dir():
        absent("real data: set DIGITS_DATA to a folder that holds mnist/ and qmnist/")
    return Path(folder)


@pytest.fixture(scope="session")
def training(data: Path) -> mnist.Split:
    """MNIST's 60,000 training images."""
    return mnist.load("train")


@pytest.fixture(scope="session")
def test_split(data: Path) -> mnist.Split:
    """MNIST's 10,000 test images."""
    return mnist.load("test")
