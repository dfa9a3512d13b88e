"""Time of reading a 280x280 PNG over HTTP on a kept connection: at most 8 ms at the median."""

import http.client

from benchmarks.measure import check_target, machine_speed, median_seconds
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
check_target("reading of a 280x280 PNG over HTTP", 1000 * seconds, 8, "ms", machine_speed())
