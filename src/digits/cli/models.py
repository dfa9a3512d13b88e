"""``digits models``: list the models that ship with the package."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from digits.cli import printable

if TYPE_CHECKING:
    from digits.model_card import Card

_COLUMNS = ("model", "version", "parameters", "macs", "test errors", "description")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print each model's whole card, one JSON object per line.")
def models(as_json: bool) -> None:
    """List the models that ship with the package, from their cards.

    \b
    Example:
      digits models
    """
    from digits.model_card import shipped_models

    cards = shipped_models()
    if as_json:
        for card in cards.values():
            click.echo(json.dumps(card))
        return
    if not cards:
        raise click.ClickException("the package has no models: reinstall digits-classification")
    rows = [_cells(name, card) for name, card in cards.items()]
    if sys.stdout.isatty():
        _print_table(rows)
    else:
        for row in (_COLUMNS, *rows):
            click.echo("\t".join(row))


def _cells(name: str, card: "Card") -> tuple[str, ...]:
    evaluation = card.get("evaluation") or {}
    figures = (_figure(value) for value in (card.get("parameters"), card.get("macs"), evaluation.get("errors")))
    return printable(name), printable(card["version"]), *figures, printable(str(card.get("description", "-")))


def _figure(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else "-"


def _print_table(rows: list[tuple[str, ...]]) -> None:
    """Print the figures as a table, and the descriptions, which may be long, below."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for column in _COLUMNS[:-1]:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row[:-1]))
    console = Console()
    console.print(table)
    for name, *_, description in rows:
        console.print(Text(f"{name}: {description}"))
