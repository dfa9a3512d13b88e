"""The README's commands work, its links resolve, and its figures are those of `results/`."""

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
from code_blocks import Shell, inside
from digits import mnist
from digits.mnist import Split
from digits.model_card import shipped_models

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
FRENCH = (ROOT / "README.fr.md").read_text()
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
BLOCKS = BLOCK.findall(README)
COMMANDS = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with nothing but a picture of a seven."""
    (tmp_path / "seven.png").write_bytes(seven())
    return tmp_path


def run(command: str, folder: Path) -> str:
    """Run a line of the README with this installation's `digits`, and return its output."""
    words = shlex.split(command)
    if words[0] == "digits":
        words[:1] = [sys.executable, "-m", "digits"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_command_is_of_a_kind_that_is_tested_here() -> None:
    assert {command.split()[0] for command in COMMANDS} == {"make", "digits", "curl"}


def test_reading_commands_read(folder: Path) -> None:
    commands = [one for one in COMMANDS if one.startswith(("digits predict", "digits models")) and "mine" not in one]
    assert len(commands) == 3
    outputs = [run(command, folder) for command in commands]
    assert json.loads(outputs[1])["digit"] == 7
    assert "default" in outputs[2]


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


@pytest.mark.slow
def test_lab_commands_work_one_after_the_other(data: Path, folder: Path) -> None:
    shell = Shell("")
    with inside(folder):
        for command in COMMANDS[COMMANDS.index("digits data fetch") :]:
            shell.run(command)
    assert (folder / "mine.onnx").exists()


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"\bmake ((?:\w|-\w)+)(?=[`\n]| ARGS)", README + CONTRIBUTING)))
)
def test_make_knows_the_commands(target: str) -> None:
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


def test_results_are_those_of_the_test_evaluations() -> None:
    cards = shipped_models()
    rows = re.findall(
        r"^\| `(\w+)`.* \| (\d+) \| ([\d.]+)[^|\[]*\[([\d.]+), ([\d.]+)\]", README.replace("\u00a0", " "), re.MULTILINE
    )
    shown = {name: row for name, *row in rows if name in cards}
    assert "default" in shown
    for name, row in shown.items():
        found = json.loads((ROOT / f"results/{name}-{cards[name]['sha256'][:8]}/test_evaluation.json").read_text())
        shares = (found["errors"] / found["images"], *found["error_interval"])
        assert row == [str(found["errors"]), *(f"{100 * share:.2f}" for share in shares)]


def test_numbers_of_writers_are_those_of_the_data(training: Split) -> None:
    writers = mnist.writers()
    last = set(writers[50_000:])
    english, french = (" ".join(document.split()) for document in (README, FRENCH))
    shared = len(last & set(writers[:50_000]))
    assert f"{len(set(writers))} people" in english
    assert f"share {shared} of their {len(last)} writers" in english
    assert f"{len(set(writers))} personnes" in french
    assert f"partagent {shared} de leurs {len(last)} scripteurs" in french


def test_the_french_readme_has_the_same_commands_and_links() -> None:
    assert BLOCK.findall(FRENCH) == BLOCKS
    assert {target.replace(".fr.md", ".md") for target in _targets(FRENCH)} == {
        target.replace(".fr.md", ".md") for target in _targets(README)
    }
    generated = re.compile(r"<!-- generated: (\S+?)(?:\.fr)? -->")
    assert generated.findall(FRENCH) == generated.findall(README)


def _targets(document: str) -> set[str]:
    """The files and addresses that a document links to."""
    return set(re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document))


@pytest.mark.parametrize("name", ["README.md", "README.fr.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_resolve(name: str) -> None:
    document = (ROOT / name).read_text()
    for target in _targets(document):
        assert target.startswith("https://") or (ROOT / target).exists(), target
    headings = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", document, re.MULTILINE)}
    assert set(re.findall(r"\]\(#(.+?)\)", document)) <= headings


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_links_of_the_docs_resolve() -> None:
    for path in (ROOT / "docs").glob("*.md"):
        for target in _targets(path.read_text()):
            assert target.startswith("https://") or (path.parent / target).exists(), f"{path.name}: {target}"


def test_french_has_its_spaces_and_apostrophes() -> None:
    prose = re.sub(r"```.*?```|`[^`]*`|<!--.*?-->|\]\([^)]*\)", "", FRENCH, flags=re.DOTALL)
    assert "'" not in prose
    assert not re.search(r"\w [:;!?%»]|« ", prose)
