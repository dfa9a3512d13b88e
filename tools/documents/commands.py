"""The command line's own help as Markdown: every command, its options and its examples."""

import inspect
import textwrap
from collections.abc import Iterator

import click

from digits.cli import digits

_AS_IT_IS = "\b"
"""Begins a paragraph of a help text that Click does not wrap."""

_HELP = "--help"


def every_command() -> Iterator[click.Context]:
    """A context for each command that does something, and for each group before its commands."""
    return _below(click.Context(digits, info_name="digits"))


def _below(context: click.Context) -> Iterator[click.Context]:
    assert isinstance(context.command, click.Group)
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        assert command is not None
        child = click.Context(command, info_name=name, parent=context)
        yield child
        if isinstance(command, click.Group):
            yield from _below(child)


def examples(context: click.Context) -> list[str]:
    """The commands that a help text shows, each on one line."""
    shown = (_lines(part).replace("\\\n", "") for part in _paragraphs(context) if _is_example(part))
    return [" ".join(line.split()) for part in shown for line in part.splitlines()]


def reference() -> str:
    """Every command under a heading of its own: what it does, how it is called, examples, options."""
    return "\n\n".join(_section(context) for context in every_command())


def _section(context: click.Context) -> str:
    depth = context.command_path.count(" ")
    usage = " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
    said = [
        f"```sh\n{_lines(part)}\n```" if _is_example(part) else " ".join(part.split()) for part in _paragraphs(context)
    ]
    parts = [f"{'#' * (depth + 1)} {context.command_path}", f"```text\n{usage}\n```", *said, _options(context)]
    return "\n\n".join(filter(None, parts))


def _paragraphs(context: click.Context) -> list[str]:
    return inspect.cleandoc(context.command.help or "").split("\n\n")


def _is_example(paragraph: str) -> bool:
    return paragraph.removeprefix(_AS_IT_IS).lstrip().startswith(("Example:", "Examples:"))


def _lines(example: str) -> str:
    """An example without its heading."""
    _, _, lines = example.removeprefix(_AS_IT_IS).lstrip().partition("\n")
    return textwrap.dedent(lines).rstrip()


def _options(context: click.Context) -> str:
    """The options as a list; `--help`, which all have, is left out."""
    options = [one for one in context.command.get_params(context) if isinstance(one, click.Option)]
    records = filter(None, (option.get_help_record(context) for option in options))
    return "\n".join(f"- `{names}`: {said}" for names, said in records if _HELP not in names)


PASSAGES = {"commands": reference}
