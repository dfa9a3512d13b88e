"""``digits corrections``: list, export and delete corrections of users of the web page."""

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digits.cli import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digits.corrections import Correction, Corrections

database_option = click.option(
    "--database", metavar="URL", help="Database; by default $DATABASE_URL, else SQLite in your data folder."
)


@click.group()
def corrections() -> None:
    """List, export and delete corrections.

    Users of the web page send them if the server runs with DIGITS_WEB_CORRECTIONS=true.

    \b
    Examples:
      digits corrections list
      digits corrections export corrections.npz
      digits corrections delete --all
    """


@corrections.command("list")
@database_option
def list_(database: str | None) -> None:
    """Print a line per correction: id, time, label, the model's answer, and kind.

    \b
    Example:
      digits corrections list
    """
    for one in _open(database):
        kind = "drawing" if one.strokes is not None else "picture"
        click.echo(f"{one.id}\t{one.made:%Y-%m-%d %H:%M}\t{one.label}\t{one.read_as or '-'}\t{kind}")


@corrections.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database_option
@click.option("--force", is_flag=True, help="Replace an existing file.")
def export(file: Path, database: str | None, force: bool) -> None:
    """Export corrections to FILE.

    A .npz file gets the single digits as images and labels, a .jsonl file all corrections as JSON lines.

    \b
    Examples:
      digits corrections export corrections.npz
      digits corrections export corrections.jsonl
    """
    from digits.atomic_write import atomic_write
    from digits.corrections import single_digits

    writers = {".npz": _as_images, ".jsonl": _as_lines}
    if file.suffix not in writers:
        raise click.BadParameter(f"{file} must end in .npz or .jsonl", param_hint="FILE")
    if file.exists() and not force:
        raise click.ClickException(f"{file} exists: choose another name, or replace it with --force")
    found = list(_open(database))
    chosen = single_digits(found) if file.suffix == ".npz" else found
    with atomic_write(file) as temporary:
        temporary.write_bytes(writers[file.suffix](chosen))
    click.echo(f"{file}: {len(chosen)} of {len(found)} corrections")


@corrections.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@database_option
@click.option("--all", "everything", is_flag=True, help="Delete all corrections.")
def delete(ids: tuple[str, ...], database: str | None, everything: bool) -> None:
    """Delete corrections by their ids, or all.

    \b
    Examples:
      digits corrections delete 0f8fad5bd9cb469fa16570867728950e
      digits corrections delete --all
    """
    if bool(ids) == everything:
        raise click.UsageError("give either the IDs of corrections or --all")
    store = _open(database)
    if everything:
        click.echo(f"{store.delete_all()} deleted")
        return
    unknown = sorted(set(ids) - {one.id for one in store})
    click.echo(f"{store.delete(ids)} deleted")
    if unknown:
        raise click.ClickException(
            f"there is no correction {', '.join(map(printable, unknown))}: see `digits corrections list`"
        )


def _open(database: str | None) -> "Corrections":
    from digits.corrections import Corrections

    return Corrections(database)


def _as_images(chosen: "Sequence[Correction]") -> bytes:
    """Return an .npz file with images (N, 28, 28) uint8, labels (N,) uint8 and ids (N,)."""
    import numpy as np

    images = np.array([one.ink for one in chosen], np.uint8).reshape(-1, 28, 28)
    labels = np.array([int(one.label) for one in chosen], np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, images=images, labels=labels, ids=np.array([one.id for one in chosen], "U32"))
    return buffer.getvalue()


def _as_lines(chosen: "Sequence[Correction]") -> bytes:
    return "".join(json.dumps(_as_json(one)) + "\n" for one in chosen).encode()


def _as_json(one: "Correction") -> dict[str, Any]:
    import base64

    return {
        "id": one.id,
        "made": one.made.isoformat(),
        "label": one.label,
        "read_as": one.read_as,
        "model": one.model,
        "strokes": one.strokes,
        "picture": None if one.picture is None else base64.b64encode(one.picture).decode(),
        "ink": None if one.ink is None else one.ink.tolist(),
    }
