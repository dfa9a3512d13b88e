"""Code blocks of Markdown documents: found, and run as a reader would run them."""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from click.testing import CliRunner

from absence import absent
from digits.cli import digits as command_line
from digits.web.settings import ENVIRONMENT_PREFIX, defaults

ROOT = Path(__file__).parents[1]
ADDRESS = "http://127.0.0.1:8000"
"""Where documents say that the server is."""

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)(?P<options>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_MADE = re.compile(r"<!-- made: .*?<!-- end -->", re.DOTALL)
_TITLE = re.compile(r'title="([^"]*)"')
_ASSIGNMENT = re.compile(r"(\w+)=(.*)")
_VARIABLES = {"CUDA_VISIBLE_DEVICES", "DATABASE_URL", "DIGITS_DATA", "KERAS_BACKEND"}
_ENDLESS = {"serve", "tensorboard", "distill"}  # the last one for hours
_ENSEMBLE = {"record", "ensemble"}
"""The command that trains for days, and the model that it makes, which a copy of the repository may lack."""


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        language: the word behind the fence, or empty.
        title: the file that it is said to be, or empty.
        text: what is between the fences, without the fences' indentation.
        after: what stands between the block before it and this one.
    """

    language: str
    title: str
    text: str
    after: str

    @property
    def commands(self) -> list[str]:
        """The commands of a shell's block, each on one line."""
        return [line for line in self.text.replace("\\\n", "").splitlines() if line.strip()]


def blocks(path: Path) -> list[Block]:
    """The blocks of a document that people wrote; what is generated has a test of its own."""
    text = _MADE.sub("", path.read_text("utf-8"))
    found, position = [], 0
    for fence in _FENCE.finditer(text):
        lines = (line.removeprefix(fence["indent"]) for line in fence["text"].splitlines(keepends=True))
        title = _TITLE.search(fence["options"])
        after = text[position : fence.start()]
        found.append(Block(fence["language"], title[1] if title else "", "".join(lines), after))
        position = fence.end()
    return found


def check_usage(arguments: list[str]) -> None:
    """Ask the command line whether these are a command's options and arguments, without running it.

    Raises:
        click.UsageError: they are not.
    """
    context = click.Context(command_line, info_name="digits")
    command: click.Command = command_line
    rest = arguments
    while isinstance(command, click.Group):
        _, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command = found
        context = click.Context(command, info_name=command.name, parent=context, **command.context_settings)
    command.make_parser(context).parse_args(args=list(rest))


class Shell:
    """Runs the commands of documents in this process, or asks what can be asked of those that cannot be run.

    Args:
        server: the address of a running server, for `curl`.
    """

    def __init__(self, server: str) -> None:
        self._server = server

    def run(self, command: str) -> str:
        """Run a command in the current folder, and return what it prints.

        Raises:
            AssertionError: it fails, or is of a kind that is not tried here.
        """
        words = shlex.split(command, comments=True)
        while words and (assignment := _ASSIGNMENT.fullmatch(words[0])):
            _check_variable(assignment[1])
            words = words[1:]
        if not words:
            return ""
        program, *arguments = words
        known = {"digits": self._digits, "curl": self._curl, "make": _make, "pip": _pip}
        assert program in known, f"no test knows how to try {command!r}"
        return known[program](arguments)

    def _digits(self, arguments: list[str]) -> str:
        if arguments[0] in _ENDLESS or _ENSEMBLE & set(arguments) or _opens_the_test_set(arguments):
            check_usage(arguments)
            return ""
        result = CliRunner().invoke(command_line, arguments, prog_name="digits")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, f"{shlex.join(arguments)}\n{result.output}"
        return result.stdout

    def _curl(self, arguments: list[str]) -> str:
        if shutil.which("curl") is None:
            absent("curl")
        words = ["curl", "--silent", "--show-error", *(word.replace(ADDRESS, self._server) for word in arguments)]
        return _process(words).replace(self._server, ADDRESS)


def _check_variable(name: str) -> None:
    if name.startswith(ENVIRONMENT_PREFIX):
        assert name.removeprefix(ENVIRONMENT_PREFIX) in defaults(), f"there is no setting {name}"
    else:
        assert name in _VARIABLES, f"no test knows the variable {name}"


def _opens_the_test_set(arguments: list[str]) -> bool:
    command, *rest = arguments
    return (command == "evaluate" and not rest[0].startswith("runs/")) or (command == "compare" and bool(rest))


def _make(arguments: list[str]) -> str:
    _process(["make", "--dry-run", *arguments], ROOT)
    return ""


def _pip(arguments: list[str]) -> str:
    """Check that what is installed is this package, with extras that it has."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert arguments[0] == "install"
    for wanted in (word for word in arguments[1:] if not word.startswith("-")):
        name, _, extras = wanted.rstrip("]").partition("[")
        assert name in {".", project["name"]}, f"no test knows {wanted}"
        assert set(filter(None, extras.split(","))) <= set(project["optional-dependencies"])
    return ""


def _process(words: list[str], folder: Path | None = None) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout


def run_python(text: str, names: dict[str, object]) -> str:
    """Run a block of Python with names that earlier blocks left, and return what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "<block>", "exec"), names)  # noqa: S102 - the project's own documents
    return printed.getvalue()


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Be in a folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
