"""A server is ready within 1.5 s of its start."""

import statistics

from benchmarks.bar import against, pace
from benchmarks.server import running

times = []
for _ in range(5):
    with running() as (_, seconds):
        times.append(seconds)
against("server ready", statistics.median(times), 1.5, "s", pace())
