"""``digits serve``: run the web application."""

import click

from digits.cli._options import check_model


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 for any free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Number of worker processes; by default $DIGITS_WEB_WORKERS, or the number of cores. On Windows always 1.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    help="Number of requests that each worker serves at the same time; by default $DIGITS_WEB_THREADS, or 2.",
)
@click.option(
    "--model",
    metavar="NAME",
    callback=check_model,
    help="A shipped model, or the path of an .onnx file with its card beside it; by default $DIGITS_WEB_MODEL, or the "
    "bundled network.",
)
def serve(host: str, port: int, workers: int | None, threads: int | None, model: str | None) -> None:
    """Serve the web pages and the API until Ctrl-C.

    Variables whose names begin with DIGITS_WEB_ change its settings and limits; docs/limits.md lists them.

    \b
    Example:
      digits serve --port 8080
    """
    from digits.web import serve as serve_application

    chosen = {"MODEL": model, "WORKERS": workers, "THREADS": threads}
    try:
        serve_application(host, port, **{name: value for name, value in chosen.items() if value is not None})
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host} port {port}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    """Say why the server cannot listen, and what to do."""
    import errno
    import socket

    if isinstance(error, socket.gaierror):
        return "there is no such host. Choose another with --host"
    remedies = {
        errno.EADDRINUSE: "the port is in use. Choose another with --port, or any free one with --port 0",
        errno.EACCES: "permission denied. Choose a port from 1024 with --port",
        errno.EADDRNOTAVAIL: "this machine has no such address. Choose another with --host",
    }
    return remedies.get(error.errno or 0, str(error))
