import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw

import fake_readings
from digits.cli import digits
from digits.recognizer import Doubt, Reading, Recognizer
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
    assert header == ["picture", "digit", "verdict", "probability", "candidates", "doubts"]
    assert bar[0] == str(path)
    assert len(bar) == 6
    assert blank == [str(tmp_path / "blank.png"), "-", "blank", "-", "-", "-"]


@pytest.fixture
def read_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[Reading], None]:
    """Let every picture be read as this."""
    return lambda reading: monkeypatch.setattr(Recognizer, "read", lambda *_: reading)


def test_top_names_the_most_probable(run: Run, tmp_path: Path, read_as: Callable[[Reading], None]) -> None:
    read_as(fake_readings.digit(4, 0.7, (4, 9)))
    cells = run("--top", "3", draw(tmp_path / "bar.png")).stdout.splitlines()[1].split("\t")
    assert cells[1:3] == ["4", "unsure"]
    assert cells[3] == "4: 70.0 %, 0: 3.3 %, 1: 3.3 %"
    assert cells[4:] == ["4 9", "-"]


def test_json_is_one_reading_per_line(run: Run, tmp_path: Path) -> None:
    done = run("--json", draw(tmp_path / "é.png"), draw(tmp_path / "b.png"))
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["name"] == str(tmp_path / "é.png")
    assert second["name"] == str(tmp_path / "b.png")
    assert first["probabilities"] == second["probabilities"]
    assert sum(first["probabilities"]) == pytest.approx(1)
    assert len(first["ink"]) == 28


def test_csv_has_every_probability(run: Run, tmp_path: Path, read_as: Callable[[Reading], None]) -> None:
    read_as(fake_readings.digit(4, 0.7, (4, 9)))
    rows = list(csv.DictReader(run("--csv", draw(tmp_path / 'a, "b".png')).stdout.splitlines()))
    assert rows[0]["picture"] == str(tmp_path / 'a, "b".png')
    assert sum(float(rows[0][f"probability_{digit}"]) for digit in range(10)) == pytest.approx(1, abs=1e-5)
    assert rows[0]["candidates"].split() == ["4", "9"]
    assert (rows[0]["digit"], rows[0]["numbers"], rows[0]["doubts"]) == ("4", "", "")


def in_every_form(run: Run, path: Path) -> tuple[list[str], dict[str, str], dict[str, Any]]:
    """The cells of the table, the row of the CSV, and the JSON."""
    table, text, lines = (run(*form, path).stdout for form in ((), ("--csv",), ("--json",)))
    (row,) = csv.DictReader(text.splitlines())
    return table.splitlines()[1].split("\t"), row, json.loads(lines)


def test_a_number_of_the_shipped_model(tmp_path: Path) -> None:
    picture = Image.new("L", (200, 100), 255)
    for left in (20, 110):
        ImageDraw.Draw(picture).line([(left, 20), (left + 50, 20), (left + 20, 85)], fill=0, width=8, joint="curve")
    picture.save(tmp_path / "77.png")
    cells = CliRunner().invoke(digits, ["predict", str(tmp_path / "77.png")]).stdout.splitlines()[1].split("\t")
    assert cells[1] == "77"


def test_numbers_in_every_form(run: Run, tmp_path: Path, read_as: Callable[[Reading], None]) -> None:
    sure, half = fake_readings.number("-20,5", (0, 0, 50, 10)), fake_readings.number("1/2", (0, 20, 30, 30))
    read_as(fake_readings.page(sure, half))
    cells, row, reading = in_every_form(run, draw(tmp_path / "page.png"))
    assert cells[1:] == ["-20,5 1/2", "number", "0: 99.5 %", "-", "-"]
    assert (row["digit"], row["verdict"], row["numbers"], row["doubts"]) == ("", "number", "-20,5 1/2", "")
    assert {row[f"probability_{digit}"] for digit in range(10)} == {""}
    assert [one["text"] for one in reading["numbers"]] == ["-20,5", "1/2"]
    assert [part["text"] for part in reading["numbers"][1]["parts"]] == ["1", "/", "2"]
    assert reading["doubts"] == []


def test_an_unsure_number_comes_with_what_to_check(
    run: Run, tmp_path: Path, read_as: Callable[[Reading], None]
) -> None:
    doubts = [Doubt("unread", (0, 50, 9, 60)), Doubt("cut", (40, 0, 50, 10)), Doubt("unread", (20, 50, 29, 60))]
    read_as(fake_readings.page(fake_readings.number("38", (0, 0, 50, 10), at_0=(3, 8)), doubts=doubts))
    cells, row, reading = in_every_form(run, draw(tmp_path / "page.png"))
    assert cells[1:3] == ["38", "unsure"]
    assert cells[5] == row["doubts"] == "digit unread cut"
    assert [one["reason"] for one in reading["doubts"]] == ["digit", "unread", "cut", "unread"]
    assert reading["doubts"][2]["box"] == [40, 0, 50, 10]


def test_a_digit_in_doubt_or_mirrored_is_marked(run: Run, tmp_path: Path, read_as: Callable[[Reading], None]) -> None:
    read_as(replace(fake_readings.digit(7, 0.995, (), Doubt("cut", (0, 0, 9, 9))), mirrored=True))
    cells, row, _ = in_every_form(run, draw(tmp_path / "m.png"))
    assert cells[1:] == ["7", "unsure, mirrored", "99.5 %", "7", "cut"]
    assert (row["digit"], row["verdict"], row["mirrored"], row["doubts"]) == ("7", "unsure", "true", "cut")


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


@pytest.mark.parametrize("count", [3, 300])
def test_a_folder_is_read_in_order_however_many_pictures_it_has(run: Run, tmp_path: Path, count: int) -> None:
    original = draw(tmp_path / "bar.png").read_bytes()
    (tmp_path / "many").mkdir()
    for number in range(count):
        (tmp_path / "many" / f"{number:03}.png").write_bytes(b"damaged" if number in {1, 290} else original)
    done = run(tmp_path / "many")
    assert done.exit_code == 1
    names = [Path(line.partition("\t")[0]).stem for line in done.stdout.splitlines()[1:]]
    assert names == [f"{number:03}" for number in range(count) if number not in {1, 290}]
    assert len({line.partition("\t")[2] for line in done.stdout.splitlines()[1:]}) == 1
    assert len(done.stderr.splitlines()) == (1 if count == 3 else 2)


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
