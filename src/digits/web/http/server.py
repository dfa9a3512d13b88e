"""The WSGI server (waitress): listen, answer, close slow connections, and shut down without losing a response."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from flask import Flask, json
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.wasyncore import close_all, loop

from digits.web.http.body_limits import SERVER_FACTOR
from digits.web.http.problems import PROBLEM_TYPE, problem_details
from digits.web.http.security_headers import HEADERS

POLL_SECONDS = 1.0
"""Seconds between two checks of all connections."""

DETAILS = {
    413: "The body is far too large. /docs lists the limits. Send less at a time.",
    431: "The headers are too large. Send fewer cookies, or a shorter address.",
    501: "Unsupported Transfer-Encoding. Send the body as it is, or chunked.",
}


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """The response to a request that is malformed or too large to reach the application."""

    def execute(self) -> None:
        """Send the error as problem+json."""
        error = self.request.error
        detail = DETAILS.get(error.code, f"Malformed HTTP request: {error.body}.")
        body = json.dumps(problem_details(error.code, detail, getattr(self.request, "path", "/"))).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", PROBLEM_TYPE), *HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """A parser of requests; a number that Python will not convert is an error of the request."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the request line and the headers.

        Raises:
            ParsingError: they are malformed.
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a Content-Length of thousands of digits
            raise ParsingError("Content-Length is invalid") from error


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when its current request is arriving."""

    parser_class = RequestParser
    error_task_class = ProblemTask
    arriving_since: float | None = None

    def received(self, data: bytes) -> bool:
        """Receive bytes."""
        taken = super().received(data)
        if self.request is None:
            self.arriving_since = None
        elif self.arriving_since is None:
            self.arriving_since = time.time()
        return bool(taken)

    def busy(self) -> bool:
        """Whether a response is being computed or sent."""
        return bool(self.requests or self.total_outbufs_len)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """A server that closes slow connections, and finishes requests in progress when it stops."""

    channel_class = Channel

    def __init__(self, app: Flask, listening: socket.socket) -> None:
        config = app.config
        self.request_seconds: int = config["REQUEST_SECONDS"]
        self.shutdown_seconds: int = config["SHUTDOWN_SECONDS"]
        self.stopping = False
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(config["THREADS"])
        super().__init__(
            app,
            dispatcher=dispatcher,
            _sock=listening,
            bind_socket=False,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            ident="digits",
            connection_limit=config["CONNECTION_LIMIT"],
            channel_timeout=config["IDLE_SECONDS"],
            cleanup_interval=1,
            max_request_header_size=config["MAX_HEADER_BYTES"],
            max_request_body_size=SERVER_FACTOR * config["MAX_CONTENT_LENGTH"],
            clear_untrusted_proxy_headers=not config["TRUSTED_PROXIES"],
            asyncore_use_poll=True,
        )

    def maintenance(self, now: float) -> None:
        """Close connections that are idle, or whose request takes too long to arrive."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            began = channel.arriving_since
            if began is not None and not channel.requests and now - began > self.request_seconds:
                channel.will_close = True

    def stop(self, *_: int | FrameType | None) -> None:
        """Ask `run` to stop; a signal handler."""
        self.stopping = True
        self.pull_trigger()

    def run(self) -> None:
        """Serve until `stop`; then finish the requests in progress, for at most `SHUTDOWN_SECONDS`."""
        while not self.stopping:
            self._turn()
        self.accepting = False
        self.del_channel()
        self.socket.close()
        end = time.monotonic() + self.shutdown_seconds
        while time.monotonic() < end and any(channel.busy() for channel in self.active_channels.values()):
            self._turn()
        self.task_dispatcher.shutdown(timeout=1)
        close_all(self._map)

    def _turn(self) -> None:
        loop(timeout=POLL_SECONDS, use_poll=True, map=self._map, count=1)


def run(app: Flask, host: str, port: int, warm_up: Callable[[], None]) -> None:
    """Listen, warm up, print the address, and serve until SIGTERM or SIGINT.

    Args:
        app: the application.
        host: the address to listen at.
        port: 0 for any free one.
        warm_up: called in the background; the address is printed when it returns.

    Raises:
        OSError: the address cannot be listened at.
        Exception: whatever `warm_up` raised.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page's burst of requests is no warning
    with listen(host, port) as listening:
        server = Server(app, listening)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, server.stop)
        failures: list[Exception] = []
        ready = f"Serving at {address(listening)} (stop with Ctrl-C)"
        threading.Thread(target=_warm_up, args=(warm_up, server, ready, failures), daemon=True).start()
        server.run()
    if failures:
        raise failures[0]


def _warm_up(warm_up: Callable[[], None], server: Server, ready: str, failures: list[Exception]) -> None:
    try:
        warm_up()
    except Exception as error:
        failures.append(error)
        server.stop()
    else:
        print(ready, flush=True)  # noqa: T201


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the first address of a host name.

    Raises:
        OSError: the address cannot be listened at.
    """
    family, kind, protocol, _, at = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(at)
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening


def address(listening: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not listened at
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
