"""Command line: each file of this folder is one command, or one group of commands.

A file ``<name>.py`` defines the command ``<name>``. It is imported when the command is used, and imports slow packages
(NumPy, ONNX Runtime, Flask, Keras) inside the command's body.
"""

import errno
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

_EXTRAS = {
    "corrections": {"sqlalchemy"},
    "lab": {
        *("alembic", "jax", "joblib", "keras", "matplotlib", "onnx", "optuna", "scipy"),
        *("sklearn", "tensorboard", "tensorflow", "tf2onnx", "torch"),
    },
}
"""Packages that the base installation lacks, by the extra that installs them."""


class CommandFolder(click.Group):
    """A group whose commands are the files of this folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the names of the files that do not begin with an underscore."""
        return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command in the file of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; report errors of input in one line.

        Error classes of this package have messages for users. Any other error is a bug and keeps its traceback.
        """
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            package = (error.name or "").partition(".")[0]
            for extra, packages in _EXTRAS.items():
                if package in packages:
                    raise click.ClickException(
                        f'this command needs {package}, which is not installed: pip install ".[{extra}]"'
                    ) from error
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(printable(f"{where}{error.strerror or error}")) from error
        except ValueError as error:
            if not type(error).__module__.startswith("digits."):
                raise
            raise click.ClickException(printable(str(error))) from error


def printable(text: str) -> str:
    r"""Escape control characters, so that a terminal shows them as ``\x1b``."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


@click.group(cls=CommandFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="digits-classification", prog_name="digits")
def digits() -> None:
    """Read handwritten digits, serve the web application, and train and evaluate models.

    \b
    Example:
      digits predict seven.png
    """


def main(arguments: Sequence[str] | None = None, prog_name: str | None = None) -> None:
    """Run the command line; characters missing from the output's encoding are escaped."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None where the caller closed it
        stream.reconfigure(errors="backslashreplace")
    digits(arguments, prog_name)
