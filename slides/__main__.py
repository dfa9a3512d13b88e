"""``python -m slides``: both languages as HTML and PDF; new pictures first where what they show has changed."""

from pathlib import Path

import click

from digits.atomic_write import replacing
from slides import deck, figures, images, pictures, printing

FOLDER = Path(__file__).parent


@click.command()
@click.option("--pictures", "anew", is_flag=True, help="Make the pictures anew: needs the data set, starts a server.")
def main(anew: bool) -> None:
    """Make slides/en.html, slides/fr.html and their PDF files.

    Example: python -m slides --pictures
    """
    if anew or images.facts()["made_with"] != pictures.made_with():
        pictures.make()
    for code in figures.LANGUAGES:
        path = FOLDER / f"{code}.html"
        with replacing(path) as hidden:
            hidden.write_text(deck.rendered(code), "utf-8")
        printing.to_pdf(path)
        click.echo(f"{path.name}, {path.with_suffix('.pdf').name}")


if __name__ == "__main__":
    main()
