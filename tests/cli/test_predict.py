import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw

from digits.cli import digits
from models import random_model, write_model

Run = Callable[..., Result]


def draw(path: Path) -> Path:
    """A picture of an upright bar on white paper."""
    picture = Image.new("L", (100, 100), 255)
    ImageDraw.Draw(picture).rectangle((45, 20, 55, 80), fill=0)
    picture.save(path)
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model").mkdir()
    return write_model(tmp_path / "model", random_model())


@pytest.fixture
def run(model: Path) -> Run:
    def run(*arguments: str | Path, **settings: object) -> Result:
        words = ["predict", "--model", str(model), *map(str, arguments)]
        return CliRunner().invoke(digits, words, **settings)  # type: ignore[arg-type]

    return run


def process(*arguments: str | Path, **settings: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "digits", *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(words, **pipes | settings)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, one further in, and what is no picture or is hidden."""
    folder = tmp_path / "scans"
    for inner in ("", "inner", ".hidden"):
        (folder / inner).mkdir(parents=True, exist_ok=True)
        draw(folder / inner / "b.png")
    draw(folder / "a.JPG")
    draw(folder / ".a.png")
    (folder / "notes.txt").write_text("no picture")
    return folder


def test_table_into_a_pipe_is_plain(run: Run, tmp_path: Path) -> None:
    path = draw(tmp_path / "bar.png")
    Image.new("L", (50, 50), 255).save(tmp_path / "blank.png")
    done = run(path, tmp_path / "blank.png")
    assert done.exit_code == 0
    assert done.stderr == ""
    header, bar, blank = (line.split("\t") for line in done.stdout.splitlines())
    assert header == ["picture", "digit", "verdict", "probability", "candidates"]
    assert bar[0] == str(path)
    assert bar[1] == bar[4].split()[0]
    assert blank == [str(tmp_path / "blank.png"), "-", "blank", "-", "-"]


def test_top_names_the_most_probable(run: Run, tmp_path: Path) -> None:
    cells = run("--top", "3", draw(tmp_path / "bar.png")).stdout.splitlines()[1].split("\t")
    assert cells[3].count(" %") == 3
    assert cells[3].startswith(f"{cells[1]}: ")


def test_json_is_one_reading_per_line(run: Run, tmp_path: Path) -> None:
    done = run("--json", draw(tmp_path / "é.png"), draw(tmp_path / "b.png"))
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["name"] == str(tmp_path / "é.png")
    assert second["name"] == str(tmp_path / "b.png")
    assert first["probabilities"] == second["probabilities"]
    assert sum(first["probabilities"]) == pytest.approx(1)
    assert len(first["ink"]) == 28


def test_csv_has_every_probability(run: Run, tmp_path: Path) -> None:
    rows = list(csv.DictReader(run("--csv", draw(tmp_path / 'a, "b".png')).stdout.splitlines()))
    assert rows[0]["picture"] == str(tmp_path / 'a, "b".png')
    assert sum(float(rows[0][f"probability_{digit}"]) for digit in range(10)) == pytest.approx(1, abs=1e-5)
    assert rows[0]["candidates"].split()[0] == rows[0]["digit"]


@pytest.fixture
def number(tmp_path: Path) -> Path:
    """A picture of two sevens, for the model that ships."""
    picture = Image.new("L", (200, 100), 255)
    for left in (20, 110):
        ImageDraw.Draw(picture).line([(left, 20), (left + 50, 20), (left + 20, 85)], fill=0, width=8, joint="curve")
    picture.save(tmp_path / "77.png")
    return tmp_path / "77.png"


def test_a_number_in_every_form(number: Path) -> None:
    table, text, lines = (
        CliRunner().invoke(digits, ["predict", *form, str(number)]).stdout for form in ((), ("--csv",), ("--json",))
    )
    cells = table.splitlines()[1].split("\t")
    assert cells[1:3] == ["77", "number"]
    assert cells[3].startswith("7: ")
    (row,) = csv.DictReader(text.splitlines())
    assert (row["digit"], row["verdict"], row["number"], row["mirrored"]) == ("", "number", "77", "false")
    parts = json.loads(lines)["number"]["parts"]
    assert [(part["text"], part["reading"]["digit"]) for part in parts] == [("7", 7), ("7", 7)]


def test_a_mirrored_digit_is_marked(tmp_path: Path, number: Path) -> None:
    with Image.open(number) as picture:
        picture.crop((0, 0, 95, 100)).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(tmp_path / "m.png")
    table, text = (
        CliRunner().invoke(digits, ["predict", *form, str(tmp_path / "m.png")]).stdout for form in ((), ("--csv",))
    )
    assert table.splitlines()[1].split("\t")[1:3] == ["7", "digit, mirrored"]
    (row,) = csv.DictReader(text.splitlines())
    assert (row["digit"], row["number"], row["mirrored"]) == ("7", "", "true")


def test_folder_is_read_in_order(run: Run, folder: Path) -> None:
    done = run("--json", folder)
    assert done.exit_code == 0
    names = [json.loads(line)["name"] for line in done.stdout.splitlines()]
    assert names == [str(folder / name) for name in ("a.JPG", "b.png", "inner/b.png")]


def test_standard_input_is_read(run: Run, tmp_path: Path) -> None:
    done = run("--json", "-", input=draw(tmp_path / "bar.png").read_bytes())
    assert json.loads(done.stdout)["name"] == "-"


def test_failures_are_reported_and_the_rest_is_read(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "b.png").write_text("no picture")
    (tmp_path / "empty").mkdir()
    done = run("--json", tmp_path / "absent.png", "x" * 300, tmp_path / "empty", folder, "-", input=b"")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 2
    said = done.stderr.splitlines()
    assert len(said) == 5
    assert all(line.startswith("digits predict: ") for line in said)
    assert "absent.png" in said[0]
    assert "the folder has no pictures" in said[2]
    assert said[3].count("b.png") == 1


def test_names_are_shown_harmlessly(run: Run, tmp_path: Path) -> None:
    name = "evil\x1b[31m\n\u202e.png"
    draw(tmp_path / name)
    for form in ((), ("--json",), ("--csv",)):
        done = run(*form, tmp_path / name, tmp_path / f"absent-{name}")
        for shown in (done.stdout, done.stderr):
            assert "\x1b" not in shown
            assert "\u202e" not in shown
    assert len(done.stdout.splitlines()) == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no UTF-8")
@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_name_that_is_no_text(model: Path, tmp_path: Path, form: tuple[str, ...]) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")
    draw(tmp_path / "bar.png").rename(path)
    words = [sys.executable, "-m", "digits", "predict", *form, "--model", str(model), path]
    done = subprocess.run(words, capture_output=True, env=os.environ | {"PYTHONIOENCODING": "ascii"}, check=True)
    assert b"\\udcff.png" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument 'PATH...'"),
        (["--top", "0", "a.png"], "not in the range"),
        (["--nosuch", "a.png"], "No such option"),
        (["--model", "nosuch", "a.png"], "there is no model 'nosuch'. Shipped models: default"),
        (["--model", "nosuch.onnx", "a.png"], "there is no model file nosuch.onnx"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(digits, ["predict", *arguments])
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_damaged_model_is_reported_in_one_line(run: Run, model: Path, tmp_path: Path) -> None:
    model.write_bytes(b"x")
    done = run(draw(tmp_path / "bar.png"))
    assert done.exit_code == 1
    assert "is not the one on its card" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_reader_that_leaves_is_no_trouble(model: Path, tmp_path: Path) -> None:
    path = draw(tmp_path / "bar.png")
    with process("predict", "--json", "--model", model, *[path] * 200) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == ""


def test_an_interrupt_prints_no_traceback(model: Path) -> None:
    with process("predict", "--json", "--model", model, "absent.png", "-") as running:
        assert running.stderr
        assert "absent.png" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        assert running.stderr.read().strip() == "Aborted!"
    assert running.returncode == 1


def test_terminal_gets_a_table(model: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    terminal, end = pty.openpty()
    path = draw(tmp_path / "bar.png")
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "200"}
    with process("predict", "--model", model, path, stdout=end, env=environment) as running:
        running.wait(30)
    os.close(end)
    shown = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert "┃" in shown
    assert str(path) in shown
