"""References: the commands' own help, the settings of the server, files of the project."""

import inspect
import textwrap
from collections.abc import Callable, Iterator

import click

from digits.cli import digits
from digits.web import settings
from tools.documents.language import Language
from tools.documents.ledger import ROOT


def commands(_: Language) -> str:
    """A section for each command: usage, help, examples, options."""
    return "\n\n".join(_section(context) for context in _below(click.Context(digits, info_name="digits")))


def _below(context: click.Context) -> Iterator[click.Context]:
    assert isinstance(context.command, click.Group)
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        assert command is not None
        child = click.Context(command, info_name=name, parent=context)
        yield child
        if isinstance(command, click.Group):
            yield from _below(child)


def _section(context: click.Context) -> str:
    usage = " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
    paragraphs = inspect.cleandoc(context.command.help or "").split("\n\n")
    options = [one for one in context.command.get_params(context) if isinstance(one, click.Option)]
    records = filter(None, (option.get_help_record(context) for option in options))
    parts = [
        f"{'#' * (context.command_path.count(' ') + 1)} {context.command_path}",
        f"```text\n{usage}\n```",
        *(_paragraph(part.removeprefix("\b").lstrip()) for part in paragraphs),  # Click's mark: do not wrap
        "\n".join(f"- `{names}`: {meaning}" for names, meaning in records if names != "--help"),
    ]
    return "\n\n".join(filter(None, parts))


def _paragraph(text: str) -> str:
    if not text.startswith(("Example:", "Examples:")):
        return " ".join(text.split())
    return f"```sh\n{textwrap.dedent(text.partition(chr(10))[2]).rstrip()}\n```"


def source(_: Language, path: str) -> str:
    """A Python file in a fence, with its path as the title."""
    return f'```python title="{path}"\n{(ROOT / path).read_text("utf-8").strip()}\n```'


BLOCKS: dict[str, Callable[..., str]] = {"commands": commands, "settings": lambda _: settings.table(), "source": source}
