"""Metrics for Prometheus: requests and readings, counted and timed, of one application or of all its workers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

if TYPE_CHECKING:
    from prometheus_client import Metric

__all__ = ["CONTENT_TYPE", "SHARED_FOLDER", "Metrics", "register"]

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which several processes count together: that of prometheus_client, which looks
at it when it is imported. So it is imported when an application is built, and not before."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds."""
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Metrics:
    """Counters and histograms with a registry of their own, or in the folder that `SHARED_FOLDER` names.

    Args:
        is_ready: whether readings are served without a wait; asked whenever the metrics are.
    """

    def __init__(self, is_ready: Callable[[], bool]) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

        disable_created_metrics()  # type: ignore[no-untyped-call]  # one more sample per label, of no use here
        self._is_ready = is_ready
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "digits_http_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._request_seconds = Histogram(
            "digits_http_request_duration_seconds",
            "Time to answer a request.",
            ["route"],
            registry=registry,
            buckets=BUCKETS,
        )
        self._readings = Counter(
            "digits_readings", "Pictures and drawings read, by verdict.", ["verdict"], registry=registry
        )
        self._reading_seconds = Histogram(
            "digits_reading_duration_seconds", "Time to read one picture.", registry=registry, buckets=BUCKETS
        )

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request by the pattern of its route, never by its path, which clients choose."""
        self._requests.labels(method if method in METHODS else "other", route, status).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_reading(self, verdict: str, seconds: float) -> None:
        """Count a reading by its verdict; `unreadable` for a picture that cannot be decoded."""
        self._readings.labels(verdict).inc()
        self._reading_seconds.observe(seconds)

    def text(self) -> str:
        """All samples in Prometheus' text format, version 0.0.4."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        counts = self._registry
        if SHARED_FOLDER in os.environ:
            MultiProcessCollector(counts := CollectorRegistry())  # type: ignore[no-untyped-call]
        state = CollectorRegistry()
        state.register(self)
        return (generate_latest(state) + generate_latest(counts)).decode()

    def collect(self) -> Iterator[Metric]:
        """The state, as prometheus_client asks for it."""
        from prometheus_client.core import GaugeMetricFamily

        text = "1 when every worker has its model loaded and has read once."
        yield GaugeMetricFamily("digits_ready", text, float(self._is_ready()))


def register(app: Flask, metrics: Metrics) -> None:
    """Count and time every request of an application."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "none"
        metrics.count_request(request.method, route, response.status_code, seconds)
        return response
