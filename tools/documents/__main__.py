"""``python -m tools.documents [--check] [FILE...]``: fill the generated passages."""

import sys
from pathlib import Path

import click

from tools.documents.filling import MarkError, documents, drifted, fill
from tools.documents.passages import passages


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a passage has drifted.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(check: bool, files: tuple[Path, ...]) -> None:
    """Make the generated passages of FILES, or of all documents, anew.

    Example: python -m tools.documents README.md
    """
    paths = list(files) or documents()
    try:
        changed = drifted(paths, passages()) if check else fill(paths, passages())
    except MarkError as error:
        raise click.ClickException(str(error)) from error
    for path in changed:
        click.echo(f"{path}: {'drifted; python -m tools.documents makes it anew' if check else 'made anew'}")
    sys.exit(bool(check and changed))


if __name__ == "__main__":
    main()
