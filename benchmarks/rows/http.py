"""Readings over HTTP on two cores: the highest rate, and latencies at half of it."""

import json
import secrets
from collections.abc import Iterator

from benchmarks.http_load import Connection, Read, highest_rate, latencies, wrk_rate
from benchmarks.row import Contender, Figure, Measure, Row
from benchmarks.servers import digits_server, gradio_server

PATH, KIND = "/api/v1/predict", "image/png"
PNG = 280


def _digits(seconds: int) -> Iterator[Measure]:
    from benchmarks.pictures import digit_pngs

    (picture,) = digit_pngs(1, PNG)

    async def read(connection: Connection) -> None:
        answer = json.loads(await connection.request("POST", PATH, picture, KIND))
        assert answer["digit"] is not None, answer["verdict"]

    with digits_server() as (address, _):
        yield lambda: _figures(address, read, seconds, wrk_rate(address + PATH, picture, KIND, seconds))


def _gradio(seconds: int) -> Iterator[Measure]:
    from benchmarks.pictures import digit_pngs, sketch_png

    read = _sketch_reading(sketch_png(digit_pngs(1, PNG)[0]))
    with gradio_server() as (address, _):
        yield lambda: _figures(address, read, seconds, None)


def _sketch_reading(sketch: bytes) -> Read:
    """What the page does for a change: upload the drawing, join the queue, wait for the event with the answer.

    The page also uploads the background, the layer, and copies of them; these are left out.
    """

    async def read(connection: Connection) -> None:
        session, blob = secrets.token_hex(5), secrets.token_hex(5)
        fields = {"type": "composite", "index": "null", "id": blob, "fn_name": "accept_blobs", "component_id": "1"}
        body, kind = _form(fields | {"session_hash": session}, sketch)
        await connection.request("POST", "/gradio_api/component_server/", body, kind)
        event = {"data": [{"id": blob}], "fn_index": 0, "trigger_id": 1, "session_hash": session}
        await connection.request("POST", "/gradio_api/queue/join?", json.dumps(event).encode())
        said = await connection.request("GET", f"/gradio_api/queue/data?session_hash={session}")
        assert b'"confidences"' in said, said

    return read


def _form(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    """Return a multipart form with a file, and its content type."""
    boundary = secrets.token_hex(16)
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="blob"\r\n')
    parts.append("Content-Type: image/png\r\n\r\n")
    return "".join(
        parts
    ).encode() + file + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _figures(address: str, read: Read, seconds: int, rate: float | None) -> dict[str, float]:
    """Return the highest rate, which `wrk` may have measured, and the latencies at half of it."""
    highest = rate or highest_rate(address, read, seconds)
    middle, slowest = latencies(address, read, highest / 2, seconds)
    return {"rate": highest, "p50": middle, "p99": slowest}


ROW = Row(
    figures={
        "rate": Figure("readings/s", more_is_better=True, limit=350),
        "p50": Figure("ms", limit=8),
        "p99": Figure("ms", limit=50),
    },
    contenders=(
        Contender("digits", _digits, note=f"PNG of {PNG}x{PNG} to `{PATH}`; the rate by `wrk` where it is installed"),
        Contender("Gradio", _gradio, note="Sketchpad; upload, queue and event of each change, by our client"),
    ),
    counts={"quick": 2, "usual": 8, "full": 20},
    unit="seconds",
    rounds=3,
)
