"""Every code block of the documentation works, and what it names is there."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest
from benchmarks.pictures import seven
from tools.documents import folds
from tools.documents.commands import every_command, examples

from code_blocks import ADDRESS, ROOT, Block, Shell, blocks, check_usage, inside, run_python
from digits.lab import networks
from digits.web.settings import ENVIRONMENT_PREFIX, defaults

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
ENGLISH = [path for path in PAGES if not path.name.endswith(".fr.md")]
FRENCH = [path for path in PAGES if path not in ENGLISH]
CHECKED = {"ini", "nginx", "caddyfile", "dockerfile"}
NO_PROSE = re.compile(
    r"```.*?```|<!--.*?-->|`[^`]*`|\]\([^)]*\)|^---.*?^---|https?:\S+|^\|.*?$", re.DOTALL | re.MULTILINE
)
COMMENT = re.compile(r"\s*#.*")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for a picture of a seven, with a database of its own, in which a page's blocks run."""
    (tmp_path / "seven.png").write_bytes(seven())
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kept.sqlite'}")
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, str(tmp_path / "src/digits/lab/networks")])
    return tmp_path


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_blocks_run_one_after_the_other_and_print_what_is_said(
    path: Path, server: str, data: Path, folder: Path
) -> None:
    shell, names, printed = Shell(server), {"__name__": "__main__"}, ""
    with inside(folder):
        for block in blocks(path):
            if block.language == "sh":
                printed = "".join(shell.run(command) for command in block.commands)
            elif block.language == "python" and block.title:
                Path(block.title).parent.mkdir(parents=True, exist_ok=True)
                Path(block.title).write_text(block.text)
            elif block.language == "python":
                printed = run_python(block.text.replace(ADDRESS, server), names)
            elif block.language == "text":
                assert not block.after.strip(), "output stands right behind what prints it"
                assert printed == block.text
            else:
                assert block.language in CHECKED, f"no test knows {block.language!r}"


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.stem)
def test_french_pages_have_the_blocks_of_the_english_ones(path: Path) -> None:
    english = blocks(path.with_name(path.name.replace(".fr.", ".")))
    assert [_code(block) for block in blocks(path)] == [_code(block) for block in english]


def _code(block: Block) -> tuple[str, str]:
    return block.language, COMMENT.sub("", block.text)


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.stem)
def test_french_has_its_spaces_and_apostrophes(path: Path) -> None:
    text = NO_PROSE.sub("", path.read_text("utf-8"))
    assert not re.findall(r"\w'\w", text)
    assert not re.findall(r"\S* ?(?<![\u00a0\u202f])[;?!](?=\s|$)", text)
    assert set(re.findall(r"\S+(?<!\u00a0):(?=\s|$)", text)) <= {"English:"}


@pytest.mark.parametrize("context", list(every_command()), ids=lambda context: context.command_path)
def test_every_example_of_a_help_text_is_one_that_the_command_takes(context) -> None:
    shown = examples(context)
    assert shown
    for line in shown:
        for part in line.split(" | "):
            words = shlex.split(part)
            if "digits" in words:
                check_usage(words[words.index("digits") + 1 :])


def _block(page: str, language: str) -> Block:
    (found,) = [block for block in blocks(DOCS / page) if block.language == language]
    return found


def test_settings_that_the_documentation_names_exist() -> None:
    for path in [*PAGES, ROOT / "README.md"]:
        for name in re.findall(rf"{ENVIRONMENT_PREFIX}([A-Z_]+)", path.read_text()):
            assert name in defaults(), (path.name, name)


def test_the_service_runs_a_command_that_exists_and_ends_after_it(tmp_path: Path) -> None:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(_block("deployment.md", "ini").text)
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/digits")
    check_usage(arguments)
    assert int(unit["Service"]["TimeoutStopSec"]) > int(str(defaults()["SHUTDOWN_SECONDS"]))
    if shutil.which("systemd-analyze"):
        path = tmp_path / "digits.service"
        path.write_text(_block("deployment.md", "ini").text.replace(program, sys.executable))
        done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    hosts = re.search(r"TRUSTED_HOSTS=(\[.*\])'", _block("deployment.md", "ini").text)
    assert hosts
    assert "127.0.0.1" in json.loads(hosts[1])


@pytest.mark.parametrize("language", ["nginx", "caddyfile"])
def test_the_proxies_lead_to_the_service_and_take_as_much_as_it_does(language: str) -> None:
    text = _block("deployment.md", language).text
    assert text.count("{") == text.count("}")
    assert "127.0.0.1:8000" in text
    assert "/metrics" in text
    (size,) = re.findall(r"(?:client_max_body_size|max_size) (\d+)", text)
    assert int(size) * 1024 * 1024 == defaults()["MAX_CONTENT_LENGTH"]
    headers = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"}
    assert language == "caddyfile" or headers <= set(text.split())


def test_the_image_is_made_of_what_is_there_and_starts_the_server() -> None:
    lines = [line.split(maxsplit=1) for line in _block("deployment.md", "dockerfile").text.splitlines()]
    copied = [source for word, rest in lines if word == "COPY" for source in rest.split()[:-1]]
    assert "src" in copied
    for source in copied:
        assert (ROOT / source).exists(), source
    assert {tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["readme"], "LICENSE"} <= set(copied)
    command = json.loads(next(rest for word, rest in lines if word == "CMD"))
    assert command[0] == "digits"
    check_usage(command[1:])
    (port,) = [rest for word, rest in lines if word == "EXPOSE"]
    assert command[-1] == port


def test_the_glossary_is_sorted_and_says_nothing_twice() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", (DOCS / "glossary.md").read_text(), re.MULTILINE)[1:]
    french = [unicodedata.normalize("NFD", row[0].lower().replace("’", " ")) for row in rows]
    plain = ["".join(one for one in term if not unicodedata.combining(one)) for term in french]
    assert plain == sorted(set(plain))
    assert len(rows) > 50


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text()
    assert "\nstrict: true\n" in menu
    for path in PAGES:
        assert f": {path.name}\n" in menu, path.name


def test_what_the_folds_say_is_told_as_far_as_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folds, "_FOLDER", tmp_path)
    monkeypatch.setattr(folds, "cards", dict)
    assert folds.folds() == "Not known yet: the members are being trained."
    found = {"fold": 2, "images": 12000, "errors": 30}
    member = {"name": "se-fold2", "plan": {"name": "se_3x3"}, "out_of_fold": found}
    (tmp_path / "se-fold2.json").write_text(json.dumps(member))
    assert "| `se-fold2` | `se_3x3` | 2 | 30 in 12,000 | 0.250 [0.169,\u00a00.357] |" in folds.folds()
    assert folds.folds().endswith("still in training.")
    together = {"calibration": {"errors": 120, "images": 60000, "members_per_image": [1, 2]}}
    monkeypatch.setattr(folds, "cards", lambda: {"ensemble": together})
    assert "with 1 or 2 members an image, there are 120 errors in 60,000: 0.200\u00a0%" in folds.folds()
