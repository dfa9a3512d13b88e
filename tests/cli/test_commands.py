import json
import socket
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from digits import mnist, model_card
from digits.cli import digits, printable
from models import random_model, write_model


def commands() -> list[tuple[str, ...]]:
    """The words of every command, groups included."""
    context = click.Context(digits)
    found: list[tuple[str, ...]] = []
    for name in digits.list_commands(context):
        command = digits.get_command(context, name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return found


def test_every_file_is_a_command() -> None:
    assert {("predict",), ("models",), ("serve",), ("data",), ("data", "show")} <= set(commands())


@pytest.mark.parametrize("words", [(), *commands()], ids=" ".join)
def test_help_shows_an_example(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(digits, [*words, "--help"])
    assert done.exit_code == 0
    assert "Example" in done.stdout
    assert any(line.startswith(f"    digits {' '.join(words)}".rstrip()) for line in done.stdout.splitlines())


def test_help_imports_nothing_slow() -> None:
    code = (
        "import sys\nfrom digits.cli import main\n"
        "try:\n    main(['--help'], 'digits')\nexcept SystemExit:\n"
        "    print({'numpy', 'PIL', 'rich', 'flask', 'onnxruntime', 'keras'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_unknown_command_is_wrong_usage() -> None:
    for name in ("nosuch", "_options", "__init__", "../recognizer"):
        done = CliRunner().invoke(digits, [name])
        assert done.exit_code == 2
        assert "No such command" in done.stderr


def test_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert version("digits-classification") in CliRunner().invoke(digits, ["--version"]).stdout


def fail(error: Exception, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Exit status and message of a command that raises the error."""

    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(type(digits), "get_command", lambda *_: command)
    done = CliRunner().invoke(digits, ["predict"])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stderr


@pytest.mark.parametrize(("module", "extra"), [("keras.ops", "lab"), ("sqlalchemy", "corrections")])
def test_missing_extra_is_reported_with_the_remedy(module: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    status, said = fail(ModuleNotFoundError("no module", name=module), monkeypatch)
    assert status == 1
    assert f'needs {module.partition(".")[0]}, which is not installed: pip install ".[{extra}]"' in said


def test_own_errors_are_reported_and_others_keep_their_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fail(mnist.DataError("no \x1b data"), monkeypatch) == (1, "Error: no \\x1b data\n")
    with pytest.raises(ValueError, match="a fault"):
        fail(ValueError("a fault"), monkeypatch)
    with pytest.raises(ModuleNotFoundError):
        fail(ModuleNotFoundError("own", name="digits.nosuch"), monkeypatch)


def test_printable_leaves_text_alone() -> None:
    assert printable("seven 7 é 七.png") == "seven 7 é 七.png"
    assert printable("a\tb\r\0\x9b\u2066\ud800") == "a\\tb\\r\\x00\\x9b\\u2066\\ud800"


def test_models_are_listed_from_their_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_card, "MODELS", tmp_path)
    none = CliRunner().invoke(digits, ["models"])
    assert (none.exit_code, none.stdout) == (1, "")
    write_model(tmp_path, random_model(), "ape", parameters=7850, evaluation={"errors": 800})
    write_model(tmp_path, random_model(), "default", evaluation=None, description="a\tlinear\x1b model")
    shown = [line.split("\t") for line in CliRunner().invoke(digits, ["models"]).stdout.splitlines()]
    assert shown[0] == ["model", "version", "parameters", "macs", "test errors", "description"]
    assert shown[1] == ["default", "1", "-", "-", "-", "a\\tlinear\\x1b model"]
    assert shown[2] == ["ape", "1", "7,850", "-", "800", "-"]
    cards = [json.loads(line) for line in CliRunner().invoke(digits, ["models", "--json"]).stdout.splitlines()]
    assert [card["name"] for card in cards] == ["default", "ape"]
    (tmp_path / "ape.json").write_text("{")
    damaged = CliRunner().invoke(digits, ["models"])
    assert damaged.exit_code == 1
    assert "ape.json" in damaged.stderr


def test_port_in_use_is_reported_with_the_remedy(tmp_path: Path) -> None:
    model = write_model(tmp_path, random_model())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = [sys.executable, "-m", "digits", "serve", "--port", str(port), "--model", str(model)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "--port 0" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> mnist.Split:
    """A data set of 50 images, in place of the real one."""
    split = mnist.Split(np.full((50, 28, 28), 255, np.uint8), np.arange(50, dtype=np.uint8) % 10)
    monkeypatch.setattr(mnist, "load", lambda _: split)
    monkeypatch.setattr(mnist, "fetch", lambda *_: [])
    return split


def test_sheet_shows_the_images_asked_for(few: mnist.Split, tmp_path: Path) -> None:
    path = tmp_path / "sheet.png"
    done = CliRunner().invoke(digits, ["data", "show", "--digit", "7", "--output", str(path)])
    assert done.stdout == f"5 images of the train set: {path}\n"
    with Image.open(path) as sheet:
        assert sheet.size == (5 * 64, 78)
        black = np.asarray(sheet) == 0
    assert black.sum() == 5 * 56 * 56
    assert list(tmp_path.iterdir()) == [path]


def test_sheet_that_cannot_be_written_is_reported(few: mnist.Split, tmp_path: Path) -> None:
    done = CliRunner().invoke(digits, ["data", "show", "--output", str(tmp_path / "absent" / "sheet.png")])
    assert done.exit_code == 1
    assert "absent/sheet.png: cannot be written" in done.stderr


def test_data_is_verified(data: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(digits, ["data", "verify"])
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 6
    done = CliRunner().invoke(digits, ["data", "verify", "--directory", str(tmp_path)])
    assert done.exit_code == 1
    assert "digits data fetch" in done.stderr


def test_data_that_is_there_is_not_fetched(data: Path) -> None:
    done = CliRunner().invoke(digits, ["data", "fetch"])
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 6
