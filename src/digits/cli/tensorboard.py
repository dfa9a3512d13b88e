"""``digits tensorboard``: show training runs in TensorBoard."""

import contextlib
import io
import os
import time
from pathlib import Path

import click

from digits.cli._options import runs_option


@click.command()
@runs_option
@click.option("--port", type=click.IntRange(0, 65535), default=6006, show_default=True, help="0 for any free port.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the page in the browser.")
def tensorboard(runs: Path, port: int, browser: bool) -> None:
    """Show the runs in TensorBoard until Ctrl-C.

    Only this machine can open the page. Runs in training update live.

    \b
    Example:
      digits tensorboard --runs runs --port 6007
    """
    if not runs.is_dir():
        raise click.BadParameter(
            f"there is no folder {runs}: train a network first with `digits train`, or give the folder of your runs",
            param_hint="--runs",
        )
    if next(runs.rglob("events.out.tfevents.*"), None) is None:
        click.echo(f"no run in {runs} has TensorBoard events; `digits train` writes them on TensorFlow", err=True)
    address = _serve(runs, port)
    click.echo(f"TensorBoard: {address} (stop with Ctrl-C)")
    if browser:
        import webbrowser

        webbrowser.open(address)
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)


def _serve(runs: Path, port: int) -> str:
    """Start TensorBoard in a thread and return its address."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from tensorboard import program  # type: ignore[import-untyped]

    board = program.TensorBoard()
    board.configure(logdir=str(runs), host="127.0.0.1", port=port)
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # it advertises its own data server
            return str(board.launch())
    except program.TensorBoardPortInUseError as error:
        raise click.ClickException(
            f"port {port} is in use; choose another with --port, or any free one with --port 0"
        ) from error
    except program.TensorBoardServerException as error:
        raise click.ClickException(f"cannot listen at port {port}: {error.msg}") from error
