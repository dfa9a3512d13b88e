"""What every test shares: the data, and a running server."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import blas  # noqa: F401 - before NumPy
from absence import absent
from digits import mnist
from serving import start, wait_for_address

# In the background of a shell SIGINT is ignored, and would be by the commands that the tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
# A machine busy with other work is no fault of the code.
settings.register_profile("digits", deadline=None)
settings.load_profile("digits")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the data sets."""
    folder = os.environ.get("DIGITS_DATA")
    if not folder or not all(Path(folder, part).is_dir() for part in ("mnist", "qmnist")):
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


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of `digits serve` with the bundled model."""
    process = start("serve", "--port", "0")
    try:
        yield wait_for_address(process).rstrip("/")
    finally:
        process.terminate()
        process.communicate(timeout=20)
