"""Execute or check the notebooks: ``python -m tools.notebooks [--check] [NAME ...]``."""

import click

from tools.notebooks.execution import build, is_current, texts


@click.command()
@click.argument("names", nargs=-1)
@click.option("--check", is_flag=True, help="Only compare the cells of each .ipynb with its .py.")
def main(names: tuple[str, ...], check: bool) -> None:
    """Execute the notebooks whose names begin with one of NAMES, or all.

    Example: python -m tools.notebooks 01
    """
    chosen = [text for text in texts() if text.stem.startswith(names or ("",))]
    if not chosen:
        raise click.UsageError(f"no notebook begins with {' or '.join(names)}")
    if check:
        stale = [text.stem for text in chosen if not is_current(text)]
        if stale:
            raise click.ClickException(f"{', '.join(stale)}: .py and .ipynb differ. Run make notebooks.")
        return
    for text in chosen:
        seconds = build(text)
        click.echo(f"{text.stem}: {seconds:.0f} s, {text.with_suffix('.ipynb').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
