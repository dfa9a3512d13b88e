"""Every code block of the documentation works, and what it names is there."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from benchmarks.pictures import seven

from code_blocks import ADDRESS, ROOT, Block, Shell, blocks, check_usage, inside, run_python
from digits.lab import networks
from digits.web.services.languages import LANGUAGES
from digits.web.services.number_words import OWN_NAMES
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


def _page(path: Path) -> object:
    trains = any("digits train " in block.text for block in blocks(path))
    return pytest.param(path, id=path.stem, marks=[pytest.mark.slow] if trains else [])


@pytest.mark.parametrize("path", list(map(_page, ENGLISH)))
def test_blocks_run_and_print_what_is_shown(path: Path, server: str, data: Path, folder: Path) -> None:
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


def test_every_command_has_examples_that_it_accepts() -> None:
    sections = re.split(r"^#+ (?=digits )", (DOCS / "commands.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(sections) > 10
    for section in sections:
        shown = re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        assert shown, section.partition("\n")[0]
        for line in "".join(shown).replace("\\\n", " ").splitlines():
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


@pytest.mark.parametrize("page", ["school.md", "school.fr.md"])
def test_the_school_pages_name_every_language(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    for name in {*LANGUAGES.values(), *OWN_NAMES.values()}:
        assert name in text


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text()
    assert "\nstrict: true\n" in menu
    for path in PAGES:
        assert f": {path.name}\n" in menu, path.name
