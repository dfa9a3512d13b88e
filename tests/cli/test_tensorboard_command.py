"""``digits tensorboard``: a real server on a free port."""

import json
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from digits.cli import digits
from digits.lab.training.backend import keras
from digits.lab.training.runs import factory
from serving import start, wait_for_address

WAIT_SECONDS = 60


@pytest.fixture(scope="module")
def folder(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one brief run."""
    if keras.backend.backend() != "tensorflow":
        pytest.skip("Keras writes TensorBoard's events on TensorFlow only")
    folder = tmp_path_factory.mktemp("runs")
    factory.create(folder, "softmax", {"epochs": "1"}, images=300).train()
    return folder


def tags(address: str) -> dict[str, dict[str, Any]]:
    """The scalars of each run, once they have been read."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        with urllib.request.urlopen(f"{address}data/plugin/scalars/tags") as answer:
            found: dict[str, dict[str, Any]] = json.load(answer)
        if len(found) == 2:
            return found
        time.sleep(0.2)
    raise AssertionError("TensorBoard does not list the run")


@pytest.mark.slow
def test_the_runs_are_served_until_interrupted(folder: Path) -> None:
    process = start("tensorboard", "--runs", str(folder), "--port", "0", "--no-browser")
    try:
        address = wait_for_address(process)
        with urllib.request.urlopen(address) as page:
            assert page.status == 200
            assert b"TensorBoard" in page.read()
        listed = tags(address)
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert set(listed) == {"softmax-1/tensorboard/train", "softmax-1/tensorboard/validation"}
    assert all({"epoch_loss", "epoch_accuracy"} <= set(scalars) for scalars in listed.values())
    assert said == ""
    assert process.returncode == 0


@pytest.mark.slow
def test_a_port_in_use_is_reported(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start("tensorboard", "--runs", str(folder), "--port", str(port), "--no-browser")
        _, said = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 1
    assert said == f"Error: port {port} is in use; choose another with --port, or any free one with --port 0\n"


def test_no_folder_is_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(digits, ["tensorboard", "--runs", str(tmp_path / "nowhere")])
    assert done.exit_code == 2
    assert "digits train" in " ".join(done.stderr.split())


@pytest.mark.slow
def test_a_folder_without_events_is_served_with_a_word(tmp_path: Path) -> None:
    process = start("tensorboard", "--runs", str(tmp_path), "--port", "0", "--no-browser")
    try:
        wait_for_address(process)
    finally:
        process.kill()
        _, said = process.communicate(timeout=30)
    assert f"no run in {tmp_path} has TensorBoard events" in said


def test_absent_tensorboard_is_reported_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "tensorboard"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    done = CliRunner().invoke(digits, ["tensorboard", "--runs", str(tmp_path)])
    assert done.exit_code == 1
    assert 'needs tensorboard, which is not installed: pip install ".[lab]"' in done.stderr
