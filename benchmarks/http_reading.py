"""A reading from a 280x280 PNG over HTTP: at most 8 ms at the median, on a connection that is kept."""

import http.client

from benchmarks.bar import against, median_seconds, pace
from benchmarks.pictures import seven
from benchmarks.server import running


def post(connection: http.client.HTTPConnection, picture: bytes) -> bytes:
    """The answer to a picture."""
    connection.request("POST", "/api/v1/predict", picture, {"Content-Type": "image/png"})
    return connection.getresponse().read()


with running() as (address, _):
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    picture = seven()
    assert b'"digit":7' in post(connection, picture).replace(b" ", b"")
    seconds = median_seconds(lambda: post(connection, picture), 300, 20)
    connection.close()
against("reading of a 280x280 PNG over HTTP", 1000 * seconds, 8, "ms", pace())
