"""Execute the notebooks: ``python -m tools.exploration [NAME ...]``, in the repository's folder."""

import click

from tools.exploration.building import build, texts
from tools.exploration.place import repository


@click.command()
@click.argument("names", nargs=-1)
def main(names: tuple[str, ...]) -> None:
    """Execute the notebooks whose names begin with one of NAMES, or all.

    Example: python -m tools.exploration 01
    """
    chosen = [text for text in texts(repository() / "notebooks") if text.stem.startswith(names or ("",))]
    if not chosen:
        raise click.UsageError(f"no notebook begins with {' or '.join(names)}")
    for text in chosen:
        seconds = build(text)
        size = text.with_suffix(".ipynb").stat().st_size
        click.echo(f"{text.stem}: {seconds:.0f} s, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
