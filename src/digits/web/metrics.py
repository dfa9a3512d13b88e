"""Counts and durations of this process in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Histogram:
    """Durations in seconds, counted by bucket."""

    def __init__(self) -> None:
        self.counts = [0] * len(BUCKETS)
        self.total = 0
        self.seconds = 0.0

    def observe(self, seconds: float) -> None:
        """Count one duration in every bucket that holds it."""
        self.total += 1
        self.seconds += seconds
        for index, bound in enumerate(BUCKETS):
            self.counts[index] += seconds <= bound

    def lines(self, name: str, labels: str) -> list[str]:
        """Return the samples of this histogram; `labels` is empty or ends in a comma."""
        bare = "{" + labels.rstrip(",") + "}" if labels else ""
        lines = [
            f'{name}_bucket{{{labels}le="{bound:g}"}} {count}'
            for bound, count in zip(BUCKETS, self.counts, strict=True)
        ]
        return [
            *lines,
            f'{name}_bucket{{{labels}le="+Inf"}} {self.total}',
            f"{name}_sum{bare} {self.seconds:.6f}",
            f"{name}_count{bare} {self.total}",
        ]


class Metrics:
    """What this process has answered since it started; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._durations: defaultdict[str, Histogram] = defaultdict(Histogram)
        self._readings: Counter[str] = Counter()
        self._reading = Histogram()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request by its route's pattern, never by its address, which strangers choose."""
        with self._lock:
            self._requests[method if method in METHODS else "other", route, status] += 1
            self._durations[route].observe(seconds)

    def reading(self, verdict: str, seconds: float) -> None:
        """Count a reading by its verdict; a picture that could not be read is `refused`."""
        with self._lock:
            self._readings[verdict] += 1
            self._reading.observe(seconds)

    def text(self, ready: bool) -> str:
        """Return all samples."""
        with self._lock:
            lines = [
                *_heading("digits_ready", "gauge", "1 when a model is loaded and has read once."),
                f"digits_ready {int(ready)}",
                *_heading("digits_http_requests_total", "counter", "Requests answered."),
                *(
                    f'digits_http_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
                    for (method, route, status), count in sorted(self._requests.items())
                ),
                *_heading("digits_http_request_duration_seconds", "histogram", "Time to answer a request."),
            ]
            for route, histogram in sorted(self._durations.items()):
                lines += histogram.lines("digits_http_request_duration_seconds", f'route="{route}",')
            lines += _heading("digits_readings_total", "counter", "Pictures and drawings read, by verdict.")
            lines += [
                f'digits_readings_total{{verdict="{verdict}"}} {count}'
                for verdict, count in sorted(self._readings.items())
            ]
            lines += _heading("digits_reading_duration_seconds", "histogram", "Time to read one picture.")
            lines += self._reading.lines("digits_reading_duration_seconds", "")
        return "\n".join(lines) + "\n"


def _heading(name: str, kind: str, meaning: str) -> list[str]:
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
