"""What the README says is done as it says, and its figures are those of the ledger."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.pictures import seven

from absence import absent

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder but for a picture of a seven."""
    (tmp_path / "seven.png").write_bytes(seven())
    return tmp_path


def run(command: str, folder: Path) -> str:
    """Run a line of the README with the `digits` of this installation, and return what it prints."""
    words = shlex.split(command)
    if words[0] == "digits":
        words[:1] = [sys.executable, "-m", "digits"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_command_is_of_a_kind_that_is_tried_here() -> None:
    assert {command.split()[0] for command in COMMANDS} == {"make", "digits", "curl"}


def test_reading_commands_read(folder: Path) -> None:
    commands = [one for one in COMMANDS if one.startswith(("digits predict", "digits models")) and "mine" not in one]
    assert len(commands) == 3
    outputs = [run(command, folder) for command in commands]
    assert json.loads(outputs[1])["digit"] == 7
    assert "default" in outputs[2]


def test_corrections_are_handled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{folder / 'kept.sqlite'}")
    commands = [one for one in COMMANDS if one.startswith("digits corrections")]
    assert [run(command, folder) for command in commands] == ["", "corrections.npz: 0 of 0 corrections\n"]


def test_python_blocks_run(folder: Path) -> None:
    blocks = [block for language, block in BLOCKS if language == "python"]
    assert blocks
    for block in blocks:
        done = subprocess.run([sys.executable, "-c", block], cwd=folder, capture_output=True, text=True, check=False)
        assert done.stdout.startswith("7 "), done.stderr


def test_http_examples_are_answered(server: str, folder: Path) -> None:
    if shutil.which("curl") is None:
        absent("curl")
    commands = [command for command in COMMANDS if command.startswith("curl")]
    assert len(commands) == 2
    for command in commands:
        answer = run(command.replace("http://127.0.0.1:8000", server) + " --silent", folder)
        assert json.loads(answer)["digit"] == 7


def test_the_laboratorys_commands_work_one_after_the_other(data: Path, folder: Path) -> None:
    start = COMMANDS.index("digits data fetch")
    for command in COMMANDS[start:]:
        run(command, folder)


@pytest.mark.parametrize("target", ["serve", "test"])
def test_make_knows_the_two_commands(target: str) -> None:
    assert f"make {target}" in COMMANDS
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_make_serve_serves() -> None:
    if not (ROOT / ".venv" / "base").exists():
        absent("the environment that `make` sets up: run the tests with `make test`")
    command = ["make", "--silent", "serve", "ARGS=--port 0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        os.killpg(process.pid, 15)
        assert re.search(r"http://127\.0\.0\.1:\d+", line)


def test_the_results_are_the_ledgers() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|", README, re.MULTILINE)
    assert rows
    for name, errors, rate, interval in rows:
        card = json.loads((ROOT / f"src/digits/models/{name}.json").read_text())
        claim = json.loads((ROOT / f"results/{name}-{card['sha256'][:8]}/claim.json").read_text())
        low, high = claim["error_interval"]
        assert errors == f"{claim['errors']} in {claim['images']:,}"
        assert rate == f"{100 * claim['errors'] / claim['images']:.2f} %"
        assert interval == f"[{100 * low:.2f}, {100 * high:.2f}]"


def test_links_lead_somewhere() -> None:
    for document, base in ((README, ROOT), *((path.read_text(), path.parent) for path in (ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#]+)\)", document):
            assert target.startswith("https://") or (base / target).exists(), target
