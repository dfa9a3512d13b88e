"""``digits serve``: the web application."""

import click

from digits.cli._options import model_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for any free port.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    envvar="DIGITS_WEB_THREADS",
    help="Requests served at once.",
)
@model_option
def serve(host: str, port: int, threads: int, model: str) -> None:
    """Serve the web page and the API until Ctrl-C.

    \b
    Example:
      digits serve --port 8080
    """
    from digits.web import serve as serve_application

    try:
        serve_application(host=host, port=port, model=model, threads=threads)
    except OSError as error:
        raise click.ClickException(f"cannot listen at {host} port {port}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    """What keeps the server from an address, and what to do."""
    import errno
    import socket

    if isinstance(error, socket.gaierror):
        return "there is no such host; choose another with --host"
    remedies = {
        errno.EADDRINUSE: "the port is in use; choose another with --port, or any free one with --port 0",
        errno.EACCES: "that needs more rights; choose a port from 1024 with --port",
        errno.EADDRNOTAVAIL: "this machine has no such address; choose another with --host",
    }
    return remedies.get(error.errno or 0, str(error))
