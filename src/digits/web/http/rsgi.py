"""Run a Flask application under RSGI, the asynchronous interface of the server granian.

A body arrives before a thread is taken, and a response is sent after the thread is free, so a slow client occupies no
thread. See https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, json
from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope

from digits.web.http.body_limits import SERVER_FACTOR
from digits.web.http.problems import PROBLEM_TYPE, problem_details
from digits.web.http.security_headers import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ADDRESS_FACTOR = 4
"""The bodies that one address sends at the same time hold at most this many times `MAX_CONTENT_LENGTH`."""

TOO_LARGE = "The body is far too large. /docs lists the limits. Send less at a time."
TOO_MANY = "Too many requests at once from your address. Send fewer at a time."
TOO_SLOW = "The body took too long to arrive. Send less at a time."
CUT_OFF = "The body is malformed, or ended early. Send it again."

Response = tuple[int, list[tuple[str, str]], bytes]


class RejectedRequestError(Exception):
    """A request that does not reach the application: a status and what to do."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass
class Load:
    """What one address has in progress: a number of requests, and the bytes of their bodies."""

    requests: int = 0
    bytes: int = 0


class RequestHandler:
    """The RSGI form of a Flask application.

    Args:
        app: the application; its settings are the limits.
    """

    def __init__(self, app: Flask) -> None:
        config = app.config
        self._app = app
        self._threads = ThreadPoolExecutor(config["THREADS"], "request")
        self._proxies: int = config["TRUSTED_PROXIES"]
        self._request_seconds: int = config["REQUEST_SECONDS"]
        self._body_limit: int = SERVER_FACTOR * config["MAX_CONTENT_LENGTH"]
        self._address_requests: int = config["ADDRESS_REQUESTS"]
        self._address_bytes: int = ADDRESS_FACTOR * config["MAX_CONTENT_LENGTH"]
        self._loads: defaultdict[str, Load] = defaultdict(Load)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer a request."""
        address = client_address(scope, self._proxies)
        load = self._loads[address]
        load.requests += 1
        try:
            response = await self._response(scope, protocol, load)
        except RejectedRequestError as rejection:
            response = problem_response(rejection, scope.path)
        finally:
            load.requests -= 1
            if not load.requests:
                del self._loads[address]
        protocol.response_bytes(*response)

    async def _response(self, scope: Scope, protocol: HTTPProtocol, load: Load) -> Response:
        if load.requests > self._address_requests:
            raise RejectedRequestError(429, TOO_MANY)
        body = bytearray()
        try:
            await self._receive(scope, protocol, body, load)
            environ = wsgi_environ(scope, bytes(body))
            return await asyncio.get_running_loop().run_in_executor(self._threads, run_wsgi, self._app, environ)
        finally:
            load.bytes -= len(body)

    async def _receive(self, scope: Scope, protocol: HTTPProtocol, body: bytearray, load: Load) -> None:
        """Append the chunks of the body as they arrive.

        Raises:
            RejectedRequestError: it is too large, too slow or malformed, or its address is sending too much.
        """
        length = scope.headers.get("content-length")
        if length and int(length) > self._body_limit:
            raise RejectedRequestError(413, TOO_LARGE)
        try:
            async with asyncio.timeout(self._request_seconds):
                async for chunk in protocol:
                    body += chunk
                    load.bytes += len(chunk)
                    if len(body) > self._body_limit:
                        raise RejectedRequestError(413, TOO_LARGE)
                    if load.bytes > self._address_bytes:
                        raise RejectedRequestError(429, TOO_MANY)
        except TimeoutError:
            raise RejectedRequestError(408, TOO_SLOW) from None
        except ProtocolClosed:
            raise RejectedRequestError(400, CUT_OFF) from None
        if length and len(body) < int(length):
            raise RejectedRequestError(400, CUT_OFF)


def client_address(scope: Scope, proxies: int) -> str:
    """The address that a request comes from, as the last of the trusted proxies saw it."""
    values: list[str] = [value for name, value in scope.headers.items() if name == "x-forwarded-for"] if proxies else []
    forwarded = [one.strip() for value in values for one in value.split(",")]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return host_of(scope.client)


def host_of(peer: str) -> str:
    """The host in `host:port`, an IPv6 address without its brackets."""
    return peer.rpartition(":")[0].strip("[]")


def wsgi_environ(scope: Scope, body: bytes) -> WSGIEnvironment:
    """A request as WSGI describes it (PEP 3333)."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": host_of(scope.server),
        "SERVER_PORT": scope.server.rpartition(":")[2],
        "REMOTE_ADDR": host_of(scope.client),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = "HTTP_" + name.upper().replace("-", "_")
        separator = "; " if name == "cookie" else ","
        environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
    for name in ("HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"):  # the body is here, decoded
        environ.pop(name, None)
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def run_wsgi(app: Flask, environ: WSGIEnvironment) -> Response:
    """Call a WSGI application; its status, headers and whole body."""
    status, headers = "500", list[tuple[str, str]]()

    def start_response(line: str, fields: list[tuple[str, str]], *_: object) -> Any:
        nonlocal status, headers
        status, headers = line, fields

    chunks: Iterable[bytes] = app(environ, _typed(start_response))
    try:
        body = b"".join(chunks)
    finally:
        getattr(chunks, "close", lambda: None)()
    return int(status[:3]), headers, body


def problem_response(rejection: RejectedRequestError, path: str) -> Response:
    """The response to a request that does not reach the application."""
    body = json.dumps(problem_details(rejection.status, rejection.detail, path)).encode()
    headers = [("content-type", PROBLEM_TYPE), *((name.lower(), value) for name, value in HEADERS.items())]
    return rejection.status, headers, body


def _typed(function: Any) -> StartResponse:
    return function  # type: ignore[no-any-return]
