"""The application behind waitress, from the first listening socket to the last answer."""

from __future__ import annotations

import signal
import socket
import sys
import threading
import time
from types import FrameType

from flask import Flask, json
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.wasyncore import close_all, loop

from digits.web.problems import PROBLEM_TYPE, problem
from digits.web.security import HEADERS
from digits.web.service import service

OVERSIZE = 2
"""A body up to this many times the limit is taken in and refused by the application, whose answer then
reaches the sender; of a longer one the connection is cut, which a browser shows as a lost connection."""
EVERY = 1.0
"""Seconds between two looks at what connections do."""

DETAILS = {
    413: "The body is far larger than this server takes; /docs has the limits. Send less at a time.",
    431: "The headers are larger than this server takes. Send fewer cookies, or a shorter address.",
    501: "The Transfer-Encoding is not known here. Send the body as it is, or chunked.",
}


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """The answer to what is no request, or too large a one, to be handed to the application."""

    def execute(self) -> None:
        """Send the error as problem+json."""
        error = self.request.error
        detail = DETAILS.get(error.code, f"This is no HTTP request that can be answered: {error.body}.")
        body = json.dumps(problem(error.code, detail, getattr(self.request, "path", "/"))).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", PROBLEM_TYPE), *HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that also knows when the request began that is arriving."""

    error_task_class = ProblemTask
    arriving_since: float | None = None

    def received(self, data: bytes) -> bool:
        """Take in bytes."""
        taken = super().received(data)
        if self.request is None:
            self.arriving_since = None
        elif self.arriving_since is None:
            self.arriving_since = time.time()
        return bool(taken)

    def busy(self) -> bool:
        """Tell whether an answer is being made or sent."""
        return bool(self.requests or self.total_outbufs_len)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """A server that lets no request arrive for ever, and stops without losing an answer."""

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
            max_request_body_size=OVERSIZE * config["MAX_CONTENT_LENGTH"],
            clear_untrusted_proxy_headers=not config["TRUSTED_PROXIES"],
            asyncore_use_poll=True,
        )

    def maintenance(self, now: float) -> None:
        """Close connections that are silent, or whose request takes too long to arrive."""
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
        """Answer requests until `stop`; then finish those in progress, for a limited time."""
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
        loop(timeout=EVERY, use_poll=True, map=self._map, count=1)


def run(app: Flask, host: str, port: int) -> None:
    """Listen, load the model, say where, and serve until SIGTERM or SIGINT.

    Raises:
        OSError: the address cannot be listened at.
        ModelError: the model cannot be used.
    """
    with listen(host, port) as listening:
        server = Server(app, listening)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, server.stop)
        failures: list[Exception] = []
        say = f"Digits are read at {address(listening)} (stop with Ctrl-C)"
        threading.Thread(target=_warm_up, args=(app, server, say, failures), daemon=True).start()
        server.run()
    if failures:
        raise failures[0]


def _warm_up(app: Flask, server: Server, say: str, failures: list[Exception]) -> None:
    try:
        service(app).warm_up()
    except Exception as error:
        failures.append(error)
        server.stop()
    else:
        print(say, flush=True)  # noqa: T201


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at the first address that the host's name stands for.

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
    """Return the address of a listening socket as a browser takes it."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not listened at
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
