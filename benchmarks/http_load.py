"""Load on an HTTP server: as many readings as it gives, and readings at a fixed rate with their latencies.

The client is asyncio in one process. `wrk`, where it is installed, takes less of the cores that it shares with the
server, so it measures the highest rate of what one request reads.
"""

import asyncio
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from statistics import quantiles

CONNECTIONS = 8
POOL = 64  # connections at a fixed rate: more than that many readings at once are late
SCRIPT = """
local file = io.open("{body}", "rb")
wrk.method, wrk.body = "POST", file:read("*a")
wrk.headers["Content-Type"] = "{kind}"
done = function(summary)
  local wrong = summary.errors.status + summary.errors.read + summary.errors.timeout
  io.write("wrong: ", wrong, "\\n")
end
"""


class Connection:
    """A kept HTTP/1.1 connection, opened again where the server closes it."""

    def __init__(self, host: str, port: int) -> None:
        self._place = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> bytes:
        """Return the body of the answer.

        Raises:
            RuntimeError: its status is not 200.
        """
        reader, writer = self._streams = self._streams or await asyncio.open_connection(*self._place)
        host, port = self._place
        head = f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" if method == "POST" else ""
        writer.write(f"{head}\r\n".encode() + body)
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        answer = await _body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            await self.close()
        if status.split()[1] != "200":
            raise RuntimeError(f"{method} {path}: {status} {answer[:200]!r}")
        return answer

    async def close(self) -> None:
        """Close it, if it is open."""
        if self._streams:
            writer, self._streams = self._streams[1], None
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


Read = Callable[[Connection], Awaitable[None]]
"""One reading over a connection; raises where it is wrong."""


def highest_rate(address: str, read: Read, seconds: float) -> float:
    """Return readings a second, with `CONNECTIONS` clients that each wait for their answer."""

    async def run() -> float:
        count, start = 0, time.perf_counter()

        async def client() -> None:
            nonlocal count
            connection = Connection(*_place(address))
            try:
                while time.perf_counter() - start < seconds:
                    await read(connection)
                    count += 1
            finally:
                await connection.close()

        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(client())
        return count / (time.perf_counter() - start)

    return asyncio.run(run())


def latencies(address: str, read: Read, rate: float, seconds: float) -> tuple[float, float]:
    """Return the median and the 99th percentile, in milliseconds, of readings at a fixed rate.

    Each is timed from the moment that it was due, so a server that falls behind cannot hide it.
    """

    async def run() -> list[float]:
        free: asyncio.Queue[Connection] = asyncio.Queue()
        connections = [Connection(*_place(address)) for _ in range(POOL)]
        for connection in connections:
            free.put_nowait(connection)
        took: list[float] = []
        start = time.perf_counter()

        async def one(due: float) -> None:
            connection = await free.get()
            await read(connection)
            took.append(1000 * (time.perf_counter() - due))
            free.put_nowait(connection)

        try:
            async with asyncio.TaskGroup() as group:
                for index in range(max(2, int(rate * seconds))):
                    due = start + index / rate
                    await asyncio.sleep(max(0, due - time.perf_counter()))
                    group.create_task(one(due))
        finally:
            for connection in connections:
                await connection.close()
        return took

    percentiles = quantiles(asyncio.run(run()), n=100, method="inclusive")
    return percentiles[49], percentiles[98]


def wrk_rate(url: str, body: bytes, kind: str, seconds: int) -> float | None:
    """Return what `wrk` counts as answers a second to a POST; None where it is not installed.

    Raises:
        RuntimeError: some answers were errors.
    """
    program = shutil.which("wrk")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        content, script = Path(folder, "body"), Path(folder, "post.lua")
        content.write_bytes(body)
        script.write_text(SCRIPT.format(body=content, kind=kind))
        command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "wrong: 0\n" not in said:
        raise RuntimeError(f"wrk had errors:\n{said}")
    (rate,) = re.findall(r"Requests/sec:\s+([\d.]+)", said)
    return float(rate)


def _place(address: str) -> tuple[str, int]:
    host, _, port = address.removeprefix("http://").partition(":")
    return host, int(port)


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        return await reader.read()
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
