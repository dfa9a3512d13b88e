"""Time from the start of a server until it is ready: at most 1.5 s."""

import statistics

from benchmarks.measure import check_target, machine_speed
from benchmarks.server import running

times = []
for _ in range(5):
    with running() as (_address, seconds):
        times.append(seconds)
check_target("server ready", statistics.median(times), 1.5, "s", machine_speed())
