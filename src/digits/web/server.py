"""The server (granian): worker processes behind one port that start, answer and stop together.

The application is built once. On Linux the workers are forks that share it; where processes start afresh (macOS,
Windows) each builds its own, and Windows has one worker.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from digits.cores import core_count
from digits.web.http.rsgi import RequestHandler
from digits.web.services.metrics import SHARED_FOLDER
from digits.web.services.recognition import recognition_service

POLL_SECONDS = 0.005
"""Between two attempts to connect to a server that starts."""


class WorkerApplication:
    """The application in each worker.

    Args:
        config: its settings, complete.
        host: the IP address to listen at.
        port: the port to listen at.
        workers: the number of workers.

    Raises:
        SettingError: a setting has an invalid value.
        ModelError: the model cannot be used.
    """

    def __init__(self, config: Mapping[str, object], host: str, port: int, workers: int) -> None:
        self._config = dict(config)
        self._host = host
        self._port = port
        self._workers = workers
        self._warm = multiprocessing.Value("i", 0)

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "app"}

    @cached_property
    def app(self) -> Flask:
        """The application with its model loaded."""
        from digits.web import create_app

        app = create_app(self._config | {"WARM_UP": False})
        recognition_service(app).recognizer()
        return app

    def __call__(self) -> Worker:
        """Warm up; granian calls this in each worker before it listens."""
        service = recognition_service(self.app)
        service.warm_up()
        service.all_workers_warm = lambda: self._warm.value >= self._workers
        return Worker(self.app, self)

    async def announce(self) -> None:
        """Print the address once all workers are warm and one listens."""
        while not await _accepts(self._host, self._port):
            await asyncio.sleep(POLL_SECONDS)
        with self._warm.get_lock():
            self._warm.value += 1
            if self._warm.value == self._workers:
                print(f"Serving at {url(self._host, self._port)} (stop with Ctrl-C)", flush=True)  # noqa: T201


class Worker(RequestHandler):
    """One worker: answers requests, and counts as warm once it listens."""

    def __init__(self, app: Flask, application: WorkerApplication) -> None:
        super().__init__(app)
        self._application = application

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called before the event loop runs."""
        self._announcing = loop.create_task(self._application.announce())
        threading.Thread(target=_end_with_parent, daemon=True).start()


def run(config: Mapping[str, object], host: str, port: int) -> None:
    """Listen, warm up, print the address, and serve until SIGTERM or SIGINT.

    Args:
        config: all settings of the application.
        host: the name or address to listen at.
        port: 0 for any free one.

    Raises:
        OSError: the address cannot be listened at.
        SettingError: a setting has an invalid value.
        ModelError: the model cannot be used.
    """
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    with shared_metrics():
        address, port = free_address(host, port)
        workers = worker_count(config)
        application = WorkerApplication(config, address, port, workers)
        settings = application.app.config
        _raise_file_limit(settings["CONNECTION_LIMIT"])
        Server(
            "digits",
            address=address,
            port=port,
            interface=Interfaces.RSGI,
            workers=workers,
            backlog=1024,
            backpressure=settings["CONNECTION_LIMIT"],
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(
                header_read_timeout=1000 * settings["IDLE_SECONDS"], max_buffer_size=settings["MAX_HEADER_BYTES"]
            ),
            websockets=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=settings["SHUTDOWN_SECONDS"],
        ).serve(target_loader=application, wrap_loader=False)


def worker_count(config: Mapping[str, object]) -> int:
    """The number of worker processes: the setting, or that of the cores that this process may use."""
    return int(str(config["WORKERS"])) or core_count()


@contextmanager
def shared_metrics() -> Iterator[None]:
    """A folder in which the workers count together; in memory where the system has such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of random name inside
    with tempfile.TemporaryDirectory(
        prefix="digits-metrics-", dir=memory if os.access(memory, os.W_OK) else None
    ) as folder:
        os.environ[SHARED_FOLDER] = folder
        yield


def free_address(host: str, port: int) -> tuple[str, int]:
    """The first IP address of a host name, and the port; any free one for 0.

    Raises:
        OSError: there is no such host, or the port is in use or not allowed.
    """
    family, kind, protocol, _, at = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    with socket.socket(family, kind, protocol) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(at)
        address, free = probe.getsockname()[:2]
    return str(address), int(free)


def url(address: str, port: int) -> str:
    """The URL of a server that listens at an address."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - shown, not listened at
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _end_with_parent() -> None:
    """End this worker when the process that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        signal.raise_signal(signal.SIGTERM)


async def _accepts(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def _raise_file_limit(connections: int) -> None:
    """Allow as many open files as connections, where the system lets us: each connection is one."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 256
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
