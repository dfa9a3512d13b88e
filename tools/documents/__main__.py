"""``python -m tools.documents [--check] [FILE...]``: fill the generated blocks of the documents."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import click

from digits.atomic_write import atomic_write
from tools.documents import benchmark_tables, model_tables, references, result_tables
from tools.documents.language import ENGLISH, FRENCH
from tools.documents.ledger import ROOT

BLOCKS: dict[str, Callable[..., str]] = {
    **benchmark_tables.BLOCKS,
    **model_tables.BLOCKS,
    **references.BLOCKS,
    **result_tables.BLOCKS,
}
"""What makes each block: functions of a language and the arguments in the marker."""

_BLOCK = re.compile(r"^(<!-- generated: (\S+)([^\n]*) -->\n).*?^(<!-- end -->)$", re.MULTILINE | re.DOTALL)
_MARKER = re.compile(r"<!-- generated: .*? -->")


def fill(text: str) -> str:
    """Return a document with its blocks up to date.

    Raises:
        ValueError: a marker has no end or does not stand on a line of its own, or its block is unknown.
    """

    def generate(found: re.Match[str]) -> str:
        begin, name, arguments, end = found.groups()
        block = BLOCKS.get(name.removesuffix(".fr"))
        if block is None:
            raise ValueError(f"unknown block {name}; there are {', '.join(sorted(BLOCKS))}")
        return f"{begin}{block(FRENCH if name.endswith('.fr') else ENGLISH, *arguments.split()).strip()}\n{end}"

    filled, count = _BLOCK.subn(generate, text)
    if len(_MARKER.findall(text)) != count:
        raise ValueError("a marker has no <!-- end -->, or does not stand on a line of its own")
    return filled


def documents() -> list[Path]:
    """Return the files that may hold generated blocks."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file has drifted.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(check: bool, files: tuple[Path, ...]) -> None:
    """Fill the generated blocks of FILES, by default of all documents.

    Example: python -m tools.documents README.md
    """
    drifted = False
    for path in files or documents():
        text = path.read_text("utf-8")
        try:
            filled = fill(text)
        except ValueError as error:
            raise click.ClickException(f"{path}: {error}") from error
        if filled == text:
            continue
        drifted = True
        click.echo(f"{path}: {'out of date; run python -m tools.documents' if check else 'updated'}")
        if not check:
            with atomic_write(path) as hidden:
                hidden.write_text(filled, "utf-8")
    sys.exit(int(check and drifted))


if __name__ == "__main__":
    main()
